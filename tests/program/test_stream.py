"""A WebSocket in the manner of Bluesky's Jetstream: what is posted arrives in Kafka, and a lost connection goes on
where it was."""

import base64
import hashlib
import json
import re
import socket
import struct
import sys
import threading
import urllib.request

from hearing import Server, ears
from installation import wait_until
from tap import run

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def frame(payload, opcode=1, final=True):
    head = bytes([(0x80 if final else 0) | opcode])
    if len(payload) < 126:
        return head + bytes([len(payload)]) + payload
    return head + b"\x7e" + struct.pack(">H", len(payload)) + payload


class Jetstream:
    """A server that gives each connection to `talk(connection, path)`."""

    def __init__(self, talk, greet=True):
        self.talk = talk
        self.greet = greet
        self.paths = []
        self.requests = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.listener.getsockname()[1]}/subscribe?wantedCollections=app.bsky.feed.post"

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.meet, args=(connection,), daemon=True).start()

    def meet(self, connection):
        try:
            request = b""
            while b"\r\n\r\n" not in request:
                request += connection.recv(4096)
            self.requests.append(request)
            self.paths.append(request.split(b" ")[1].decode())
            if self.greet:
                key = re.search(rb"Sec-WebSocket-Key: (\S+)", request).group(1)
                accept = base64.b64encode(hashlib.sha1(key + GUID).digest())
                connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                   b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
            self.talk(connection, self.paths[-1])
        except OSError:
            pass


def post(number, text, operation="create"):
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-21T03:04:05.000Z", "langs": ["zh"]}
    return json.dumps({"did": "did:plc:abc", "time_us": 1795230245000000 + number * 1000000, "kind": "commit", "commit": {
        "rev": "r", "operation": operation, "collection": "app.bsky.feed.post", "rkey": f"k{number}",
        "record": record}}, ensure_ascii=False).encode()


def source(server, **more):
    return {"name": "sky", "org": "acme", "kind": "jetstream", "channel": "social", "url": server.url,
            "allow-private": True, **more}


def test_posts_arrive_and_a_lost_connection_goes_on():
    hold = threading.Event()

    def talk(connection, path):
        if "cursor=" not in path:
            whole = post(1, "Acme 电池起火")
            connection.sendall(frame(b"are you there", opcode=9))
            connection.sendall(frame(whole[:20], final=False) + frame(whole[20:], opcode=0))
            connection.sendall(frame(post(2, "the weather")) + frame(post(3, "acme deleted", "delete")))
            connection.sendall(frame(b"no json") + frame(post(4, "ACME again")))
            return connection.close()
        connection.sendall(frame(post(4, "ACME again")) + frame(post(5, "acme, later")))
        return hold.wait(60)

    with ears() as made:
        server = Jetstream(talk)
        made.sources(source(server, words=["acme"]))
        made.hear()
        records = made.wait_for(3)
        first = records["sky:did:plc:abc:k1"]
        assert first["text"] == "Acme 电池起火" and first["at"] == "2026-11-21T03:04:05Z" and first["lang"] == "zh", first
        assert first["author"]["id"] == "did:plc:abc"
        assert set(records) == {f"sky:did:plc:abc:k{i}" for i in (1, 4, 5)}
        assert "cursor=179523024" in server.paths[1], server.paths
        wait_until(lambda: made.health("sky").get("cursor") == "1795230250000000", "the cursor is kept")
        made.stop()
        hold.set()


class Mastodon:
    """A server of Mastodon's kind: a timeline, and a stream that needs a token."""

    def __init__(self):
        self.toots = []
        self.lines = []
        self.streams = Jetstream(self.talk)
        self.timeline = Server(self.answer)

    def talk(self, connection, _):
        self.lines.append(connection)
        threading.Event().wait(60)

    def answer(self, path, _):
        least = int(path.split("min_id=")[1]) if "min_id=" in path else 0
        return 200, {}, json.dumps([one for one in self.toots if int(one["id"]) > least][:40][::-1]).encode()

    def toot(self, number, announce=True):
        self.toots.append({"id": str(number), "created_at": "2026-11-21T03:04:05.000Z", "content": f"<p>toot {number}</p>",
                           "account": {"acct": "li@m1"}, "url": f"https://m/{number}"})
        if announce:
            self.lines[-1].sendall(frame(json.dumps({"stream": ["hashtag"], "event": "update",
                                                     "payload": json.dumps(self.toots[-1])}).encode()))


def test_mastodon_streams_and_fills_the_gap_after_a_break():
    with ears() as made:
        server = Mastodon()
        (made.path / "token").write_text("sesame\n")
        made.sources({"name": "toots", "org": "acme", "channel": "social", "preset": "mastodon", "allow-private": True,
                      "url": server.timeline.url + "/api/v1/timelines/tag/acme?min_id={since}", "every": "1h",
                      "stream": server.streams.url, "stream-token": {"file": str(made.path / "token")},
                      "requests-a-minute": 60000})
        server.toot(1, announce=False)
        made.hear()
        made.wait_for(1)
        wait_until(lambda: server.lines, "the stream is open")
        server.toot(2)
        made.wait_for(2)  # an hour before the next poll
        server.toot(3, announce=False)
        server.lines[-1].shutdown(socket.SHUT_RDWR)
        made.wait_for(3)  # after the new connection
        made.wait_for_log("source-note")
        wait_until(lambda: len(server.lines) == 2, "the stream is open again")
        server.toot(4)
        assert list(made.wait_for(4)) == [f"toots:{i}" for i in (1, 2, 3, 4)] and len(made.records()) == 4
        assert b"Authorization: Bearer sesame" in server.streams.requests[0]


def refused(talk, words, greet=True, **more):
    with ears() as made:
        made.sources(source(Jetstream(talk, greet), **more))
        made.hear()
        made.wait_for_log(words)
        assert made.collect.poll() is None


def test_webhooks_are_silent_when_nothing_comes():
    with ears() as made:
        (made.path / "hook.secret").write_text("secret")
        made.sources({"name": "chat", "org": "acme", "kind": "webhook", "channel": "online_chat", "signature": "bearer",
                      "expected": "6s", "secret": {"file": str(made.path / "hook.secret")}, "map": {"id": "n", "text": "said"}})
        desk = made.open_desk()
        made.hear()

        def send(number):
            asking = urllib.request.Request(desk + "/v1/intake/chat", json.dumps({"n": number, "said": "hello"}).encode(),
                                            {"Authorization": "Bearer secret", "Content-Type": "application/json"})
            with urllib.request.urlopen(asking) as answer:
                assert answer.status == 202

        def told():
            return [state["state"] for state in made.states("chat")]

        wait_until(lambda: told()[:2] == ["up", "down"], "the desk is open, and silence is said")
        assert "nothing came" in made.states("chat")[1]["reason"]
        assert made.states("chat")[0]["through"] >= "20"  # the data of a required source can be complete
        send(1)
        wait_until(lambda: told()[:3] == ["up", "down", "up"], "the source is back")
        assert made.records()[0]["id"] == "chat:1"
        wait_until(lambda: made.health("chat").get("items") == "1", "its items are counted")


def test_servers_that_break_the_protocol_are_left():
    refused(lambda c, _: c.sendall(b"HTTP/1.1 200 OK\r\n\r\nhello"), "HTTP/1.1 200", greet=False)
    refused(lambda c, _: c.sendall(b"HTTP/1.1 101 x\r\nSec-WebSocket-Accept: no\r\n\r\n"), "does not speak", greet=False)
    refused(lambda c, _: c.sendall(b"x" * 100000), "no end", greet=False)
    refused(lambda c, _: c.sendall(b"\xff" * 100), "breaks the protocol")
    refused(lambda c, _: c.sendall(b"\x81\x7f" + struct.pack(">Q", 1 << 40) + b"x"), "too large")
    refused(lambda c, _: threading.Event().wait(5), "nothing came for too long", timeout="300ms")


run(sys.modules[__name__])
