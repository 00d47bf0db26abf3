"""Are the programs built so that a mistake in them is hard to use? Speaks TAP.

usage: hardened.py BUILD SANITIZERS
"""

import pathlib
import subprocess
import sys

PROGRAMS = ["brief", "broker", "collect", "desk", "surge"]


def said(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def complaints(path, is_sanitized):
    header, dynamic, segments, names = (said("readelf", "-W", option, path) for option in ("-h", "-d", "-l", "-s"))
    if "DYN (Position-Independent Executable file)" not in header:
        yield "it lies at a fixed address"
    if "GNU_RELRO" not in segments or "BIND_NOW" not in dynamic and " NOW" not in dynamic:
        yield "its tables can be written to (full RELRO)"
    if "GNU_STACK" in segments and "RWE" in next(line for line in segments.splitlines() if "GNU_STACK" in line):
        yield "its stack can be executed"
    if "__stack_chk_fail" not in names:
        yield "its stack is not guarded"
    if not is_sanitized and "_chk@" not in names.replace("__stack_chk_fail@", ""):
        yield "its copies are not checked (_FORTIFY_SOURCE)"


def main():
    build, is_sanitized = pathlib.Path(sys.argv[1]), sys.argv[2] != "none"
    programs = [build / f"monitor/{name}/tocsin-{name}" for name in PROGRAMS] + [build / "monitor/tocsin/tocsin"]
    print(f"1..{len(programs)}")
    wrong = False
    for number, path in enumerate(programs, 1):
        found = list(complaints(path, is_sanitized))
        wrong = wrong or bool(found)
        print(f"{'not ok' if found else 'ok'} {number} - {path.name} is hardened")
        for complaint in found:
            print(f"# {complaint}", file=sys.stderr)
    sys.exit(wrong)


main()
