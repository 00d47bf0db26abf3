"""A member starts over the state of ten thousand series, each heard of in several of the last hours: how long until every
partition is folded again, beside a client that only fetches every stored value (redis-cli, the same values, pipelined)."""

import datetime
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / name) for name in ("program", "chaos")]

import tap  # noqa: E402
from faults import PARTITIONS, Bench  # noqa: E402
from installation import folder, wait_until  # noqa: E402

ORGS = 10
SUBJECTS = 1000
HOURS = int(os.environ.get("HOURS", "4"))


def produce(made):
    """Every subject of every organisation once in each of these hours."""
    now = datetime.datetime.now(datetime.timezone.utc)
    lines = []
    for hour in range(HOURS, 0, -1):
        at = (now - datetime.timedelta(hours=3 * hour)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        for org in range(ORGS):
            for subject in range(SUBJECTS):
                number = len(lines)
                lines.append(f"org{org}|" + json.dumps({
                    "id": f"s{number}", "org": f"org{org}", "source": "line", "channel": "hotline", "at": at,
                    "author": {"id": f"a{number}"}, "subjects": [f"thing{subject}"], "text": f"complaint {number}"}) + "\n")
    subprocess.run(["kcat", "-b", made.kafka, "-t", "tocsin.feedback.v1", "-K", "|", "-P", "-H", "tocsin=1",
                    "-X", "topic.partitioner=murmur2_random"], input="".join(lines), text=True, check=True)
    return len(lines)


def consumed(made):
    """Asked of each partition: KEYS over a large store would hold Redis up."""
    return sum(int(made.redis.ask("HGET", f"tocsin:{{{p}}}:state", "consumed") or 0) for p in range(PARTITIONS))


def read_again(made, since):
    text = (made.path / "surge0.log").read_text()[since:]
    return len(re.findall("partition-read", text)) >= PARTITIONS


def start(made):
    """Seconds by the clock and of the member's processor."""
    since = len((made.path / "surge0.log").read_text())
    begin = time.monotonic()
    made.start_member(0)
    wait_until(lambda: read_again(made, since), "all partitions are read", 120)
    seconds = time.monotonic() - begin
    words = pathlib.Path(f"/proc/{made.members[0].pid}/stat").read_text().rsplit(")", 1)[1].split()
    return seconds, (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def fetch_all(made):
    """The same values by a client that does nothing with them."""
    keys = made.redis.ask("KEYS", "tocsin:*")
    kinds = {"h:": "HGETALL", "m:": "HGETALL"}
    words = "".join(f"{kinds.get(key.split(':', 2)[2][:2], 'GET')} {key}\n" for key in keys
                    if key.split(":", 2)[2][:2] in ("h:", "m:", "b:", "f:"))
    begin = time.monotonic()
    subprocess.run(["redis-cli", "-s", made.redis.socket], input=words, text=True, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin, words.count("\n")


def test_start_over_ten_thousand_series():
    with folder() as path:
        made = Bench(path)
        try:
            made.start_member(0)
            count = produce(made)
            wait_until(lambda: consumed(made) >= count, "all is stored", 300)
            made.members[0].kill()
            made.members[0].wait()
            beside, values = fetch_all(made)
            seconds, processor = start(made)
            print(f"# {ORGS * SUBJECTS} subjects, {values} values: {seconds:.2f} s by the clock, {processor:.2f} s of the member's processor; "
                  f"redis-cli alone {beside:.2f} s ({seconds / beside:.1f} times)", file=sys.stderr)
        finally:
            made.close()


tap.run(sys.modules[__name__])
