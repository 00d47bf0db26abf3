"""The smallest test runner that speaks TAP: functions named test_… of the calling module, in their order."""

import sys
import traceback


class Skip(Exception):
    """Raised by a test that cannot run here; the reason is shown."""


def run(module):
    tests = [(name, value) for name, value in vars(module).items() if name.startswith("test_")]
    print(f"1..{len(tests)}", flush=True)
    failed = False
    for number, (name, test) in enumerate(tests, 1):
        title = name.removeprefix("test_").replace("_", " ")
        try:
            test()
            print(f"ok {number} - {title}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {title} # SKIP {reason}", flush=True)
        except BaseException:  # pylint: disable=broad-except
            failed = True
            print(f"not ok {number} - {title}", flush=True)
            traceback.print_exc()
            sys.stderr.flush()
    sys.exit(failed)
