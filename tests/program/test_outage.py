"""Kafka goes away while sources are heard: what comes waits on disk, bounded, in order, whatever is killed meanwhile."""

import json
import signal
import sys

import tap
from hearing import Server, ears
from installation import wait_until

SIZE = 200


class Vendor(Server):
    """A JSON interface that gives the ten items after `since`, newest first, and can be added to."""

    def __init__(self, text=""):
        self.have = []
        self.text = text
        super().__init__(self.answer)

    def add(self, count):
        for _ in range(count):
            number = len(self.have) + 1
            self.have.append({"id": number, "time": 1795230245 + number, "text": f"post {number} {self.text}"})

    def answer(self, path, _):
        since = int(path.partition("since=")[2] or 0)
        return 200, {}, json.dumps([one for one in self.have if one["id"] > since][9::-1]).encode()

    @property
    def source(self):
        return {"name": "vendor", "org": "acme", "channel": "social", "kind": "json", "since": "id", "every": "100ms",
                "url": self.url + "/?since={since}", "paging": "forward", "allow-private": True,
                "requests-a-minute": 60000, "map": {"id": "id", "at": "time", "text": "text"}}


def on_disk(made):
    return int(made.health("vendor").get("on_disk", 0))


def reserve(made):
    return b"".join(file.read_bytes() for file in sorted((made.path / "collect/reserve").glob("*")))


def ids(made):
    return [int(record["id"].split(":")[1]) for record in made.records()]


def first_times(numbers):
    return list(dict.fromkeys(numbers))


def test_what_comes_while_kafka_is_away_waits_on_disk_and_goes_out_in_order():
    with ears() as made, Vendor() as vendor:
        vendor.add(5)
        made.sources(vendor.source)
        made.hear()
        made.wait_for(5)
        wait_until(lambda: made.health("vendor").get("cursor", "").startswith("5 "), "the cursor is kept")
        made.broker.send_signal(signal.SIGSTOP)
        vendor.add(20)
        made.wait_for_log("kafka-away")
        vendor.add(SIZE)
        wait_until(lambda: on_disk(made) >= SIZE, "they are on disk")
        assert made.health("vendor")["cursor"].startswith("5 "), "the cursor moved before Kafka had the records"
        made.broker.send_signal(signal.SIGCONT)
        made.wait_for(SIZE + 25)
        made.wait_for_log("kafka-back")
        assert ids(made) == list(range(1, SIZE + 26)), "each once, and in order"
        wait_until(lambda: len(reserve(made)) == 0, "the disk is empty again")
        wait_until(lambda: made.health("vendor")["cursor"].startswith(f"{SIZE + 25} "), "the cursor is kept")
        assert made.stop() == 0


def test_what_waits_on_disk_outlives_the_collector_and_the_broker():
    with ears() as made, Vendor() as vendor:
        vendor.add(5)
        made.sources(vendor.source)
        made.hear()
        made.wait_for(5)
        made.broker.kill()
        made.broker.wait()
        vendor.add(20)
        made.wait_for_log("kafka-away")
        vendor.add(SIZE)
        wait_until(lambda: on_disk(made) >= SIZE, "they are on disk")
        made.stop(signal.SIGKILL)
        del vendor.have[:225]  # the server keeps nothing for us
        made.hear()  # while Kafka is still away
        made.wait_for_log("reserve-found")
        vendor.have.append({"id": 226, "time": 1795230500, "text": "last"})
        wait_until(lambda: b"vendor:226" in reserve(made), "what came last is on disk too")
        made.stop(signal.SIGKILL)
        vendor.have.clear()
        made.start_broker()
        made.hear()
        made.wait_for(221)
        assert first_times(ids(made)) == list(range(6, 227)), "none is missing, and the order is kept"


def test_a_full_disk_share_holds_the_source_and_loses_nothing():
    with ears() as made, Vendor("x" * 20000) as vendor:
        vendor.add(1)
        made.sources(vendor.source)
        made.hear("--reserve", "1")
        made.wait_for(1)
        made.broker.send_signal(signal.SIGSTOP)
        vendor.add(20)
        made.wait_for_log("kafka-away")
        vendor.add(100)
        made.wait_for_log("reserve-full")
        assert 500_000 < len(reserve(made)) <= 1 << 20, len(reserve(made))
        made.broker.send_signal(signal.SIGCONT)
        made.wait_for(121)
        assert ids(made) == list(range(1, 122)), ids(made)


def test_two_collectors_do_not_share_a_folder():
    with ears() as made, Vendor() as vendor:
        vendor.add(1)
        made.sources(vendor.source)
        made.hear()
        made.wait_for(1)
        first, made.collect = made.collect, None
        made.hear()
        assert made.collect.wait(60) == 3 and "another collector" in made.said()
        made.collect = first


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
