"""Redis is away for AWAY seconds (600) while RATE events a second (20,000) come into a real Kafka: memory stays below 512 MiB, and
when Redis is back, what waits is folded at least five times as fast as it came."""

import json
import os
import pathlib
import subprocess
import sys
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / name) for name in ("program", "chaos")]

import oracle  # noqa: E402
import tap  # noqa: E402
from faults import Bench  # noqa: E402
from installation import folder, wait_until  # noqa: E402
from kafka_node import KafkaNode  # noqa: E402

AWAY = int(os.environ.get("AWAY", "600"))
RATE = int(os.environ.get("RATE", "20000"))
MEMORY_MIB = 512
TIMES_REAL = 5


def lines(count, first):
    """What people say of a few organisations; every tenth is a complaint, each with its own text and one of many authors."""
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    for i in range(first, first + count):
        complains = i // 4 % 10 == 0
        event = {"id": f"e{i}", "org": f"org{i % 4}", "source": "line" if complains else "posts",
                 "channel": "hotline" if complains else "social", "at": at, "author": {"id": f"a{i % 50000}"},
                 "text": f"the screen of my phone went dark after {i} days" if complains else f"waiting for bus number {i} in the rain"}
        yield f"{event['org']}|{json.dumps(event)}\n".encode()


def produce(address, seconds):
    """At that rate, second by second."""
    producer = subprocess.Popen(["kcat", "-b", address, "-t", "tocsin.feedback.v1", "-K", "|", "-P", "-X",
                                 "topic.partitioner=murmur2_random", "-X", "linger.ms=20"], stdin=subprocess.PIPE)
    begin = time.monotonic()
    for second in range(seconds):
        producer.stdin.write(b"".join(lines(RATE, second * RATE)))
        producer.stdin.flush()
        wait_until(lambda second=second: time.monotonic() >= begin + second + 1, "the second is over")
        if second % 10 == 9:
            print(f"# {second + 1} of {seconds} s", file=sys.stderr, flush=True)
    producer.stdin.close()
    assert producer.wait() == 0
    return seconds * RATE / (time.monotonic() - begin)


def peak_mib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def test_redis_away_for_long():
    with folder() as path:
        node = KafkaNode(path)
        made = Bench(path, node.address)
        try:
            made.start_member(0)
            made.produce(["org0", "org1", "org2", "org3"], 100)
            made.settle()
            made.redis.kill()
            rate = produce(node.address, AWAY)
            away = peak_mib(made.members[0].pid)
            made.redis.start()
            begin = time.monotonic()
            total = AWAY * RATE + 100
            wait_until(lambda: oracle.consumed(made.redis) >= total, "all is made up for", 10 * AWAY + 120)
            seconds = time.monotonic() - begin
            peak = peak_mib(made.members[0].pid)
            assert oracle.consumed(made.redis) == total and oracle.stored(made.redis)[1] == 0, "something was lost or counted twice"
            print(f"# away {AWAY} s at {rate:.0f} events/s; memory {away:.0f} MiB while away, {peak:.0f} MiB at most; made up for in "
                  f"{seconds:.1f} s: {total / seconds:.0f} events/s, {total / seconds / RATE:.1f} times as fast as they came", file=sys.stderr)
            assert peak < MEMORY_MIB, f"{peak:.0f} MiB"
            assert total / seconds >= TIMES_REAL * RATE, f"only {total / seconds / RATE:.1f} times"
        finally:
            made.close()
            node.kill()


tap.run(sys.modules[__name__])
