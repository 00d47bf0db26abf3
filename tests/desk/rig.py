"""A desk with a Redis, an embedded broker and a state that was put there by hand, for tests from outside.

BUILD in the environment names the build folder. Every wait has a condition and a limit.
"""

import contextlib
import datetime
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import select
import socket
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(os.environ["BUILD"])
LIMIT = 60 * float(os.environ.get("PATIENCE", "1"))
INCIDENT = "00aa11bb22cc33dd44ee55ff66778899"
HOSTILE = "<script>alert(1)</script> \u001b[31m ]]> \" ' & `x` [a](javascript:1) \u202e"


def wait_until(condition, what, limit=LIMIT):
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"after {limit:.0f} s still not: {what}")
        select.select([], [], [], 0.02)


def moment(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class Rig:
    def __init__(self, folder):
        self.state = pathlib.Path(folder)
        self.programs = {}
        self.now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        for name in ("broker", "briefings", "redis"):
            (self.state / name).mkdir()
        self.key = os.urandom(32).hex()
        (self.state / "install.key").write_text(self.key + "\n")
        (self.state / "install.key").chmod(0o600)
        self.start_redis()
        self.start("broker", "--state", str(self.state / "broker"))
        wait_until((self.state / "broker/id").exists, "the broker writes its id")
        self.kafka = "127.0.0.1:" + (self.state / "broker/port").read_text().strip()
        self.cluster = (self.state / "broker/id").read_text().strip()
        self.partition = self.find_partition("acme")
        self.store()
        self.offset = 0

    # --- programs ---

    def start(self, name, *arguments):
        with open(self.state / f"{name}.log", "ab") as log:
            self.programs[name] = subprocess.Popen(
                [str(BUILD / "monitor" / name / f"tocsin-{name}"), *arguments], stdout=log, stderr=log)

    def stop(self, name, kill=False):
        program = self.programs.pop(name)
        program.kill() if kill else program.terminate()
        return program.wait(30)

    def start_redis(self):
        self.socket = self.state / "redis.sock"
        with open(self.state / "redis.log", "ab") as log:
            self.programs["redis"] = subprocess.Popen(
                ["redis-server", "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "yes",
                 "--dir", str(self.state / "redis")], stdout=log, stderr=log)
        wait_until(lambda: self.redis("PING", quiet=True) == "PONG", "Redis answers")

    def redis(self, *words, quiet=False):
        result = subprocess.run(["redis-cli", "-s", str(self.socket), *map(str, words)], capture_output=True, text=True)
        if result.returncode != 0 and not quiet:
            raise AssertionError(result.stderr)
        return result.stdout.strip()

    def common(self):
        return ["--kafka", self.kafka, "--redis", f"unix:{self.socket}", "--state", str(self.state), "--embedded", self.cluster]

    def start_desk(self, *more):
        ready = self.state / "ready/desk"
        ready.unlink(missing_ok=True)
        self.start("desk", *self.common(), "--listen", "127.0.0.1:0", *more)
        wait_until(lambda: ready.exists() or self.programs["desk"].poll() is not None, "the desk is ready")
        if not ready.exists():
            raise AssertionError((self.state / "desk.log").read_text())
        self.address = ready.read_text().strip()
        self.port = int(self.address.rsplit(":", 1)[1])
        self.token = (self.state / "desk.token").read_text().strip()
        (self.state / "run.json").write_text(json.dumps({"desk": self.address}))

    def close(self):
        for name in ("desk", "brief", "broker", "redis"):
            if name in self.programs:
                self.stop(name, kill=name == "redis")

    # --- Kafka ---

    def produce(self, topic, key, value, partition=None):
        subprocess.run(["kcat", "-P", "-b", self.kafka, "-t", topic, "-k", key, "-X", "topic.partitioner=murmur2_random"]
                       + ([] if partition is None else ["-p", str(partition)]), input=value.encode(), check=True)

    def consume(self, topic):
        """Every record of the topic: (partition, key, value)."""
        result = subprocess.run(["kcat", "-C", "-b", self.kafka, "-t", topic, "-e", "-q", "-o", "beginning", "-f", r"%p\t%k\t%s\n"],
                                capture_output=True, text=True, check=True)
        return [line.split("\t", 2) for line in result.stdout.splitlines()]

    def find_partition(self, org):
        self.produce("tocsin.register.v1", org, "x")
        return int(wait_until(lambda: self.consume("tocsin.register.v1"), "the register holds a record")[0][0])

    def trigger(self, kind, at=None, **data):
        """Puts a trigger onto the topic and returns its place."""
        whole = {"org": "acme", "sequence": self.offset + 1, "incident": INCIDENT, "subject": "battery", "level": "level-2",
                 "previous_level": "warning", "clauses": [{"id": "LVL-5", "place": "S1 四.1", "quote": "系統自動觸發二級響應"}],
                 "growth": "4.4× = 440% of the mean = +340%", **data}
        event = {"specversion": "1.0", "id": f"event-{self.offset}", "source": "tocsin/acme", "type": f"tocsin.{kind}.v1",
                 "subject": "battery", "time": at or moment(self.now), "datacontenttype": "application/json", "data": whole}
        self.produce("tocsin.triggers.v1", "acme", json.dumps(event, ensure_ascii=False), partition=0)
        self.offset += 1
        return f"{self.cluster}-{self.offset - 1}"

    # --- the state ---

    def store(self):
        prefix = f"tocsin:{{{self.partition}}}:"
        lines = [("SADD", prefix + "orgs", "acme")]
        for series, scale in {"*": 6, "subject/battery": 3, "channel/hotline": 2, "region/CN-44": 1, "source/hotline": 2}.items():
            lines.append(("SADD", prefix + "series:acme", series))
            for hour in range(24 * 9):
                at = self.now - datetime.timedelta(hours=hour)
                count = scale * (1 + hour % 3)
                value = f"{count * 3} {count} {count} {count // 2}"
                lines.append(("HSET", f"{prefix}h:acme:{series}:{at:%Y-%m-%d}", f"{at:%H}", value))
                lines.append(("HSET", f"{prefix}m:acme:{series}:{at:%Y-%m-%dT%H}", "00", value))
            lines.append(("HSET", prefix + "g:acme", series, json.dumps(self.growth())))
        lines.append(("SADD", prefix + "incidents:acme", INCIDENT))
        lines.append(("SET", f"{prefix}i:acme:{INCIDENT}", json.dumps(self.incident(), ensure_ascii=False)))
        for name, state in (("hotline", "up"), ("weibo", "down")):
            lines.append(("HSET", prefix + "sources:acme", name, json.dumps(
                {"state": state, "since": self.at(-3), "through": self.at(0), "last_at": self.at(0), "required": True})))
        for field, value in {"now": self.milliseconds(), "consumed": 10, "counted": 7, "duplicate": 2, "quarantined": 1}.items():
            lines.append(("HSET", prefix + "state", field, value))
        for field, value in {"state": "folding", "seen_at": self.milliseconds() + 3600000, "offset": 10, "end": 10}.items():
            lines.append(("HSET", prefix + "status", field, value))
        script = "".join(" ".join('"' + str(word).replace("\\", "\\\\").replace('"', '\\"') + '"' for word in line) + "\n" for line in lines)
        subprocess.run(["redis-cli", "-s", str(self.socket)], input=script, text=True, check=True, stdout=subprocess.DEVNULL)

    def keep(self, incident):
        """Puts another incident where the one of this state stands."""
        self.redis("SET", f"tocsin:{{{self.partition}}}:i:acme:{INCIDENT}", json.dumps(incident, ensure_ascii=False))

    def milliseconds(self):
        return int(self.now.timestamp() * 1000)

    def at(self, hours):
        return moment(self.now + datetime.timedelta(hours=hours))

    def growth(self):
        return {"tier": 300, "literal_tier": 200, "window_minutes": 1440, "observed": 88, "expected": 20.0, "ratio": 4.4,
                "growth_percent": 340.0, "probability": 0.9, "guard": 12, "score": 0.9, "baseline_days": 14}

    def incident(self):
        clause = {"id": "LVL-5", "place": "S1 四.1", "quote": "日均投訴量超日常均值300%,系統自動觸發二級響應"}
        return {
            "id": INCIDENT, "org": "acme", "subject": "battery", "state": "response", "level": "level-2",
            "proposed_level": "level-1", "opened_at": self.at(-5), "level_since": self.at(-2), "growth": self.growth(),
            "people": 43, "anonymous": 6, "clauses": [clause],
            "distances": [{"clause": clause | {"id": "LVL-1"}, "level": "level-1", "holds": False, "sentence": "32 more"}],
            "deadlines": [
                {"clock": "CLK-1", "name": HOSTILE, "group": "应急指挥中心", "place": "S0 二", "due_at": self.at(-1), "state": "overdue"},
                {"clock": "CLK-2", "name": "groups in place", "group": "各工作组", "due_at": self.at(1), "state": "pending"}],
            "evidence": [{"id": "hotline:1", "source": "hotline", "at": self.at(-5), "excerpt": HOSTILE}],
            "timeline": [{"at": self.at(-5), "what": "tocsin.warning.raised.v1", "level": "warning"},
                         {"at": self.at(-2), "what": "tocsin.response.triggered.v1", "level": "level-2"},
                         {"at": self.at(-1), "what": "confirm", "actor": "王副总", "sentence": HOSTILE}],
            "propagation": {"inferred": True, "first": {"id": "hotline:0", "source": "hotline", "at": self.at(-6)}, "nodes": []},
            "attested": [
                {"item": "INT-5.nature", "holds": True, "value": "product " + HOSTILE, "actor": "小李", "role": "duty", "at": self.at(-1)},
                {"item": "RPT-2.measures", "holds": True, "value": "sale stopped", "actor": "小李", "role": "duty", "at": self.at(-1)},
                {"item": "RPT-2.impact", "holds": True, "value": "two provinces", "actor": "小李", "role": "duty", "at": self.at(-1)},
                {"item": "RPT-3.casualties", "holds": True, "value": "none", "actor": "小李", "role": "duty", "at": self.at(-1)},
                {"item": "RPT-4.spokesperson", "holds": False, "value": "withdrawn", "actor": "小李", "role": "duty", "at": self.at(-1)}],
        }

    # --- asking ---

    def ask(self, method, path, body=None, token=None, headers=()):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        sent = dict(headers)
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if isinstance(body, (dict, list)):
            body = json.dumps(body, ensure_ascii=False).encode()
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        kind = answer.headers.get("Content-Type", "")
        return answer.status, json.loads(content) if "json" in kind and content else content.decode(), answer.headers

    def get(self, path, **options):
        status, body, _ = self.ask("GET", path, **options)
        assert status == 200, (path, status, body)
        return body

    def raw(self, data, limit=LIMIT):
        """What comes back for these bytes until the desk hangs up or says something."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=limit) as connection:
            connection.sendall(data)
            answer = b""
            with contextlib.suppress(ConnectionResetError):
                while b"\r\n\r\n" not in answer:
                    piece = connection.recv(65536)
                    if not piece:
                        break
                    answer += piece
            return answer

    def tocsin(self, *words, token=None):
        environment = os.environ | {"TOCSIN_STATE": str(self.state)} | ({"TOCSIN_TOKEN": token} if token else {})
        return subprocess.run([str(BUILD / "monitor/tocsin/tocsin"), *words], capture_output=True, text=True, env=environment,
                              timeout=LIMIT)

    def signature_of(self, record):
        content = json.dumps({name: value for name, value in record.items() if name != "signature"}, ensure_ascii=False,
                             sort_keys=True, separators=(",", ":"))
        return hmac.new(self.key_bytes(), content.encode(), hashlib.sha256).hexdigest()

    def key_bytes(self):
        return self.key.encode()


class Stream:
    """A client of the live stream: events come out as (type, id, data)."""

    def __init__(self, rig, after=None, path="/v1/stream"):
        self.socket = socket.create_connection(("127.0.0.1", rig.port), timeout=LIMIT)
        header = f"Last-Event-ID: {after}\r\n" if after else ""
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n".encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        while self.file.readline().strip():
            pass
        self.chunk = b""
        self.fields = {}

    def line(self):
        while b"\n" not in self.chunk:
            size = int(self.file.readline(), 16)
            self.chunk += self.file.read(size)
            self.file.readline()
        line, self.chunk = self.chunk.split(b"\n", 1)
        return line.decode()

    def next(self, *types):
        while True:
            line = self.line()
            if line:
                name, _, value = line.partition(":")
                self.fields[name] = value.removeprefix(" ")
                continue
            event, self.fields = self.fields, {}
            if "data" in event and event["event"] in types:
                return event["event"], event.get("id"), json.loads(event["data"])

    def close(self):
        self.socket.close()


@contextlib.contextmanager
def rig():
    with tempfile.TemporaryDirectory(prefix="tocsin-") as folder:
        one = Rig(folder)
        try:
            yield one
        except BaseException:
            for name in ("desk", "brief"):
                log = one.state / f"{name}.log"
                print("\n".join("# " + line for line in log.read_text().splitlines()[-40:]) if log.exists() else "", file=sys.stderr)
            raise
        finally:
            one.close()


def run(tests):
    """Runs the functions one after the other and says so in TAP."""
    print(f"1..{len(tests)}")
    bad = 0
    for number, test in enumerate(tests, 1):
        try:
            with rig() as one:
                test(one)
            print(f"ok {number} - {test.__name__.removeprefix('test_').replace('_', ' ')}", flush=True)
        except Exception as fault:
            bad += 1
            print(f"not ok {number} - {test.__name__.removeprefix('test_').replace('_', ' ')}", flush=True)
            print(f"# {type(fault).__name__}: {fault}", file=sys.stderr)
            import traceback
            traceback.print_exc()
    sys.exit(bad > 0)
