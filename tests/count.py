"""Counts what meson ran: subtests where a test speaks TAP, else the test itself.

usage: count.py LOGS STATUS, with the folder of meson's logs and meson's exit status. Skipped ones are
named, each on a loud line; the last line is `N passed, N failed[, N skipped]`.
"""

import json
import pathlib
import re
import sys

POINT = re.compile(r"^(ok|not ok)\b[ \d]*(?:- )?(.*)$")
SKIP = re.compile(r"#\s*skip\b[:\s]*(.*)", re.IGNORECASE)


def points_of(output):
    """The TAP points of one test as (passed, name, reason it was skipped or None)."""
    for line in output.splitlines():
        found = POINT.match(line)
        if found:
            skip = SKIP.search(line)
            yield found.group(1) == "ok", found.group(2), skip.group(1) if skip else None


def count(entry):
    """(passed, failed, [what was skipped]) of one test of the log."""
    points = list(points_of(entry.get("stdout") or ""))
    passed = sum(1 for good, _, skip in points if good and skip is None)
    failed = sum(1 for good, _, skip in points if not good and skip is None)
    skipped = [f"{entry['name']}: {name.split('#')[0].strip()} ({skip})"
               for _, name, skip in points if skip is not None]
    whole = re.search(r"^1\.\.0\s*(?:#\s*skip\w*:?\s*(.*))?$", entry.get("stdout") or "",
                      re.MULTILINE | re.IGNORECASE)
    good = entry["result"] in ("OK", "EXPECTEDFAIL", "SKIP")
    if entry["result"] == "SKIP" and not skipped:
        skipped = [f"{entry['name']}: {whole.group(1) if whole and whole.group(1) else 'all of it'}"]
    if not points and entry["result"] == "OK":
        passed = 1
    if not good and failed == 0:
        failed = 1
    return passed, failed, skipped


def main():
    logs, status = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    passed, failed, skipped = 0, 0, []
    for log in sorted(logs.glob("testlog*.json"), key=lambda path: path.stat().st_mtime)[-1:]:
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            good, bad, left_out = count(json.loads(line))
            passed, failed, skipped = passed + good, failed + bad, skipped + left_out
    for what in skipped:
        print(f"SKIPPED  {what}")
    if status != 0 and failed == 0:
        failed = 1
    print(f"{passed} passed, {failed} failed" + (f", {len(skipped)} skipped" if skipped else ""))
    sys.exit(0 if failed == 0 else 1)


main()
