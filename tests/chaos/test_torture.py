"""Every n-th allocation, read, write and fsync of surge fails once: it may die of it, but the next member finds a state from
which nothing is lost and nothing counted twice. EVERY=1 tries every n; else numbers further and further apart."""

import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "program"))

import oracle  # noqa: E402
import tap  # noqa: E402
from faults import ORGS, Bench  # noqa: E402
from installation import folder, wait_until  # noqa: E402

LIBRARY = pathlib.Path(os.environ["TORTURE_LIBRARY"])
GROWTH = 1 if os.environ.get("EVERY") == "1" else float(os.environ.get("GROWTH", "1.6"))


def start(made, kind, number):
    """A member whose call of that number fails; 0: none does, and the calls are counted."""
    count = made.path / "count"
    count.unlink(missing_ok=True)
    os.environ.update(LD_PRELOAD=str(LIBRARY), TORTURE=f"{kind}:{number}", TORTURE_COUNT=str(count))
    try:
        made.start_member(0, "--checkpoint-every", "300ms")
    finally:
        for name in ("LD_PRELOAD", "TORTURE", "TORTURE_COUNT"):
            del os.environ[name]


def end(made):
    """Whether it had died by itself, and if not, how many calls of the kind it made."""
    member = made.members[0]
    died = member.poll() is not None
    if not died:
        member.terminate()
        try:
            member.wait(20)
        except subprocess.TimeoutExpired:
            member.kill()
            member.wait()
    file = made.path / "count"
    return died, int(file.read_text()) if file.exists() and file.stat().st_size else 0


def once(made, kind, number):
    """One scenario: takeover, folding, an incident with its triggers, flushes, a checkpoint."""
    start(made, kind, number)
    made.produce(ORGS, 20)
    made.report_death(len(made.events))
    wait_until(lambda: made.members[0].poll() is not None or oracle.consumed(made.redis) >= len(made.events), "it is stored, or it died", 60)
    died, calls = end(made)
    made.start_member(0)
    made.settle()
    made.members[0].terminate()
    made.members[0].wait()
    assert not made.differences(), (kind, number, made.differences())
    return died, calls


def torture(kind):
    with folder() as path:
        made = Bench(path)
        try:
            _, calls = once(made, kind, 0)
            number, tried, deaths = 1, 0, 0
            while number <= calls:
                deaths += once(made, kind, number)[0]
                tried += 1
                print(f"# {kind} {number} of {calls}", file=sys.stderr, flush=True)
                number = max(number + 1, int(number * GROWTH))
            made.start_member(0)
            wait_until(lambda: not oracle.trigger_differences(made.events, made.sent()), "all triggers are sent", 60)
            print(f"# {kind}: {calls} calls, {tried} of them failed one at a time, the member died of {deaths}", file=sys.stderr)
            assert tried > 0, f"no call of the kind '{kind}' was seen"
        finally:
            made.close()


def test_allocations():
    torture("allocate")


def test_reads():
    torture("read")


def test_writes():
    torture("write")


def test_fsyncs():
    torture("sync")


tap.run(sys.modules[__name__])
