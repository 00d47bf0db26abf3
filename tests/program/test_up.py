"""`tocsin up`: what it promises to those who start it."""

import http.server
import os
import pathlib
import signal
import subprocess
import sys
import threading

import small_feed
import tap
from installation import SOURCE, TOCSIN, Up, folder, is_running, play, wait_until


class Heard(http.server.BaseHTTPRequestHandler):
    """Notes what is called."""

    paths = []

    def do_GET(self):
        self.paths.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words):
        pass


def up_refuses(state, *words):
    """Exit status and errors of an `up` that is expected to refuse."""
    with Up(state, *words) as up:
        status, _ = up.end()
        return status, up.said()


def write_feed(path, **options):
    small_feed.write(path, small_feed.records(**options))
    return path


def test_it_says_ready_and_leaves_nothing_behind():
    with folder() as path:
        feed = write_feed(path / "feed.jsonl", count=200)
        with Up(path / "state", "--feed", feed, "--speed", "max") as up:
            address = up.ready()
            run = up.run_file()
            assert run["desk"] == address
            assert run["pid"] == up.process.pid
            assert set(run["programs"]) == {"redis", "broker", "surge", "desk", "brief", "collect"}, run
            assert all(is_running(pid) for pid in run["programs"].values())
            assert (path / "state/install.key").stat().st_mode & 0o777 == 0o600
            status, _ = up.stop()
            assert status == 0, up.said()
            assert not any(is_running(pid) for pid in run["programs"].values())
            assert not (path / "state/run.json").exists()
            order = [line.split(" stopped: ")[1].split()[0] for line in up.said().splitlines() if " up notice stopped: " in line]
            assert order == ["collect", "brief", "desk", "surge", "broker", "redis"], order


def test_children_do_not_outlive_it():
    with folder() as path:
        feed = write_feed(path / "feed.jsonl", count=200)
        with Up(path / "state", "--feed", feed, "--speed", "max") as up:
            up.ready()
            programs = up.run_file()["programs"]
            up.process.kill()
            up.process.wait()
            wait_until(lambda: not any(is_running(pid) for pid in programs.values()), "all children have ended")


def test_a_dead_child_is_started_again_and_that_is_said():
    with folder() as path:
        feed = write_feed(path / "feed.jsonl", count=200)
        with Up(path / "state", "--feed", feed, "--speed", "max") as up:
            up.ready()
            for name in ("surge", "desk", "brief", "collect"):
                up.kill(name)
                assert f"{name} ended by itself (signal=9)" in up.said()


def test_the_heartbeat_and_the_alarm_are_passed_on():
    with folder() as path, http.server.HTTPServer(("127.0.0.1", 0), Heard) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        feed = write_feed(path / "feed.jsonl", count=200)
        with Up(path / "state", "--feed", feed, "--speed", "max", "--heartbeat", f"http://127.0.0.1:{server.server_port}/alive",
                "--alarm", "echo $1 >> alarm") as up:
            up.ready()
            wait_until(lambda: Heard.paths, "the heart beats")
            words = pathlib.Path(f"/proc/{up.program('surge')}/cmdline").read_bytes().split(b"\0")
            assert words[words.index(b"--alarm") + 1] == b"echo $1 >> alarm", words
        server.shutdown()
        assert set(Heard.paths) == {"/alive"}, Heard.paths


def test_a_dead_broker_takes_its_clients_with_it():
    with folder() as path:
        feed = write_feed(path / "feed.jsonl", count=3000)
        with Up(path / "state", "--feed", feed, "--speed", "20000", "--until-played") as up:
            up.ready()
            before = up.run_file()["programs"]
            os.kill(before["broker"], signal.SIGKILL)
            wait_until(lambda: all((up.program(name) or before[name]) != before[name]
                                   for name in ("broker", "surge", "desk", "brief", "collect"))
                       or up.process.poll() is not None, "all clients run anew")
            status, lines = up.end()
            assert status == 0, up.said()
            assert '"counted":3750' in lines[-1], lines[-1]


def test_a_second_start_goes_on_and_says_the_same():
    with folder() as path:
        feed = write_feed(path / "feed.jsonl", count=400)
        first = play(path / "state", feed, "--speed", "max")
        second = play(path / "state", feed, "--speed", "max")
        assert first["collect"] == second["collect"]
        assert first["surge"]["counted"] == second["surge"]["counted"] == 500, second


def test_another_feed_needs_another_state():
    with folder() as path:
        play(path / "state", write_feed(path / "feed.jsonl", count=100), "--speed", "max")
        other = write_feed(path / "other.jsonl", count=101)
        status, said = up_refuses(path / "state", "--feed", other, "--speed", "max")
        assert status == 3 and "another feed" in said, said
        status, said = up_refuses(path / "state")
        assert status == 3 and "--state" in said, said


def test_wrong_usage_ends_with_2():
    for words in (["--sped", "1"], ["--speed", "fast"], ["--feed"], ["extra"]):
        done = subprocess.run([TOCSIN, "up", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 2, (words, done)
        assert "tocsin up: " in done.stderr and done.stdout == "", done


def test_a_bad_rule_stops_the_start_and_says_where():
    with folder() as path:
        subprocess.run(["cp", "-r", SOURCE / "rules", path / "rules"], check=True)
        plan = sorted(pathlib.Path(path / "rules/plans").glob("*.yaml"))[0]
        plan.write_text(plan.read_text() + "\nsurprise: 1\nanother-surprise: 2\n")
        feed = write_feed(path / "feed.jsonl", count=10)
        status, said = up_refuses(path / "state", "--feed", feed, "--rules", path / "rules")
        assert status == 3, (status, said)
        assert f"{plan.name}:" in said and "surprise" in said and "another-surprise" in said, said


def test_a_neighbour_that_is_away_ends_with_4():
    with folder() as path:
        feed = write_feed(path / "feed.jsonl", count=10)
        status, said = up_refuses(path / "state", "--feed", feed, "--redis", f"unix:{path}/none.sock")
        assert status == 4, (status, said)


def test_two_do_not_share_a_state():
    with folder() as path:
        feed = write_feed(path / "feed.jsonl", count=100)
        with Up(path / "state", "--feed", feed, "--speed", "max") as up:
            up.ready()
            status, said = up_refuses(path / "state", "--feed", feed, "--speed", "max")
            assert status == 3 and "another `tocsin up` runs" in said, said
            assert up.process.poll() is None


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
