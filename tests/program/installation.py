"""A whole installation for a test: `tocsin up` in a folder of its own, and the Redis beside it.

BUILD in the environment names the build folder. Nothing here waits for time to pass: every wait has a condition and a
limit after which the test fails.
"""

import contextlib
import json
import os
import pathlib
import select
import signal
import socket
import subprocess
import tempfile
import time

BUILD = pathlib.Path(os.environ["BUILD"])
SOURCE = pathlib.Path(__file__).resolve().parents[2]
TOCSIN = BUILD / "monitor/tocsin/tocsin"
LIMIT = 120 * float(os.environ.get("PATIENCE", "1"))


def wait_until(condition, what, limit=LIMIT):
    """Asks again and again until the condition holds; returns what it gave."""
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"after {limit:.0f} s still not: {what}")
        select.select([], [], [], 0.02)


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="tocsin-") as path:
        yield pathlib.Path(path)


class Redis:
    """A Redis of the test's own, that outlives `tocsin up` and can be killed and started again."""

    def __init__(self, path):
        self.path = path
        self.socket = path / "redis.sock"
        self.process = None
        path.mkdir(exist_ok=True)
        self.start()

    def start(self):
        with open(self.path / "redis.log", "ab") as log:
            self.process = subprocess.Popen(
                ["redis-server", "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.path),
                 "--appendonly", "yes", "--appendfsync", "always", "--save", ""], stdout=log, stderr=log)
        wait_until(self.answers, "Redis answers")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def answers(self):
        try:
            return self.ask("PING") == "PONG"
        except OSError:
            return False

    @property
    def address(self):
        return f"unix:{self.socket}"

    def ask(self, *words):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.socket))
            stream = connection.makefile("rwb")
            stream.write(b"*%d\r\n" % len(words))
            for word in words:
                data = str(word).encode()
                stream.write(b"$%d\r\n%s\r\n" % (len(data), data))
            stream.flush()
            return read_reply(stream)

    def hash(self, key):
        flat = self.ask("HGETALL", key)
        return dict(zip(flat[::2], flat[1::2]))

    def snapshot(self, *kinds):
        """All windows of these kinds ("m", "h"), as one dictionary."""
        found = {}
        for kind in kinds:
            for key in sorted(self.ask("KEYS", f"tocsin:{{*}}:{kind}:*")):
                found[key] = self.hash(key)
        return found


def read_reply(stream):
    line = stream.readline()
    if not line:
        raise ConnectionError("Redis closed the connection")
    kind, rest = line[:1], line[1:-2].decode()
    if kind in (b"+", b"-"):
        return rest
    if kind == b":":
        return int(rest)
    if kind == b"$":
        length = int(rest)
        if length < 0:
            return None
        data = stream.read(length + 2)[:-2]
        return data.decode(errors="replace")
    return [read_reply(stream) for _ in range(int(rest))]


class Up:
    """One run of `tocsin up`."""

    def __init__(self, state, *words, **options):
        self.state = pathlib.Path(state)
        self.errors = pathlib.Path(f"{state}.errors")
        command = [str(TOCSIN), "up", "--state", str(state), *map(str, words)]
        if "--listen" not in words:
            command += ["--listen", "127.0.0.1:0"]
        environment = dict(os.environ, XDG_STATE_HOME=str(self.state.parent / "home"), **options)
        with open(self.errors, "ab") as errors:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True,
                                            env=environment)
        self.lines = []

    def line(self):
        """The next line of standard output."""
        ready, _, _ = select.select([self.process.stdout], [], [], LIMIT)
        assert ready, f"no line after {LIMIT:.0f} s\n{self.said()}"
        line = self.process.stdout.readline()
        assert line, f"`tocsin up` ended with {self.process.wait()}\n{self.said()}"
        self.lines.append(line.rstrip("\n"))
        return self.lines[-1]

    def ready(self):
        line = self.line()
        assert line.startswith("ready http://"), line
        return line.split()[1]

    def said(self):
        return self.errors.read_text(errors="replace")[-4000:]

    def run_file(self):
        try:
            return json.loads((self.state / "run.json").read_text())
        except FileNotFoundError:
            return None

    def program(self, name):
        run = self.run_file()
        return run["programs"].get(name) if run else None

    def kill(self, name):
        """Kills a program and waits until another one runs in its place."""
        before = wait_until(lambda: self.program(name), f"{name} runs")
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: self.program(name) not in (None, before), f"{name} runs again")

    def end(self):
        """Waits for the end; (exit status, all lines of standard output)."""
        try:
            rest, _ = self.process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"`tocsin up` does not end\n{self.said()}") from None
        self.lines += rest.splitlines()
        return self.process.returncode, self.lines

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.communicate(timeout=LIMIT)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.communicate()


def play(state, feed, *words):
    """Plays a feed to its end and returns the accounts."""
    with Up(state, "--feed", feed, "--until-played", *words) as up:
        status, lines = up.end()
        assert status == 0, f"exit status {status}\n{up.said()}"
        return json.loads(lines[-1])


def is_running(pid):
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
