"""Nothing is lost and nothing counted twice, whatever dies, stalls or goes back in time; and the same faults do show when a
safety is taken out of the flush. FAULTS says how many random ones there are (the long form has 10,000)."""

import contextlib
import pathlib
import re
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "program"))

import oracle  # noqa: E402
import tap  # noqa: E402
from faults import PARTITIONS, Bench, Proxy, befall  # noqa: E402
from installation import folder, wait_until  # noqa: E402

COMPARE = b"if layout ~= ARGV[2] or incarnation ~= ARGV[3] or offset ~= ARGV[4] then"
NO_COMPARE = b"if false then"
FENCING_ONLY = b"if layout ~= ARGV[2] or incarnation ~= ARGV[3] then"


@contextlib.contextmanager
def bench(kafka=None):
    with folder() as path:
        made = Bench(path, kafka)
        try:
            yield made
        except BaseException:
            for log in sorted(path.glob("surge*.log")):
                print(f"# {log.name}\n" + "".join(f"# {line}\n" for line in log.read_text().splitlines()[-12:]), file=sys.stderr)
            raise
        finally:
            made.close()


def neighbours():
    """Two organisations on one partition."""
    first = "acme"
    home = oracle.partition_of(first, PARTITIONS)
    return first, next(name for name in (f"org{i}" for i in range(1000)) if oracle.partition_of(name, PARTITIONS) == home)


def roll_back_under_a_living_owner(made):
    """The tail holds one organisation's records; afterwards only another one's arrive."""
    first, second = neighbours()
    made.start_member(0)
    made.produce([second], 50)
    made.settle()
    made.snapshot()
    made.produce([first], 100)
    made.settle()
    made.roll_back()
    made.produce([second], 50)
    made.settle()


def test_a_redis_that_is_rolled_back_under_a_living_owner_loses_nothing():
    with bench() as made:
        roll_back_under_a_living_owner(made)
        assert not made.differences(), made.differences()


def control(script):
    """With this condition in place of the compare, the directed rollback must do harm."""
    with bench() as made:
        proxy = Proxy(made.redis, made.path / "proxy.sock", COMPARE, script)
        made.address = proxy.address
        first, second = neighbours()
        made.start_member(0)
        made.produce([second], 50)
        made.settle()
        made.snapshot()
        made.produce([first], 100)
        made.settle()
        made.roll_back()
        made.produce([second], 50)
        key = f"tocsin:{{{oracle.partition_of(first, PARTITIONS)}}}:position"
        wait_until(lambda: made.redis.ask("HGET", key, "offset") == "200", "the owner went on")
        assert proxy.replaced, "the script was not changed"
        assert made.differences(), "nothing was lost: this suite would not see it"


def test_without_the_compare_the_same_rollback_loses_records():
    control(NO_COMPARE)


def test_with_fencing_only_the_same_rollback_loses_records():
    control(FENCING_ONLY)


def test_state_and_offset_in_two_writes_fold_records_twice():
    with bench() as made:
        old = b"redis.call('HSET', KEYS[1], 'layout', ARGV[2], 'incarnation', ARGV[6], 'offset', ARGV[7],\n  'hash', ARGV[8])"
        # After the first one the second write never happens, as when the writer dies between the two.
        new = b"if offset == '' then redis.call('HSET', KEYS[1], 'layout', 1, 'incarnation', ARGV[6], 'offset', 0) end"
        proxy = Proxy(made.redis, made.path / "proxy.sock", old, new)
        made.address = proxy.address
        made.start_member(0)
        made.produce(["acme"], 50)
        made.settle()
        made.produce(["acme"], 50)
        wait_until(lambda: oracle.stored(made.redis)[1] > 0, "records are folded twice")
        assert made.differences()


def test_two_owners_of_all_partitions_do_no_harm():
    """The embedded broker has no groups: both members fold everything, and only one delta of each pair is stored."""
    with bench() as made:
        for number in range(2):
            made.start_member(number)
        for _ in range(20):
            made.produce(["acme", "globex", "initech"], 100)
        made.settle()
        assert not made.differences(), made.differences()


def checkpoint(made, org):
    """Waits until the checkpoint of the organisation's partition holds all that was produced."""
    file = made.path / f"checkpoints/{oracle.partition_of(org, PARTITIONS)}.checkpoint"
    return wait_until(lambda: file.exists() and file.stat().st_mtime_ns, "a checkpoint is written")


def test_an_empty_redis_is_filled_from_checkpoint_and_log():
    """Two losses: the second while the last checkpoint is damaged, so that the one before it counts."""
    with bench() as made:
        made.start_member(0, "--checkpoint-every", "200ms")
        made.produce(["acme"], 200)
        made.settle()
        first = checkpoint(made, "acme")
        made.produce(["acme"], 100)
        made.redis.ask("FLUSHALL")
        made.produce(["acme"], 50)
        wait_until(lambda: "state-recovered" in (made.path / "surge0.log").read_text(), "the checkpoint is in Redis")
        made.settle()
        assert not made.differences(), made.differences()
        wait_until(lambda: checkpoint(made, "acme") != first, "another checkpoint is written")
        made.members[0].kill()
        made.members[0].wait()
        file = made.path / f"checkpoints/{oracle.partition_of('acme', PARTITIONS)}.checkpoint"
        file.write_bytes(file.read_bytes()[:-9] + b"damaged!!")
        made.redis.ask("FLUSHALL")
        made.start_member(0)
        wait_until(lambda: "checkpoint-refused" in (made.path / "surge0.log").read_text(), "the damage is seen")
        made.settle()
        assert not made.differences(), made.differences()
        log = (made.path / "surge0.log").read_text()
        assert log.count("state-recovered") == 2 and "checkpoint-refused" in log, log


def test_without_state_checkpoint_and_beginning_of_the_log_it_is_said_what_is_not_known():
    """The broker keeps 5 MiB a partition; of what is left, nothing is lost."""
    with bench() as made:
        made.start_member(0)
        for _ in range(10):  # each folded before the broker forgets it
            made.produce(["acme"], 2500, lambda event: event.update(text=event["text"] + " and it goes on" * 20))
            made.settle()
        made.members[0].kill()
        made.members[0].wait()
        shutil.rmtree(made.path / "checkpoints", ignore_errors=True)
        made.redis.ask("FLUSHALL")
        made.start_member(0)
        made.produce(["acme"], 10)
        home = oracle.partition_of("acme", PARTITIONS)
        line = wait_until(lambda: re.search(r"state-unknown: .*?from offset (\d+)", (made.path / "surge0.log").read_text()), "it is said")
        left = len(made.events) - int(line[1])
        assert 10 < left < len(made.events), line[0]
        wait_until(lambda: int(made.redis.ask("HGET", f"tocsin:{{{home}}}:state", "consumed") or 0) == left, "the rest is folded")
        assert sum(oracle.stored(made.redis)[0].values()) == left


def test_random_faults_on_the_embedded_broker_do_no_harm():
    with bench() as made:
        for number in range(2):
            made.start_member(number)
        befall(made)


tap.run(sys.modules[__name__])
