"""The house rules that a machine can check: lib/STYLE.md, as functions from a tree to complaints.

A rule is a function marked @rule; it yields one sentence for each place that breaks it. tests/house/bad/RULE
is a small tree that breaks that rule and must be rejected.
"""

import pathlib
import re
import subprocess

RULES = {}

LAYERS = {  # what each layer may include of ours
    "base": {"base"},
    "core": {"base", "core"},
    "read": {"base", "core", "read"},
    "wire": {"base", "core", "wire"},
    "edge": {"base", "core", "edge"},
}
STRANGERS = {  # what each layer may include of others
    "base": {"xxhash.h", "openssl"},
    "core": set(),
    "read": {"unicode", "hs", "hs.h", "opencc", "xxhash.h"},
    "wire": {"yajl", "libfyaml.h", "gmime", "libxml", "csv.h", "md4c.h", "md4c-html.h", "mustache.hpp",
             "openssl", "kainjow"},
    "edge": {"librdkafka", "hiredis", "curl", "microhttpd.h", "lzma.h", "zstd.h", "wslay", "openssl",
             "sqlite3.h", "libpq-fe.h", "cairo.h", "cairo-pdf.h", "pango", "librsvg", "systemd", "unicode"},
    "monitor": set(),
}
LIBC = set("""aio alloca arpa assert byteswap ctype dirent dlfcn endian errno fcntl fenv float fnmatch getopt glob
grp iconv ifaddrs inttypes iso646 langinfo libgen limits linux locale malloc math net netdb netinet poll pthread pwd regex
sched search semaphore setjmp signal spawn stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn
string strings sys sysexits syslog termios time unistd utime wchar wctype""".split())
CORE_STRANGERS = re.compile(
    r"^(time|clock\w*|gettimeofday|localtime\w*|gmtime\w*|mktime|getenv|secure_getenv|f?printf|v?fprintf|puts|"
    r"putchar|fputs|fwrite|fread|fopen\w*|open\w*|read|write|close|socket|connect|poll|epoll\w*|select|fork|"
    r"exec\w*|system|popen|rand\w*|random|srand\w*|drand48|getrandom|exp|log|pow|exp2|log2|log10|expm1|log1p|"
    r"lgamma\w*|tgamma\w*|sin|cos|tan|yajl\w*|rd_kafka\w*|redis\w*|u_\w+|hs_\w+|log_write)$")
MOST_LINES, MOST_MAIN_LINES, MOST_FUNCTION_LINES, MOST_PARAMETERS = 400, 150, 70, 4


def rule(function):
    RULES[function.__name__] = function
    return function


def sources(tree, *folders, endings=(".c", ".h")):
    for folder in folders:
        for path in sorted((tree / folder).rglob("*")):
            if path.suffix in endings and path.is_file() and "node_modules" not in path.parts:
                yield path, path.relative_to(tree).as_posix(), path.read_text(encoding="utf-8")


def lines_of(text):
    return enumerate(text.split("\n"), 1)


def without_comments(text):
    """The text with comments blanked, lines kept; strings stay."""
    pattern = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*', re.DOTALL)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()) if m.group()[0] == "/" else m.group(), text)


def without_strings(text):
    text = without_comments(text)
    return re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
                  lambda m: m.group()[0] + " " * (len(m.group()) - 2) + m.group()[0], text)


def layer_of(name):
    parts = name.split("/")
    return parts[1] if parts[0] == "lib" else parts[0]


@rule
def layers_include_only_what_they_may(tree):
    for _, name, text in sources(tree, "lib", "monitor"):
        layer = layer_of(name)
        for number, line in lines_of(without_comments(text)):
            ours = re.match(r'\s*#include "([^"/]+)(?:/[^"]*)?"', line)
            theirs = re.match(r"\s*#include <([^>/]+)(/[^>]*)?>", line)
            if ours and layer in LAYERS and ours.group(1) not in LAYERS[layer]:
                yield f"{name}:{number}: lib/{layer} may not use {ours.group(1)}"
            if theirs and theirs.group(1).removesuffix(".h") not in LIBC \
                    and theirs.group(1) not in STRANGERS.get(layer, set()):
                yield f"{name}:{number}: {layer} may not use <{theirs.group(1)}{theirs.group(2) or ''}>"


@rule
def json_stays_in_wire(tree):
    """JSON in the edge, the core, or spelled in a string anywhere."""
    for _, name, text in sources(tree, "lib", "monitor", endings=(".c",)):
        for number, line in lines_of(without_comments(text)):
            if layer_of(name) in ("edge", "core", "base") and re.search(r"yajl_|json_parse|writer_object", line):
                yield f"{name}:{number}: JSON lives in lib/wire"
            if re.search(r'"(?:\\.|[^"\\])*\\"[A-Za-z_]+\\":', line):
                yield f"{name}:{number}: JSON is spelled in a string; use wire/writer.h"


@rule
def functions_that_lose_track_are_not_called(tree):
    banned = r"strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|strtok_r|atoi|atol|atoll|atof|gmtime|localtime|" \
             r"gmtime_r|localtime_r|mktime|alloca|gets|setenv|putenv|tmpnam|asctime|ctime"
    for _, name, text in sources(tree, "lib", "monitor"):
        for number, line in lines_of(without_strings(text)):
            found = re.search(rf"(?<![\w.>])({banned})\s*\(", line)
            if found:
                yield f"{name}:{number}: {found.group(1)}() is not used here"


@rule
def there_is_no_goto(tree):
    for _, name, text in sources(tree, "lib", "monitor"):
        for number, line in lines_of(without_strings(text)):
            if re.search(r"\bgoto\b", line):
                yield f"{name}:{number}: goto"


@rule
def what_is_owned_has_a_value(tree):
    for _, name, text in sources(tree, "lib", "monitor", "tests/unit"):
        for number, line in lines_of(without_strings(text)):
            if re.match(r"\s*OWNED\(\w+\)[^=]*;", line):
                yield f"{name}:{number}: OWNED without a value"


@rule
def allocation_goes_through_memory(tree):
    for _, name, text in sources(tree, "lib", "monitor"):
        if name.startswith("lib/base/memory."):
            continue
        for number, line in lines_of(without_strings(text)):
            found = re.search(r"(?<![\w.>])(malloc|calloc|realloc|reallocarray|strdup|strndup)\s*\(", line)
            if found:
                yield f"{name}:{number}: {found.group(1)}(); use base/memory.h"


@rule
def files_are_short(tree):
    for path, name, text in sources(tree, "lib", "monitor"):
        count = text.count("\n")
        limit = MOST_MAIN_LINES if path.name == "main.c" else MOST_LINES
        if count > limit:
            yield f"{name}: {count} lines, at most {limit}"


@rule
def functions_fit_a_screen(tree):
    for _, name, text in sources(tree, "lib", "monitor", endings=(".c",)):
        start = None
        for number, line in lines_of(text):
            if line == "{":
                start = number
            if line == "}" and start is not None:
                if number - start > MOST_FUNCTION_LINES:
                    yield f"{name}:{start}: a function of {number - start} lines"
                start = None


@rule
def functions_take_few_parameters(tree):
    """The fault at the end does not count, and an array and its count are one."""
    for _, name, text in sources(tree, "lib", "monitor", endings=(".h",)):
        clean = re.sub(r"^\s*#.*(?:\\\n.*)*", "", without_strings(text), flags=re.MULTILINE)
        for found in re.finditer(r"^[A-Za-z][\w \*]*?\b(\w+)\(([^(){};]*)\)[^;{]*[;{]", clean, re.MULTILINE):
            parameters = [one for one in found.group(2).split(",")
                          if not re.search(r"struct fault \*|\bsize_t (\w+_)?count$", one.strip())]
            if len(parameters) > MOST_PARAMETERS and "..." not in found.group(2):
                yield f"{name}: {found.group(1)}() takes {len(parameters)} parameters"


@rule
def files_are_named_for_things(tree):
    for _, name, _ in sources(tree, "lib", "monitor"):
        if re.search(r"(^|/|_)(util|utils|common|helper|helpers|misc)(_|\.|/)", name):
            yield f"{name}: a file is named for the thing it holds"


@rule
def headers_are_read_once(tree):
    for _, name, text in sources(tree, "lib", "monitor", endings=(".h",)):
        if "#pragma once" not in text:
            yield f"{name}: no #pragma once"
        if not text.startswith("/*"):
            yield f"{name}: a header opens with what the thing is"


@rule
def a_file_includes_its_own_header_first(tree):
    for path, name, text in sources(tree, "lib", endings=(".c",)):
        if path.with_suffix(".h").exists():
            first = re.search(r'#include ["<]([^">]+)[">]', text)
            own = path.with_suffix(".h").relative_to(tree / "lib").as_posix()
            if first is None or first.group(1) != own:
                yield f'{name}: "{own}" is not its first include'


@rule
def structs_keep_their_keyword(tree):
    for _, name, text in sources(tree, "lib", "monitor"):
        for number, line in lines_of(without_strings(text)):
            if re.match(r"\s*typedef\s+(struct|enum|union)\b(?!\s+\w+\s+\w+\()", line):
                yield f"{name}:{number}: typedef of a {line.split()[1]}"


@rule
def nothing_mutable_lies_outside_structs(tree):
    for _, name, text in sources(tree, "lib", "monitor", endings=(".c",)):
        for number, line in lines_of(without_strings(text)):
            if re.match(r"^(static\s+)?(?!const\b|static\b|inline\b|extern\b|typedef\b|return\b|struct \w+ \{|enum\b|_)"
                        r"[a-z][\w \*]*?\b\w+(\[[^\]]*\])?\s*(=[^=]|;)", line) and " const " not in f" {line} ":
                yield f"{name}:{number}: mutable state outside a struct"


@rule
def libraries_print_nothing(tree):
    for _, name, text in sources(tree, "lib", endings=(".c",)):
        if name in ("lib/base/memory.c", "lib/edge/log.c"):
            continue
        for number, line in lines_of(without_strings(text)):
            if re.search(r"(?<![\w.>])(printf|puts|putchar|fprintf|fputs|perror|syslog)\s*\(", line):
                yield f"{name}:{number}: library code prints nothing"
            if re.search(r"(?<![\w.>])(exit|_exit)\s*\(", line) and name != "lib/edge/process.c":
                yield f"{name}:{number}: library code does not end the program"


@rule
def only_the_clock_asks_the_machine(tree):
    for _, name, text in sources(tree, "lib", "monitor", endings=(".c",)):
        if name == "lib/edge/clock.c":
            continue
        for number, line in lines_of(without_strings(text)):
            if re.search(r"(?<![\w.>])(clock_gettime|gettimeofday|time|clock)\s*\((NULL|CLOCK_|&|\))", line):
                yield f"{name}:{number}: edge/clock.h tells the time"


@rule
def nothing_is_left_for_another_day(tree):
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|\bfor now\b|\bplaceholder\b|\bnot (yet )?implemented\b|"
                       r"\bstub(bed)?\b", re.IGNORECASE)
    for _, name, text in sources(tree, "lib", "monitor", "rules", "deploy",
                                 endings=(".c", ".h", ".md", ".yaml", ".build", ".sh", ".py", ".ts", ".tsx")):
        for number, line in lines_of(text):
            found = words.search(line)
            if found and not re.search(r"placeholder=|::placeholder|STYLE", line):
                yield f"{name}:{number}: '{found.group()}'"


@rule
def no_paths_of_one_machine(tree):
    paths = re.compile(r"(?<![\w.])/(work|farm|root|home/[a-z]+|Users/[a-z]+)/")
    for _, name, text in sources(tree, "lib", "monitor", "rules", "deploy", "tests/unit", "tests/program",
                                 endings=(".c", ".h", ".md", ".yaml", ".build", ".sh", ".py", ".ts", ".tsx", "")):
        for number, line in lines_of(text):
            if paths.search(line):
                yield f"{name}:{number}: a path of one machine"


@rule
def lock_files_hold_no_addresses(tree):
    for path in sorted(tree.rglob("package-lock.json")):
        if not {"node_modules", "bad"} & set(path.relative_to(tree).parts) and re.search(r'"resolved": *"https?://', path.read_text()):
            yield f"{path.relative_to(tree)}: download addresses in a lock file"


@rule
def tests_wait_for_conditions(tree):
    for _, name, text in sources(tree, "tests", endings=(".c", ".h", ".py", ".sh", ".mjs", "")):
        if re.match(r"tests/(house|chaos|bench|soak)/", name):
            continue
        for number, line in lines_of(text):
            if re.search(r"\b(u?sleep|nanosleep|time\.sleep)[\s(]\s*[\d.(]", line):
                yield f"{name}:{number}: a test sleeps"


@rule
def scripts_that_judge_swallow_nothing(tree):
    for name in (".ci/run", "tests/run", "deploy/run"):
        path = tree / name
        if path.exists():
            for number, line in lines_of(path.read_text()):
                if re.search(r"\|\|\s*(true|:)\s*$", line):
                    yield f"{name}:{number}: a failure is swallowed"
            if not path.stat().st_mode & 0o100:
                yield f"{name}: has no run bit"


@rule
def every_program_has_its_page(tree):
    for main in sorted((tree / "monitor").glob("*/main.c")):
        if not (main.parent / "DESIGN.md").exists():
            yield f"{main.parent.relative_to(tree)}: no DESIGN.md"


def core_keeps_to_itself(archive):
    """A clock, a file or any stranger among the undefined symbols of the core's archive."""
    listing = subprocess.run(["nm", "--undefined-only", str(archive)], capture_output=True, text=True, check=True)
    for line in listing.stdout.splitlines():
        symbol = line.split()[-1] if line.split() else ""
        if CORE_STRANGERS.match(symbol.removesuffix("@plt")):
            yield f"{pathlib.Path(archive).name} calls {symbol}()"
