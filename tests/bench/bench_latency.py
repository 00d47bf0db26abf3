#!/usr/bin/env python3
"""From a record to its trigger, beside what the same broker takes to hand the record on.

Usage: bench_latency.py [SECONDS [RATE…]]. A real Kafka, a Redis and one tocsin-surge are started; for each rate (20,000 and
100,000 records a second unless given) ten records a second tell of a death. The trigger is timed until it is read from its
topic, which is a little later than it was acknowledged. Clients, broker and surge share the machine: with few cores the
higher rate says more about the machine.
"""

import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "program"), str(HERE.parent / "chaos")]
# pylint: disable=wrong-import-position
import oracle  # noqa: E402
import tap  # noqa: E402
from installation import BUILD, SOURCE, Redis, folder, wait_until  # noqa: E402
from real_kafka import Kafka  # noqa: E402


def measure(path, kafka, rate, seconds):
    redis = Redis(path / f"redis{rate}")
    words = [BUILD / "monitor/surge/tocsin-surge", "--kafka", kafka.address, "--redis", redis.address, "--state", path,
             "--rules", SOURCE / "rules", "--group", f"latency{rate}"]
    with open(path / "surge.log", "ab") as log:
        surge = subprocess.Popen(words, stderr=log)
    try:
        produced = sum(1 for _ in kafka.read("tocsin.feedback.v1"))
        wait_until(lambda: oracle.consumed(redis) >= produced, "surge has caught up", 300)
        done = subprocess.run([BUILD / "tests/bench/latency", kafka.address, str(rate), str(seconds)],
                              capture_output=True, text=True, check=True)
    finally:
        surge.kill()
        surge.wait()
        redis.kill()
    found = {name: list(map(float, numbers)) for name, *numbers in map(str.split, done.stdout.splitlines())}
    for name, what in (("read", "produce -> consume"), ("trigger", "produce -> trigger")):
        median, late, count, missing = found[name]
        print(f"{rate:7}/s  {what}  p50 {median:8.2f} ms  p99 {late:8.2f} ms  of {count:.0f}, {missing:.0f} not seen")
    if found["read"][1]:
        print(f"{rate:7}/s  p99 of triggers is {found['trigger'][1] / found['read'][1]:.1f} x that of the broker alone")


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    rates = list(map(int, sys.argv[2:])) or [20000, 100000]
    with folder() as path:
        (path / "install.key").write_bytes(bytes(range(32)))
        try:
            with Kafka(path) as kafka:
                subprocess.run([SOURCE / "deploy/kafka/topics.sh", kafka.address], check=True, capture_output=True,
                               env=dict(os.environ, TOCSIN_NO_INSTALL="1"))
                for rate in rates:
                    measure(path, kafka, rate, seconds)
        except tap.Skip as reason:
            print(f"SKIPPED: {reason}")


if __name__ == "__main__":
    main()
