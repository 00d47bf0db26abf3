"""Somebody outside notices when counting stops: the heartbeat is called only while there is progress, and an alarm goes out that
needs neither Kafka nor Redis."""

import contextlib
import http.server
import json
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "program"))

import tap  # noqa: E402
from faults import Bench  # noqa: E402
from installation import folder, wait_until  # noqa: E402

EVERY = 0.3
STALL = 30  # seconds after which a stall must be reported


class Outside:
    """Who is called, and when."""

    def __init__(self):
        self.calls = calls = []

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                calls.append(time.monotonic())
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/beat"

    def beats(self, count=2):
        """Waits for so many calls from now on."""
        before = len(self.calls)
        wait_until(lambda: len(self.calls) >= before + count, "the heart beats", STALL)

    def calls_between(self, begin, end):
        return [at for at in self.calls if begin < at < end]


def status(made):
    return json.loads((made.path / "surge.json").read_text())


@contextlib.contextmanager
def watched():
    with folder() as path:
        made, outside = Bench(path), Outside()
        try:
            made.start_member(0, "--heartbeat", outside.url, "--heartbeat-every", f"{int(EVERY * 1000)}ms",
                              "--alarm", f'echo "$1" >>{path}/alarms')
            outside.beats()  # nothing was ever produced: the log moves by ticks alone
            yield made, outside
        finally:
            made.close()
            outside.server.shutdown()


def test_the_heart_stops_while_redis_is_away_and_an_alarm_goes_out():
    with watched() as (made, outside):
        died = time.monotonic()
        made.redis.kill()
        wait_until((made.path / "alarms").exists, "the alarm goes out", STALL)
        heard = time.monotonic()
        print(f"# the alarm went out {heard - died:.1f} s after Redis died", file=sys.stderr)
        assert "cannot be read or written" in wait_until((made.path / "alarms").read_text, "the alarm says why")
        wait_until(lambda: status(made)["degraded"], "its file says so")
        made.produce(["acme"], 10)
        made.redis.start()
        back = time.monotonic()
        outside.beats()
        assert not outside.calls_between(died + EVERY, back), "it was called while nothing was stored"
        made.settle()
        wait_until(lambda: not status(made)["degraded"], "it has recovered")
        assert not made.differences(), made.differences()


def test_the_heart_stops_while_kafka_is_away():
    with watched() as (made, outside):
        made.broker.kill()
        made.broker.wait()
        wait_until(lambda: "kafka-trouble" in (made.path / "surge0.log").read_text(), "Kafka is missed", STALL)
        last = len(outside.calls)
        stored = made.redis.ask("HGET", "tocsin:{0}:status", "seen_at")
        # Idle flushes go on for a while: Redis is well, and yet nobody is told that all is well.
        wait_until(lambda: int(made.redis.ask("HGET", "tocsin:{0}:status", "seen_at")) > int(stored) + 3000, "it flushes on")
        assert len(outside.calls) <= last + 1, "it was called while nothing came"


def test_both_away_still_raise_the_alarm():
    with watched() as (made, outside):
        made.broker.kill()
        made.broker.wait()
        made.redis.kill()
        wait_until((made.path / "alarms").exists, "the alarm goes out", STALL)
        wait_until(lambda: status(made)["degraded"], "its file says so")
        wait_until(lambda: "degraded: counting is held up" in (made.path / "surge0.log").read_text(), "its log says so")
        assert made.members[0].poll() is None, "it has ended"


tap.run(sys.modules[__name__])
