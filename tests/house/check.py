"""Runs the house rules over the tree, and proves on bad samples that they bite. Speaks TAP.

usage: check.py TREE CORE_ARCHIVE BAD_CORE_ARCHIVE
"""

import pathlib
import sys

import rules


def main():
    tree, core, bad_core = (pathlib.Path(argument) for argument in sys.argv[1:4])
    bad = pathlib.Path(__file__).parent / "bad"
    points = []
    for name, check in rules.RULES.items():
        points.append((f"{name}", list(check(tree))))
        points.append((f"{name}: its bad sample is rejected",
                       [] if list(check(bad / name)) else [f"tests/house/bad/{name} passes"]))
    points.append(("core_keeps_to_itself", list(rules.core_keeps_to_itself(core))))
    points.append(("core_keeps_to_itself: its bad sample is rejected",
                   [] if list(rules.core_keeps_to_itself(bad_core)) else ["the bad core passes"]))
    print(f"1..{len(points)}")
    for number, (name, complaints) in enumerate(points, 1):
        print(f"{'not ok' if complaints else 'ok'} {number} - {name.replace('_', ' ')}")
        for complaint in complaints:
            print(f"# {complaint}", file=sys.stderr)
    sys.exit(any(complaints for _, complaints in points))


main()
