"""A feed is played through the real daemons: what is in Redis is what an independent count says, whatever dies."""

import json
import random
import subprocess
import sys
import urllib.request

import installation
import small_feed
import tap
from installation import Redis, Up, folder, play, wait_until


def hours_in(redis):
    """The mentions that Redis holds, as small_feed.mentions_by_hour() counts them."""
    found = {}
    for key, fields in redis.snapshot("h").items():
        _, _, _, org, series, day = key.split(":", 5)
        for hour, numbers in fields.items():
            if series.split("/")[0] in ("*", "source", "channel", "subject"):
                found[org, series, f"{day}T{hour}"] = int(numbers.split()[0])
    return {key: count for key, count in found.items() if count != 0}


def stop(redis):
    redis.kill()


def test_the_windows_hold_what_an_independent_count_says():
    with folder() as path:
        records = list(small_feed.records())
        small_feed.write(path / "feed.jsonl", records)
        redis = Redis(path / "redis")
        try:
            accounts = play(path / "state", path / "feed.jsonl", "--speed", "max", "--redis", redis.address)
            assert accounts["collect"] == {"read": len(records), "sent": len(records), "refused": 0}, accounts
            assert accounts["surge"]["counted"] == len(records), accounts
            assert hours_in(redis) == dict(small_feed.mentions_by_hour(records))
        finally:
            stop(redis)


def test_every_kind_of_bad_input_falls_into_its_class():
    with folder() as path:
        records = list(small_feed.records(count=400, days=1))
        bad = list(small_feed.bad_lines(86400 + 60))
        small_feed.write(path / "feed.jsonl", records + [line for line, _ in bad])
        accounts = play(path / "state", path / "feed.jsonl", "--speed", "max")
        kinds = [kind for _, kind in bad]
        surge, collect = accounts["surge"], accounts["collect"]
        assert collect["refused"] == kinds.count("refused"), accounts
        assert collect["read"] == collect["sent"] + collect["refused"] == len(records) + len(bad), accounts
        for kind in ("quarantined", "late", "future"):
            assert surge[kind] == kinds.count(kind), (kind, accounts)
        classes = ("counted", "future", "duplicate", "late", "filtered", "quarantined", "commands")
        assert surge["consumed"] == sum(surge[kind] for kind in classes), accounts
        assert surge["consumed"] - surge["commands"] == collect["sent"], accounts


def test_months_of_silence_after_one_busy_day_stop_nothing():
    """Whole weekdays on which nobody was ever heard: something is expected there all the same."""
    with folder() as path:
        records = list(small_feed.records(count=400, days=1))
        later = [records[-1] | {"id": f"later-{org}", "org": org, "at": small_feed.moment(180 * 86400)} for org in ("small", "kite")]
        small_feed.write(path / "feed.jsonl", records + later)
        command = [installation.TOCSIN, "replay", "--rules", installation.SOURCE / "rules", "--output", "events", path / "feed.jsonl"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "source.silent" in done.stdout, done.stdout


def test_a_decision_that_nobody_signed_is_put_aside_while_a_feed_plays():
    with folder() as path:
        small_feed.write(path / "feed.jsonl", list(small_feed.records(count=400, days=1)))
        forged = {"id": "forged", "org": "small", "verb": "silence", "at": small_feed.moment(86400), "actor": "nobody",
                  "role": "group-head", "reason": "quiet", "subject": "battery", "value": "7d"}
        with Up(path / "state", "--feed", path / "feed.jsonl", "--speed", "max") as up:
            desk = up.ready()
            for line in (forged, forged | {"signature": "00" * 32}):
                subprocess.run(["kcat", "-P", "-b", up.run_file()["kafka"], "-t", "tocsin.feedback.v1", "-k", "small",
                                "-H", "tocsin=1", "-X", "topic.partitioner=murmur2_random"],
                               input=json.dumps(line).encode(), check=True, timeout=installation.LIMIT)
            wait_until(lambda: classes(desk)["quarantined"] == 2, "both are quarantined")
            wait_until(lambda: classes(desk)["counted"] > 0, "the feed is counted")


def classes(desk):
    """The accounts as /metrics tells them."""
    with urllib.request.urlopen(f"{desk}/metrics", timeout=installation.LIMIT) as answer:
        lines = answer.read().decode().splitlines()
    rows = [line for line in lines if line.startswith("tocsin_records_total{")]
    return {row.split('"')[1]: int(row.split()[-1]) for row in rows}


def test_deaths_change_nothing():
    with folder() as path:
        records = list(small_feed.records(count=12000))
        small_feed.write(path / "feed.jsonl", records)
        chance = random.Random(11)
        quiet, loud = Redis(path / "quiet"), Redis(path / "loud")
        try:
            play(path / "undisturbed", path / "feed.jsonl", "--speed", "max", "--redis", quiet.address)
            with Up(path / "state", "--feed", path / "feed.jsonl", "--speed", "40000", "--until-played",
                    "--redis", loud.address) as up:
                up.ready()
                for name in ("surge", "surge", "redis", "collect", "surge"):
                    goal = chance.randrange(50, 1500)
                    start = progress(loud)
                    wait_until(lambda: progress(loud) - start > goal or up.process.poll() is not None, "progress")
                    if up.process.poll() is not None:
                        break
                    if name == "redis":
                        loud.kill()
                        loud.start()
                    else:
                        up.kill(name)
                status, lines = up.end()
                assert status == 0, up.said()
            accounts = json.loads(lines[-1])
            assert accounts["surge"]["counted"] == len(records), accounts
            assert_same(loud.snapshot("m", "h"), quiet.snapshot("m", "h"))
        finally:
            stop(quiet)
            stop(loud)


def assert_same(left, right):
    different = [key for key in sorted({*left, *right}) if left.get(key) != right.get(key)]
    shown = "\n".join(f"{key}: {left.get(key)}\n    {right.get(key)}" for key in different[:5])
    assert not different, f"{len(different)} of {len(right)} differ\n{shown}"


def progress(redis):
    try:
        return int(redis.ask("HGET", "tocsin:collect:feed", "line") or 0)
    except (OSError, ValueError):
        return 0


if __name__ == "__main__":
    assert installation.TOCSIN.exists()
    tap.run(sys.modules[__name__])
