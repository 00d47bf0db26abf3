"""Directed faults, each at the one place where it would hurt, on the embedded broker; the figures are measured and printed."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "program"))

import oracle  # noqa: E402
import tap  # noqa: E402
from faults import Bench  # noqa: E402
from installation import Redis, folder, wait_until  # noqa: E402

REPAIR_SECONDS = 5   # right again after a Redis master answers
STALL_SECONDS = 30   # a stall is reported
FIRE = "我的电池爆炸了,两人死亡"


@contextlib.contextmanager
def bench():
    with folder() as path:
        made = Bench(path)
        try:
            yield made
        except BaseException:
            print("".join(f"# {line}\n" for line in (path / "surge0.log").read_text().splitlines()[-12:]), file=sys.stderr)
            raise
        finally:
            made.close()


def raise_alarm(made, org="acme"):
    """A complaint that makes triggers by itself."""
    made.produce([org], 1, lambda event: event.update(text=FIRE, subjects=["battery"], author={"id": "@li"}))


def check(made):
    made.settle()
    assert not made.differences(), made.differences()
    expected = wait_until(made.expected_triggers, "there are triggers")
    wait_until(lambda: len(made.triggers()) >= len(expected), "all triggers are sent")
    assert made.triggers() == expected, f"sent {made.triggers()}, expected {expected}"


def killed_at(point):
    with bench() as made:
        made.start_member(0)
        raise_alarm(made)
        made.kill_at(point, 0)
        raise_alarm(made, "globex")
        check(made)


def test_killed_before_a_flush_is_sent():
    killed_at("before send")


def test_killed_after_a_flush_was_sent():
    killed_at("after send")


def test_killed_after_the_reply():
    killed_at("after reply")


def test_killed_before_a_trigger_is_published():
    """It lies in the outbox, and Kafka does not take it; then its owner dies."""
    with bench() as made:
        made.start_member(0)
        made.produce(["acme"], 20)
        made.settle()
        made.produce(["acme"], 1, lambda event: event.update(text=FIRE, subjects=["battery"]))
        wait_until(lambda: freeze_with_outbox(made), "a trigger waits in the outbox")
        made.members[0].kill()
        made.members[0].wait()
        made.broker.send_signal(signal.SIGCONT)
        made.start_member(0)
        check(made)


def freeze_with_outbox(made):
    """Kafka is stopped; is the trigger still to be sent? Else another one is made."""
    made.broker.send_signal(signal.SIGSTOP)
    if made.redis.ask("KEYS", "tocsin:{*}:outbox"):
        return True
    made.broker.send_signal(signal.SIGCONT)
    if made.triggers():  # it was too quick
        org = f"org{len(made.events)}"
        raise_alarm(made, org)
        wait_until(lambda: made.redis.ask("KEYS", f"tocsin:{{*}}:org:{org}"), "it was folded")
    return False


def measured(what, begin, most):
    seconds = time.monotonic() - begin
    print(f"# {what}: {seconds:.1f} s (at most {most} s)", file=sys.stderr)
    assert seconds <= most * float(os.environ.get("PATIENCE", "1")), f"{what}: {seconds:.1f} s"


def test_a_failover_that_loses_its_tail():
    """The replica hears nothing of the tail; then the master dies and the replica is master."""
    with bench() as made:
        replica = Redis(made.path / "replica")
        try:
            made.redis.ask("CONFIG", "SET", "port", "0")
            port = free_port()
            assert made.redis.ask("CONFIG", "SET", "port", port) == "OK"
            replica.ask("REPLICAOF", "127.0.0.1", port)
            made.start_member(0)
            made.produce(["acme", "globex"], 100)
            raise_alarm(made)
            made.settle()
            wait_until(lambda: "master_link_status:up" in replica.ask("INFO", "replication"), "the replica follows")
            wait_until(lambda: replica.ask("GET", "tocsin:{0}:none") is None and replica.ask("DBSIZE") == made.redis.ask("DBSIZE"),
                       "it has all")
            replica.ask("REPLICAOF", "NO", "ONE")
            made.produce(["acme"], 150)
            raise_alarm(made, "initech")
            made.settle()
            made.redis.kill()
            made.proxy.cut()
            master, made.redis = made.redis, replica
            made.proxy.target = str(replica.socket)
            assert oracle.consumed(replica) < len(made.events), "no tail was lost"
            begin = time.monotonic()
            made.settle()
            measured("right again after a master answers", begin, REPAIR_SECONDS)
            made.produce(["globex"], 50)
            check(made)
            assert master.process.poll() is not None
        finally:
            replica.kill()


def free_port():
    import socket  # only here
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def test_a_redis_that_stands_still_is_reported_and_made_up_for():
    with bench() as made:
        made.start_member(0)
        made.produce(["acme"], 50)
        made.settle()
        made.redis.process.send_signal(signal.SIGSTOP)
        begin = time.monotonic()
        made.produce(["acme"], 50)
        wait_until(lambda: '"degraded":true' in (made.path / "surge.json").read_text(), "it is reported", STALL_SECONDS)
        measured("a stall is reported", begin, STALL_SECONDS)
        made.redis.process.send_signal(signal.SIGCONT)
        begin = time.monotonic()
        made.settle()
        measured("right again after Redis goes on", begin, REPAIR_SECONDS)
        assert not made.differences(), made.differences()


@contextlib.contextmanager
def small_disk(path, size):
    path.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", path], capture_output=True, check=False).returncode:
        raise tap.Skip("NO SMALL DISK: mounting a tmpfs is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", path], check=True)


def test_a_full_disk_stops_nothing_for_good():
    """Redis cannot write its log and gives up; when there is room again, everything is made up for."""
    with folder() as path, small_disk(path / "redis", "3m"):
        made = Bench(path)
        try:
            made.start_member(0)
            made.produce(["acme"], 50)
            made.settle()
            filler = path / "redis/filler"
            with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
                while file.write(bytes(4096)):
                    pass
            made.produce(["acme"], 500)
            wait_until(lambda: made.redis.process.poll() is not None or "MISCONF" in (path / "surge0.log").read_text(),
                       "the disk is full for Redis")
            made.redis.kill()
            filler.unlink()
            made.redis.start()
            made.settle()
            assert not made.differences(), made.differences()
        finally:
            made.close()


tap.run(sys.modules[__name__])
