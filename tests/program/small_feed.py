"""A small feed of the tests' own, and what must come out of it, counted without our code.

Three organisations on different partitions; four days with a surge on the last; a few repeats; and, when asked for, one
line of every kind of bad input.
"""

import collections
import datetime
import json
import random

BEGIN = datetime.datetime(2026, 3, 2, tzinfo=datetime.timezone.utc)
ORGS = ["small", "kite", "lamp"]
SUBJECTS = ["battery", "brake"]


def moment(second):
    at = BEGIN + datetime.timedelta(seconds=second)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def records(seed=7, count=4000, days=4):
    chance = random.Random(seed)
    seconds = sorted([chance.uniform(0, days * 86400) for _ in range(count)] +
                     [chance.uniform((days - 0.25) * 86400, days * 86400) for _ in range(count // 4)])
    for number, second in enumerate(seconds):
        org = chance.choices(ORGS, weights=[6, 3, 1])[0]
        yield {
            "id": f"r{number}", "org": org, "source": "calls", "channel": "hotline", "at": moment(second),
            "author": {"id": f"a{chance.randrange(2000)}"}, "subjects": [chance.choice(SUBJECTS)],
            "text": f"The {chance.choice(SUBJECTS)} of my bicycle failed after {number} kilometres, and nobody answers.",
        }


def bad_lines(last_second):
    """(bytes of the line, class it must fall into) for everything that is wrong in a way of its own."""
    def record(number, **changes):
        whole = {"id": f"bad{number}", "org": "small", "source": "calls", "channel": "hotline",
                 "at": moment(last_second), "text": "Nobody answers."}
        whole.update(changes)
        return json.dumps({name: value for name, value in whole.items() if value is not None}).encode()

    yield b"{\"id\": \"cut off", "refused"
    yield b"[1, 2, 3]", "refused"
    yield b"", "refused"
    yield record(1, org=5), "refused"
    yield record(2, org=None), "refused"
    yield b"{\"id\":\"bad3\",\"org\":\"small\",\"text\":\"\xc0\xaf\"}", "refused"
    yield b"{\"id\":\"bad4\",\"org\":\"small\",\"text\":\"a\x00b\"}", "refused"
    yield record(5, id=None), "quarantined"
    yield record(6, text=None), "quarantined"
    yield record(7, text=12), "quarantined"
    yield record(8, channel="pigeon"), "quarantined"
    yield record(9, at="yesterday"), "quarantined"
    yield record(10, text="x" * 300 * 1024), "quarantined"
    yield record(11, text="a\0b"), "quarantined"
    yield b"{\"id\":\"bad12\",\"id\":\"bad12\",\"org\":\"small\"}", "quarantined"
    yield record(13, at="1999-12-31T23:59:59Z"), "late"
    yield record(14, at="2099-01-01T00:00:00Z"), "future"
    yield record(15, id="r3", at=moment(last_second)), "duplicate or counted"


def write(path, lines):
    with open(path, "wb") as file:
        for line in lines:
            file.write((line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()) + b"\n")


def mentions_by_hour(lines):
    """{(org, series, "2026-03-02T05"): mentions} of records that all count."""
    count = collections.Counter()
    seen = set()
    for line in lines:
        if (line["org"], line["id"]) in seen:
            continue
        seen.add((line["org"], line["id"]))
        hour = line["at"][:13]
        for series in ["*", "source/" + line["source"], "channel/" + line["channel"],
                       *("subject/" + subject for subject in set(line["subjects"]))]:
            count[line["org"], series, hour] += 1
    return count
