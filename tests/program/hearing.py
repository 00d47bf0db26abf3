"""A collector on real sources for a test: a Redis, an embedded broker and tocsin-collect, and what arrives in Kafka."""

import contextlib
import http.server
import json
import os
import pathlib
import signal
import subprocess
import threading

from installation import BUILD, LIMIT, SOURCE, Redis, folder, wait_until

COLLECT = BUILD / "monitor/collect/tocsin-collect"


class Ears:
    """A folder with everything a collector needs; `hear()` starts one."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.redis = Redis(self.path / "redis")
        self.broker = None
        self.collect = None
        self.desk = None
        self.errors = self.path / "collect.errors"
        (self.path / "install.key").write_text("0123456789abcdef" * 4)
        (self.path / "install.key").chmod(0o600)
        self.start_broker()

    def start_broker(self):
        state = self.path / "broker"
        state.mkdir(exist_ok=True)
        for name in ("port", "id"):
            (state / name).unlink(missing_ok=True)
        with open(self.path / "broker.errors", "ab") as errors:
            self.broker = subprocess.Popen(
                [str(BUILD / "monitor/broker/tocsin-broker"), "--state", str(state)], stdout=errors, stderr=errors)
        wait_until((state / "id").exists, "the broker says its port")
        self.kafka = "127.0.0.1:" + (state / "port").read_text().strip()

    def command(self, *words):
        return [str(COLLECT), "--kafka", self.kafka, "--redis", self.redis.address, "--state", str(self.path),
                "--rules", str(SOURCE / "rules"), "--sources", str(self.path / "sources.yaml"), *words]

    def sources(self, *entries):
        """Writes sources.yaml; an entry is a dictionary, and JSON is YAML."""
        (self.path / "sources.yaml").write_text(json.dumps({"sources": list(entries)}, ensure_ascii=False))

    def hear(self, *words):
        with open(self.errors, "ab") as errors:
            self.collect = subprocess.Popen(self.command(*words), stdout=errors, stderr=errors)

    def open_desk(self):
        """The desk, which takes the webhooks of the same sources; its address."""
        ready = self.path / "ready/desk"
        ready.unlink(missing_ok=True)
        with open(self.path / "desk.errors", "ab") as errors:
            self.desk = subprocess.Popen(
                [str(BUILD / "monitor/desk/tocsin-desk"), "--kafka", self.kafka, "--redis", self.redis.address, "--state",
                 str(self.path), "--embedded", (self.path / "broker/id").read_text().strip(), "--listen", "127.0.0.1:0",
                 "--sources", str(self.path / "sources.yaml")], stdout=errors, stderr=errors)
        wait_until(ready.exists, "the desk is open")
        return ready.read_text().strip()

    def close_desk(self):
        self.desk.terminate()
        self.desk.wait(LIMIT)
        self.desk = None

    def once(self, name, *words):
        """Hears one source to its end; (exit status, standard output)."""
        done = subprocess.run(self.command("--once", name, *words), capture_output=True, text=True, timeout=LIMIT,
                              check=False)
        with open(self.errors, "a", encoding="utf-8") as errors:
            errors.write(done.stderr)
        return done.returncode, done.stdout

    def stop(self, how=signal.SIGTERM):
        self.collect.send_signal(how)
        status = self.collect.wait(LIMIT)
        self.collect = None
        return status

    def said(self):
        return self.errors.read_text(errors="replace") if self.errors.exists() else ""

    def topic(self, name):
        """Everything in the topic, as dictionaries."""
        done = subprocess.run(["kcat", "-C", "-q", "-e", "-b", self.kafka, "-t", name, "-o", "beginning"],
                              capture_output=True, text=True, timeout=LIMIT, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def records(self):
        return [record for record in self.topic("tocsin.feedback.v1") if "verb" not in record]

    def states(self, source):
        return [record for record in self.topic("tocsin.feedback.v1")
                if record.get("verb") == "source-state" and record["source"] == source]

    def quarantine(self):
        return self.topic("tocsin.quarantine.v1")

    def lives(self):
        assert self.collect is None or self.collect.poll() is None, "the collector ended"
        return True

    def wait_for(self, count):
        """Waits until so many records arrived, and returns them by id."""
        try:
            wait_until(lambda: self.lives() and len({record["id"] for record in self.records()}) >= count,
                       f"{count} records")
        except AssertionError:
            raise AssertionError(f"{[r['id'] for r in self.records()]}\n{self.said()[-3000:]}") from None
        return {record["id"]: record for record in self.records()}

    def wait_for_log(self, words):
        try:
            wait_until(lambda: words in self.said() or self.lives() and False, f"the log says '{words}'")
        except AssertionError:
            raise AssertionError(f"not said: {words}\n{self.said()[-3000:]}") from None

    def health(self, source):
        return self.redis.hash(f"tocsin:collect:source:{source}")

    def end(self):
        if self.collect is not None:
            self.collect.kill()
            self.collect.wait()
        if self.desk is not None:
            self.desk.kill()
            self.desk.wait()
        self.broker.kill()
        self.broker.wait()
        self.redis.kill()


@contextlib.contextmanager
def ears():
    with folder() as path:
        made = Ears(path)
        try:
            yield made
        finally:
            made.end()


class Server:
    """An HTTP server of the test's own. `answer(path, headers)` gives (status, headers, body); a body may be an
    iterable of pieces."""

    def __init__(self, answer, tls=None):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self):  # pylint: disable=invalid-name
                asked.append((self.path, dict(self.headers)))
                status, headers, body = answer(self.path, self.headers)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    for piece in [body] if isinstance(body, bytes) else body:
                        self.wfile.write(piece)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if tls is not None:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.scheme = "http" if tls is None else "https"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def put(spool, name, content):
    """Delivers a file as the rule says: written elsewhere, renamed into in/."""
    (spool / "in").mkdir(parents=True, exist_ok=True)
    half = spool / f".{name}.half"
    half.write_bytes(content)
    os.rename(half, spool / "in" / name)
