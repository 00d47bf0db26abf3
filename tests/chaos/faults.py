"""A broker, a Redis, members of surge, and the faults that befall them."""

import contextlib
import datetime
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading

import oracle
from installation import BUILD, SOURCE, TOCSIN, Redis, wait_until
from proxy import TcpProxy

PARTITIONS = 12
ORGS = ["acme", "globex", "initech"]
DEATHS = 40  # incidents stay open, and each costs every later step
FAULTS = int(os.environ.get("FAULTS", "30"))
SNAPSHOT = """
redis.call('DEL', 'chaos')
for _, key in ipairs(redis.call('KEYS', 'tocsin:*')) do redis.call('HSET', 'chaos', key, redis.call('DUMP', key)) end
return 'OK'"""
ROLLBACK = """
for _, key in ipairs(redis.call('KEYS', 'tocsin:*')) do redis.call('DEL', key) end
local all = redis.call('HGETALL', 'chaos')
for i = 1, #all, 2 do redis.call('RESTORE', all[i], 0, all[i + 1]) end
return 'OK'"""


def ids_in_order(events):
    """Ids without repeats, organisation by organisation: between two of them no order is promised, as they may lie in
    different partitions of the log; within one the order is that of the events given."""
    found = {}
    for event in events:
        found.setdefault(event["data"]["org"], {})[event["id"]] = None
    return [number for org in sorted(found) for number in found[org]]


class Proxy:
    """Between surge and Redis: takes a safety out of the flush script as it is loaded."""

    def __init__(self, redis, path, old, new):
        assert len(new) <= len(old)
        self.redis, self.path = redis, path
        self.old, self.new = old, new.ljust(len(old))
        self.replaced = 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def address(self):
        return f"unix:{self.path}"

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self.redis.socket))
            for pair in ((client, server, True), (server, client, False)):
                threading.Thread(target=self.copy, args=pair, daemon=True).start()

    def copy(self, source, target, is_request):
        try:
            while data := source.recv(1 << 20):
                if is_request and self.old in data:
                    data = data.replace(self.old, self.new)
                    self.replaced += 1
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Bench:
    def __init__(self, path, kafka=None):
        self.path = path
        self.random = random.Random(int(os.environ.get("SEED", "1")))
        self.events, self.members, self.broker = [], [], None
        (path / "install.key").write_bytes(bytes(range(32)))
        self.redis = Redis(path / "redis")
        self.proxy = TcpProxy(self.redis.socket)
        self.address = self.proxy.address
        self.kafka, self.embedded = kafka, None
        if kafka is None:
            self.start_broker()

    def start_broker(self):
        folder = self.path / "broker"
        with open(self.path / "broker.log", "ab") as log:
            self.broker = subprocess.Popen([BUILD / "monitor/broker/tocsin-broker", "--state", folder], stderr=log)
        wait_until((folder / "id").exists, "the broker is up")
        self.kafka = "127.0.0.1:" + (folder / "port").read_text().strip()
        self.embedded = (folder / "id").read_text().strip()

    def start_member(self, number, *more):
        words = [BUILD / "monitor/surge/tocsin-surge", "--kafka", self.kafka, "--redis", self.address, "--state", self.path,
                 "--rules", SOURCE / "rules", *more]
        if self.embedded:
            words += ["--embedded", self.embedded]
        with open(self.path / f"surge{number}.log", "ab") as log:
            process = subprocess.Popen(words, stderr=log)
        if number < len(self.members):
            self.members[number] = process
        else:
            self.members.append(process)

    def produce(self, orgs, count, change=lambda event: None):
        """Records of these organisations in turn, now; `change` makes of each what it should be."""
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        fresh = [{"id": f"c{len(self.events) + i}", "org": orgs[i % len(orgs)], "source": "line", "channel": "hotline",
                  "at": now, "text": f"complaint {len(self.events) + i}"} for i in range(count)]
        for event in fresh:
            change(event)
        self.events += fresh
        subprocess.run(["kcat", "-b", self.kafka, "-t", "tocsin.feedback.v1", "-K", "|", "-P", "-H", "tocsin=1",
                        "-X", "topic.partitioner=murmur2_random"], input="".join(map(oracle.line, fresh)), text=True, check=True)

    def settle(self):
        """Until everything produced is folded and stored (or, with a safety missing, what counts as that)."""
        wait_until(lambda: oracle.consumed(self.redis) >= len(self.events), "all is stored", 60)

    def differences(self):
        return oracle.differences(self.events, self.redis)

    def snapshot(self):
        assert self.redis.ask("EVAL", SNAPSHOT, 0) == "OK"

    def roll_back(self):
        """Redis goes back to the snapshot under the eyes of a living owner, whose connection stays."""
        assert self.redis.ask("EVAL", ROLLBACK, 0) == "OK"

    def kill_member(self):
        number = self.random.randrange(len(self.members))
        self.members[number].kill()
        self.members[number].wait()
        self.start_member(number)

    def stall_member(self):
        """Stopped, it goes on later with a state that another one has moved past."""
        member = self.random.choice(self.members)
        member.send_signal(signal.SIGSTOP)
        self.produce(ORGS, 200)
        member.send_signal(signal.SIGCONT)

    def kill_redis(self):
        self.redis.kill()
        self.redis.start()

    def stall_redis(self):
        self.redis.process.send_signal(signal.SIGSTOP)
        self.produce(ORGS, 200)
        self.redis.process.send_signal(signal.SIGCONT)

    def cut_line(self):
        self.produce(ORGS, 200)
        self.proxy.cut()

    def impair(self, **how):
        """For as long as it takes to produce, the line to Redis is not what it should be."""
        for name, value in how.items():
            setattr(self.proxy.line, name, value)
        self.produce(ORGS, 200)
        self.proxy.heal()

    def delay_line(self):
        self.impair(delay=self.random.choice([0.05, 0.3, 0.7]))

    def throttle_line(self):
        self.impair(rate=20000)

    def lose_answers(self):
        self.impair(is_deaf=True)

    def lose_requests(self):
        self.impair(is_mute=True)

    def kill_in_flush(self):
        """At one of the points between which a flush can be torn apart."""
        self.kill_at(self.random.choice(["before send", "after send", "after reply"]), self.random.randrange(len(self.members)))

    def kill_at(self, point, number):
        """The member whose flush it is need not be this one: what is killed at any moment is as good."""
        self.proxy.killed.clear()
        self.proxy.victim = self.members[number]
        self.proxy.kill_at = point
        self.produce(ORGS, 100)
        wait_until(self.proxy.killed.is_set, f"a member is killed {point}", 60)
        self.start_member(number)

    def sent(self):
        """Every trigger that was sent, repeats among them."""
        done = subprocess.run(["kcat", "-b", self.kafka, "-t", "tocsin.triggers.v1", "-C", "-e", "-q", "-f", "%s\n"],
                              capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def triggers(self):
        """Ids of what was sent, organisation by organisation in order, repeats left out."""
        return ids_in_order(self.sent())

    def report_death(self, number):
        """About a subject of its own, which makes an incident at level 1."""
        self.produce([ORGS[number % len(ORGS)]], 1,
                     lambda event: event.update(text="电池爆炸,我父亲当场死亡", subjects=[f"thing{number}"]))

    def expected_triggers(self):
        """The log alone says which triggers there must be."""
        dump = subprocess.run([TOCSIN, "dump", "--kafka", self.kafka], capture_output=True, check=True).stdout
        replayed = subprocess.run([TOCSIN, "replay", "-", "--rules", SOURCE / "rules"], input=dump, capture_output=True, check=True)
        return ids_in_order(json.loads(line) for line in replayed.stdout.splitlines())

    def lose_tail(self):
        self.snapshot()
        self.produce(ORGS, 200)
        self.roll_back()

    def close(self):
        for process in (*self.members, self.broker):
            if process:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait()
        self.redis.kill()


def show_progress(number, fault):
    """A line each in a log, one bar on a terminal."""
    if sys.stderr.isatty():
        done = 40 * (number + 1) // FAULTS
        print(f"\r[{'#' * done}{'.' * (40 - done)}] {number + 1} of {FAULTS}: {fault.__name__:<16}", end="", file=sys.stderr, flush=True)
    else:
        print(f"# {number + 1} of {FAULTS}: {fault.__name__}", file=sys.stderr, flush=True)


def befall(made):
    faults = [made.kill_member, made.stall_member, made.kill_in_flush, made.kill_redis, made.stall_redis, made.lose_tail,
              made.cut_line, made.delay_line, made.throttle_line, made.lose_answers, made.lose_requests]
    made.produce(ORGS, 300)
    for number in range(FAULTS):
        fault = made.random.choice(faults)
        show_progress(number, fault)
        if number < DEATHS:
            made.report_death(number)
        fault()
        made.produce(ORGS, 60)
    made.settle()
    assert not made.differences(), made.differences()
    with contextlib.suppress(AssertionError):
        wait_until(lambda: not oracle.trigger_differences(made.events, made.sent()), "all triggers are sent", 30)
    assert not oracle.trigger_differences(made.events, made.sent()), oracle.trigger_differences(made.events, made.sent())
