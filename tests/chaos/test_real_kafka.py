"""One real Kafka, two members in a group: a takeover, random faults, a log that was cut, a topic that was made again."""

import atexit
import contextlib
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "program"))

import oracle  # noqa: E402
import tap  # noqa: E402
from faults import PARTITIONS, Bench, befall  # noqa: E402
from installation import TOCSIN, folder, wait_until  # noqa: E402
from kafka_node import KafkaNode  # noqa: E402

TAKEOVER_SECONDS = 12
ORG, OTHER = "acme", "globex"
HOME = oracle.partition_of(ORG, PARTITIONS)
LATEST = contextlib.ExitStack()
ALL = {}


def everything():
    """The same node, Redis and members for all tests, each of which leaves them well."""
    if "made" not in ALL:
        path = LATEST.enter_context(folder())
        node = ALL["node"] = KafkaNode(path)
        LATEST.callback(node.kill)
        made = ALL["made"] = Bench(path, node.address)
        LATEST.callback(made.close)
        for number in range(2):
            made.start_member(number)
    return ALL["made"], ALL["node"]


atexit.register(LATEST.close)


def owner(made):
    """The process that counts the organisation."""
    return int(made.redis.ask("HGET", f"tocsin:{{{HOME}}}:status", "pid") or 0)


def stops(made):
    """What was said of partitions that have stopped."""
    return [line for file in sorted(made.path.glob("surge*.log")) for line in file.read_text().splitlines()
            if "has stopped" in line]


def test_another_member_takes_over_from_a_killed_one():
    made, _ = everything()
    made.produce([ORG, OTHER], 100)
    made.settle()
    victim = next(member for member in made.members if member.pid == owner(made))
    victim.kill()
    victim.wait()
    begin = time.monotonic()
    made.produce([ORG], 50)
    made.settle()
    seconds = time.monotonic() - begin
    print(f"# taken over after a SIGKILL: {seconds:.1f} s (at most {TAKEOVER_SECONDS} s)", file=sys.stderr)
    assert seconds <= TAKEOVER_SECONDS * float(os.environ.get("PATIENCE", "1"))
    assert owner(made) not in (0, victim.pid)
    assert not made.differences(), made.differences()
    made.start_member(made.members.index(victim))


def test_random_faults_on_a_real_kafka_do_no_harm():
    made, _ = everything()
    befall(made)


def counts(made):
    return oracle.stored(made.redis)[0]


def accept(made, orgs, before):
    """Their partitions have stopped, and say why and what to do; a person does it. Returns what was said."""
    said = []
    for org in orgs:
        home = oracle.partition_of(org, PARTITIONS)
        words = f"say `tocsin state accept {home}`"
        said += wait_until(lambda words=words: [line for line in stops(made) if line not in before and words in line],
                           f"partition {home} has stopped")[:1]
        subprocess.run([TOCSIN, "state", "accept", str(home), "--redis", made.address, "--state", made.path], check=True,
                       capture_output=True)
    made.produce([ORG], 30)
    wait_until(lambda: counts(made) == oracle.expected(made.events), "it goes on, and what was counted stays")
    return said


def test_a_log_that_was_cut_stops_its_partition_until_a_person_accepts():
    made, node = everything()
    made.produce([ORG], 50)
    made.settle()
    size = node.segment(HOME).stat().st_size
    made.produce([ORG], 50)
    made.settle()
    before = stops(made)
    node.cut(HOME, size)
    wait_until(lambda: len(stops(made)) > len(before), "the partition stops")
    whole = sum(counts(made).values())
    made.produce([OTHER], 20)
    wait_until(lambda: sum(counts(made).values()) == whole + 20, "the others go on")
    line, = accept(made, [ORG], before)
    assert "was made again, cut, or expired too early" in line, line


def test_a_topic_that_was_made_again_stops_what_was_folded_from_the_old_one():
    """There is more in the new one, so that only the record before the stored offset tells."""
    made, node = everything()
    stored = int(made.redis.ask("HGET", f"tocsin:{{{HOME}}}:position", "offset"))
    before = stops(made)
    for member in made.members:
        member.kill()
        member.wait()
    node.delete_topic("tocsin.feedback.v1")
    node.make_topics()
    made.produce([ORG], stored + 40)
    for number in range(2):
        made.start_member(number)
    line, *_ = accept(made, [ORG, OTHER, "initech"], before)
    assert "is not the one that was folded last" in line, line


tap.run(sys.modules[__name__])
