#!/usr/bin/env python3
"""How many feedback records a second `tocsin replay --no-texts` reads on one core.

Usage: bench_replay.py [RECORDS]. Processor time, as the median of five runs, less that of a file of one record
(opening rules and model); beside it in the same run what bench_engine takes to read the JSON alone.
"""

import os
import pathlib
import resource
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "program"))
# pylint: disable=wrong-import-position
from bench_surge import records  # noqa: E402
from installation import BUILD, SOURCE, folder  # noqa: E402

ROUNDS = 5


def spent(path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [BUILD / "monitor/tocsin/tocsin", "replay", "--rules", SOURCE / "rules", "--no-texts", path]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300000
    with folder() as path:
        lines = [line.split("|", 1)[1] for line in records(count)]
        (path / "one.jsonl").write_text(lines[0])
        (path / "all.jsonl").write_text("".join(lines))
        runs = [spent(path / "all.jsonl") - spent(path / "one.jsonl") for _ in range(ROUNDS)]
    seconds = statistics.median(runs)
    print(f"replay without texts: {seconds / count * 1e6:.2f} us a record, {count / seconds:.0f} records/s "
          f"(asked: 500,000; fastest run {count / min(runs):.0f}), load {os.getloadavg()[0]:.1f}")
    engine = subprocess.run([BUILD / "tests/bench/bench_engine", "json"], check=True, capture_output=True, text=True,
                            env=dict(os.environ, TOCSIN_SOURCE_ROOT=str(SOURCE)))
    print(engine.stdout, end="")


if __name__ == "__main__":
    main()
