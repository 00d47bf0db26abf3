# Completion for bash: verbs and options come from the programs themselves.
_tocsin() {
    local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} words
    if [ "${program##*/}" = tocsin ] && [ "$COMP_CWORD" -eq 1 ]; then
        words=$("$program" --completion 2>/dev/null)
    elif [ "${program##*/}" = tocsin ]; then
        words=$("$program" "${COMP_WORDS[1]}" --completion 2>/dev/null)
    else
        words=$("$program" --completion 2>/dev/null)
    fi
    mapfile -t COMPREPLY < <(compgen -f -W "$words" -- "$word")
}
complete -F _tocsin tocsin tocsin-collect tocsin-surge tocsin-desk tocsin-brief tocsin-pdf tocsin-broker
