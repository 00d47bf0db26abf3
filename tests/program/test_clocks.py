"""The plan's clocks in a running installation: whatever stands still or dies across a due instant, what is due is said
once, at its instant, never before, and soon after there is somebody to say it (a second on a quiet machine; the bound
here is for one that is busy with sanitizers). And decisions that are old or from the future are refused there.
"""

import datetime
import hashlib
import hmac
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

import installation
import tap
from installation import SOURCE, Redis, Up, folder, wait_until

DUE_S = 6
PROMPT_S = 15 * float(os.environ.get("PATIENCE", "1"))
SUBJECTS = ["battery", "brake", "charger"]


def quick_rules(path):
    """The shipped rules, with six seconds to verify a case of level 3 (CLK-3)."""
    rules = shutil.copytree(SOURCE / "rules", path / "rules")
    plan = rules / "plans/complaint-disclosure.yaml"
    words = plan.read_text(encoding="utf-8")
    was = 'level-3: { within: 2h, place: S0 二, quote: "2小时内完成事件核实"'
    assert was in words
    plan.write_text(words.replace(was, was.replace("2h", f"{DUE_S}s")), encoding="utf-8")
    return rules


def moment(seconds=0):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def seconds_of(words):
    return datetime.datetime.fromisoformat(words.replace("Z", "+00:00")).timestamp()


class Live:
    """An installation without a feed, and what it tells."""

    def __init__(self, path):
        self.path = path
        self.rules = quick_rules(path)
        self.redis = Redis(path / "redis")
        self.up = None
        self.start()

    def start(self):
        self.up = Up(self.path / "state", "--rules", self.rules, "--redis", self.redis.address)
        self.desk = self.up.ready()

    def end(self):
        self.up.stop()
        self.redis.kill()

    def put(self, record):
        subprocess.run(["kcat", "-P", "-b", self.up.run_file()["kafka"], "-t", "tocsin.feedback.v1", "-k", "acme",
                        "-X", "topic.partitioner=murmur2_random"], input=json.dumps(record).encode(), check=True,
                       timeout=installation.LIMIT)

    def put_signed(self, record):
        key = (self.up.state / "install.key").read_text().strip()
        text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.put(record | {"signature": hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()})

    def ask(self, path, body=None):
        token = (self.up.state / "desk.token").read_text().strip()
        request = urllib.request.Request(self.desk + path, body and json.dumps(body).encode(),
                                         {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=installation.LIMIT) as answer:
            return json.load(answer)

    def events(self, kind):
        try:
            triggers = self.ask("/v1/triggers?limit=1000")
        except OSError:
            return []
        return [row["event"] for row in triggers["triggers"] if row["event"]["type"] == f"tocsin.{kind}.v1"]

    def ready_at(self):
        """Waits until everything counts again; the time."""
        wait_until(self.is_ready, "it is ready")
        return time.time()

    def is_ready(self):
        try:
            with urllib.request.urlopen(self.desk + "/readyz", timeout=installation.LIMIT) as answer:
                return answer.status == 200
        except OSError:
            return False

    def verify(self, subject):
        """Opens a case; its clock runs from there."""
        body = {"org": "acme", "verb": "verify", "subject": subject, "role": "duty", "actor": "li", "reason": "case"}
        answer = self.ask("/v1/commands", body)
        assert answer["state"] == "done", answer
        return seconds_of(answer["event"]["time"]) + DUE_S

    def overdue(self, subject):
        return [event for event in self.events("clock.overdue")
                if event.get("subject") == subject and event["data"]["clock"] == "CLK-3"]

    def program(self, name):
        return self.up.program(name)


def heard_of(live):
    for number, subject in enumerate(SUBJECTS):
        live.put({"id": f"r{number}", "org": "acme", "source": "calls", "channel": "hotline", "at": moment(),
                  "author": {"id": "a"}, "subjects": [subject], "text": "Nobody answers."})

    def all_counted():
        try:
            names = [row["name"] for row in live.ask("/v1/series?org=acme")["series"]]
        except OSError:
            return False
        return all(f"subject/{subject}" in names for subject in SUBJECTS)
    wait_until(all_counted, "the subjects are known")


def said_at_its_instant(live, subject, due_at, ready_at):
    """Waits for the one trigger; it bears the due instant, and came soon after somebody could say it."""
    wait_until(lambda: live.overdue(subject), f"{subject} is overdue")
    late = time.time() - max(due_at, ready_at)
    events = live.overdue(subject)
    assert len(events) == 1, events
    assert abs(seconds_of(events[0]["time"]) - due_at) < 0.001, (events[0]["time"], due_at)
    assert time.time() >= due_at, f"{subject}: before its time"
    assert late < PROMPT_S, f"{subject}: {late:.1f} s late"


def test_a_due_instant_is_met_whatever_stands_still_or_dies():
    with folder() as path:
        live = Live(path)
        try:
            heard_of(live)
            due_at = live.verify("battery")
            os.kill(live.program("surge"), signal.SIGSTOP)
            wait_until(lambda: time.time() > due_at + 1, "the instant passes")
            os.kill(live.program("surge"), signal.SIGCONT)
            said_at_its_instant(live, "battery", due_at, time.time())

            due_at = live.verify("brake")
            live.up.kill("surge")
            said_at_its_instant(live, "brake", due_at, live.ready_at())

            due_at = live.verify("charger")
            live.up.stop()
            wait_until(lambda: time.time() > due_at, "the instant passes while nothing runs")
            live.start()
            said_at_its_instant(live, "charger", due_at, live.ready_at())
        finally:
            live.end()


def test_a_decision_of_another_time_is_refused():
    with folder() as path:
        live = Live(path)
        try:
            heard_of(live)
            live.verify("battery")
            note = {"org": "acme", "verb": "note", "subject": "battery", "actor": "li", "role": "duty", "reason": "words"}
            for name, apart in (("now", 0), ("old", -660), ("ahead", 660)):
                live.put_signed(note | {"id": name, "at": moment(apart)})

            def answered():
                return {event["data"]["command"]: kind for kind in ("done", "refused")
                        for event in live.events(f"command.{kind}")
                        if event["data"]["command"] in ("now", "old", "ahead")}
            wait_until(lambda: len(answered()) == 3, "all three are answered")
            assert answered() == {"now": "done", "old": "refused", "ahead": "refused"}, answered()
        finally:
            live.end()


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
