"""The same on a real Kafka: what is counted, what is told, what a dump says, and what is refused."""

import json
import subprocess
import sys

import small_feed
import tap
from installation import LIMIT, TOCSIN, Redis, Up, folder, play
from real_kafka import Kafka
from test_play import hours_in


def ids_of(lines):
    return {json.loads(line)["id"] for line in lines}


def replayed(file):
    done = subprocess.run([TOCSIN, "replay", file, "--feedback"], capture_output=True, text=True, timeout=LIMIT,
                          check=True)
    return done.stdout


def dumped(kafka, file):
    with open(file, "wb") as out:
        subprocess.run([TOCSIN, "dump", "--kafka", kafka.address], stdout=out, timeout=LIMIT, check=True)
    return file


def test_a_feed_on_a_real_kafka_is_counted_told_dumped_and_replayed_alike():
    with folder() as path, Kafka(path) as kafka:
        records = list(small_feed.records())
        feed = path / "feed.jsonl"
        small_feed.write(feed, records)
        redis = Redis(path / "redis")
        try:
            words = ["--speed", "max", "--kafka", kafka.address, "--redis", redis.address]
            accounts = play(path / "state", feed, *words)
            assert accounts["surge"]["counted"] == len(records), accounts
            assert hours_in(redis) == dict(small_feed.mentions_by_hour(records))

            told = kafka.trigger_ids()
            assert len(told) == accounts["triggers"] > 0, (len(told), accounts)
            first, second = replayed(feed), replayed(feed)
            assert first == second, "replayed twice, the bytes differ"
            assert ids_of(first.splitlines()) == told
            assert ids_of(replayed(dumped(kafka, path / "dump.jsonl")).splitlines()) == told

            with Up(path / "other", "--feed", feed, *words) as up:
                status, _ = up.end()
                assert status == 3 and "were not written from" in up.said(), (status, up.said())
            with Up(path / "live", *words[2:]) as up:
                status, _ = up.end()
                assert status == 3 and "stamped by its producers" in up.said(), (status, up.said())
        finally:
            redis.kill()


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
