"""The list of bad input, item by item, from real servers and folders: the collector goes on, hears a good source beside the
bad one, and says what it refused — in its log, in the source's health, or in the quarantine."""

import contextlib
import datetime
import gzip
import json
import os
import pathlib
import sys
import threading
import time

from hearing import Server, ears, put
from installation import wait_until
from tap import run

GOOD = json.dumps([{"id": "g", "text": "good", "at": "2026-11-21T03:04:05Z"}]).encode()


def source(name, url, **more):
    return {"name": name, "org": "acme", "channel": "social", "kind": "json", "url": url, "every": "300ms", "allow-private": True,
            "requests-a-minute": 60000, "map": {"id": "id", "at": "at", "text": "text", "author": "by.id", "name": "by.name",
                                                "fields": {"place": "place"}}, **more}


def feed(name, url, **more):
    return {"name": name, "org": "acme", "channel": "news", "kind": "feed", "url": url, "every": "300ms", "allow-private": True,
            "requests-a-minute": 60000, **more}


def pieces(piece, pause=0.0):
    end = threading.Event()
    while not end.wait(pause):
        yield piece


BOMB = gzip.compress(b" " * (64 << 20), 6)  # 64 kB on their way


def rss(body, prologue=""):
    return f'<?xml version="1.0"?>{prologue}<rss version="2.0"><channel><title>T</title>{body}</channel></rss>'.encode()


LAUGHS = "<!DOCTYPE r [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12)) + "]>"
OUTSIDE = "<!DOCTYPE r [<!ENTITY secret SYSTEM 'file:///etc/hostname'>]>"
ITEM = "<item><guid>%s</guid><title>%s</title><description>d</description></item>"

# name, what the server answers, the words of the log, more settings
OVER_HTTP = [
    ("endless", lambda path: (200, {}, pieces(b"x" * 65536)), "more than 100000 bytes", {"limit-bytes": 100000}),
    ("unpacked", lambda path: (200, {"Content-Encoding": "gzip"}, BOMB), "more than 1000000 bytes", {"limit-bytes": 1000000}),
    ("headers", lambda path: (200, {f"X-{i}": "h" * 1000 for i in range(90)}, GOOD), "the answer has more than", {}),
    ("slow", lambda path: (200, {}, pieces(b" ", 0.05)), "timed out", {"timeout": "500ms"}),
    ("deep", lambda path: (200, {}, b'{"a":' * 200000), "reading the answer", {}),
    ("cut", lambda path: (200, {}, GOOD[:-2]), "reading the answer", {}),
    ("page", lambda path: (200, {}, b"<html><body>log in</body></html>"), "reading the answer", {}),
    ("inside", lambda path: (302, {"Location": "http://127.0.0.2:1/"}, b""), "127.0.0.2 leads inside", {}),
    ("metadata", lambda path: (302, {"Location": "http://169.254.169.254/latest/"}, b""), "169.254.169.254 leads inside", {}),
    ("named", lambda path: (302, {"Location": "http://localhost:1/"}, b""), "leads inside", {}),
    ("file", lambda path: (302, {"Location": "file:///etc/passwd"}, b""), "is not followed", {}),
    ("round", lambda path: (302, {"Location": path + "x"}, b""), "more than 5 redirects", {}),
]


def test_what_servers_do_wrong_is_said_and_all_others_are_heard():
    rows = {name: answer for name, answer, _, _ in OVER_HTTP}

    def answer(path, _):
        name = path.split("/")[1]
        return rows[name](path) if name in rows else (200, {}, GOOD)

    with ears() as made, Server(answer) as server:
        made.sources(*[source(name, f"{server.url}/{name}/", **more) for name, _, _, more in OVER_HTTP],
                     source("good", server.url + "/good/"))
        made.hear()
        assert "good:g" in made.wait_for(1)
        for name, _, words, _ in OVER_HTTP:
            wait_until(lambda: made.lives() and any(f"'{name}'" in line and words in line for line in made.said().splitlines()),
                       f"of {name} is said: {words}")
        for name, _, words, _ in OVER_HTTP:
            wait_until(lambda: made.health(name).get("state") == "down" and made.health(name).get("reason"), f"{name} is down")
        assert [record["source"] for record in made.records()] == ["good"]
        for name in ("deep", "cut", "page"):
            assert int(made.health(name)["refused"]) > 0 and any(one["source"] == name for one in made.quarantine()), name
        memory = int(pathlib.Path(f"/proc/{made.collect.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
        assert memory < 400 << 20, memory  # also with what sanitizers keep
        assert made.stop() == 0


def test_a_server_that_asks_for_patience_is_left_alone_and_no_other():
    later = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=5)).isoformat()
    asks = {"short": {"Retry-After": "3"}, "long": {"Retry-After": "999999999"}, "moment": {"X-RateLimit-Reset": later},
            "second": {"X-RateLimit-Reset": str(int(time.time()) + 18000)}, "count": {"RateLimit-Reset": "18000"}}

    def busy(path, _):
        return 429, asks[path.strip("/")], b""

    with contextlib.ExitStack() as stack:
        made, good = stack.enter_context(ears()), stack.enter_context(Server(lambda *_: (200, {}, GOOD)))
        servers = {name: stack.enter_context(Server(busy)) for name in asks}
        made.sources(*[source(name, f"{server.url}/{name}") for name, server in servers.items()], source("good", good.url))
        made.hear()
        made.wait_for(1)
        wait_until(lambda: made.lives() and len(servers["short"].asked) > 1, "it is asked again when it said so")
        for name in asks.keys() - {"short"}:
            assert len(servers[name].asked) == 1, (name, len(servers[name].asked))
        assert len(good.asked) > 5, len(good.asked)


def test_entities_of_feeds_are_not_expanded():
    answers = {"laughs": rss(ITEM % (1, "&a11;") + ITEM % (2, "after"), LAUGHS), "outside": rss(ITEM % (1, "x&secret;y"), OUTSIDE),
               "nested": rss("<item>" + "<b>" * 100000), "good": rss(ITEM % ("g", "good"))}
    with ears() as made, Server(lambda path, _: (200, {}, answers[path.strip("/")])) as server:
        made.sources(*[feed(name, f"{server.url}/{name}") for name in answers])
        made.hear()
        wait_until(lambda: any(record["source"] == "good" for record in made.records()), "the good feed")
        for name in ("laughs", "nested"):
            wait_until(lambda: made.lives() and int(made.health(name).get("refused", 0)) > 0, f"{name} is refused")
        wait_until(lambda: made.health("outside").get("state") == "up", "the feed with a foreign entity is read without it")
        everything = json.dumps(made.records()) + json.dumps(made.quarantine())
        assert "hahaha" not in everything
        assert pathlib.Path("/etc/hostname").read_text().strip() not in json.dumps(made.records())


def test_names_keep_no_markup_and_no_control_characters():
    hostile = "<b onclick=x>Li</b>\u0007\u001b[31m\u202e\r\nBcc: x"
    items = [{"id": "a\u0007b\n", "at": "2026-11-21T03:04:05Z", "text": hostile, "by": {"id": hostile, "name": hostile},
              "place": hostile}]
    with ears() as made, Server(lambda *_: (200, {}, json.dumps(items).encode())) as server:
        made.sources(source("plain", server.url), source("html", server.url, html=True))
        made.hear()
        records = {record["source"]: record for record in made.wait_for(2).values()}
        for name, record in records.items():
            for value in (record["id"], record["author"]["id"], record["author"]["name"], record["fields"]["place"], record["text"]):
                assert not any(ord(letter) < 32 and letter != "\n" or letter in "\u007f\u202e" for letter in value), (name, value)
            for value in (record["id"], record["author"]["name"], record["fields"]["place"]):
                assert "\n" not in value, (name, value)
        assert "<b" not in records["html"]["text"] and "Li" in records["html"]["text"], records["html"]


def test_clocks_in_the_future_are_said_and_hide_nothing():
    items = [{"id": "1", "at": "2026-11-21T03:04:05Z", "text": "one"}, {"id": "2", "at": "2099-01-01T00:00:00Z", "text": "two"},
             {"id": "3", "at": "99999-99-99", "text": "three"}]
    have = list(items)

    def answer(path, _):
        since = path.split("since=")[1].replace("%3A", ":") if "since=" in path else ""
        newer = [one for one in have if one["at"] > since or not since]
        return 200, {}, json.dumps(newer[::-1]).encode()

    with ears() as made, Server(answer) as server:
        made.sources(source("ahead", server.url + "/?since={since}", since="at"))
        made.hear()
        records = made.wait_for(3)
        assert records["ahead:2"]["at"] == "2099-01-01T00:00:00Z"
        assert records["ahead:3"]["fields"]["at"] == "99999-99-99"  # no time: it is of now, and what it said is kept
        made.wait_for_log("dated 2099-01-01T00:00:00Z, which is still to come")
        have.append({"id": "4", "at": "2026-11-21T03:05:05Z", "text": "four"})
        made.wait_for(4)


def test_duplicates_keep_their_id():
    with ears() as made:
        spool = {"name": "calls", "org": "acme", "kind": "spool", "channel": "hotline", "format": "json-lines", "preset": "tocsin",
                 "folder": str(made.path / "hot")}
        lines = "".join(json.dumps({"id": f"c{i}", "at": "2026-11-21T03:04:05Z", "text": f"call {i}"}) + "\n" for i in range(3))
        made.sources(spool)
        made.hear()
        for name in ("a.jsonl", "b.jsonl"):
            put(made.path / "hot", name, lines.encode())
            wait_until((made.path / "hot/done" / name).exists, "the file is done")
        ids = [record["id"] for record in made.records()]
        assert sorted(set(ids)) == ["calls:c0", "calls:c1", "calls:c2"], ids  # surge counts an id once


def test_spools_refuse_what_is_no_file_and_go_on():
    with ears() as made:
        spool = {"name": "calls", "org": "acme", "kind": "spool", "channel": "hotline", "format": "csv", "charset": "auto",
                 "limit-bytes": 100000, "map": {"id": "id", "text": "text"}, "folder": str(made.path / "hot")}
        incoming = made.path / "hot/in"
        incoming.mkdir(parents=True)
        (incoming / "link.csv").symlink_to("/etc/passwd")
        (incoming / "folder.csv").mkdir()
        os.mkfifo(incoming / "pipe.csv")
        half = open(incoming / "half.csv", "wb")  # its writer still has it
        half.write(b"id,text\nh1,never who")
        half.flush()
        (incoming / "later.csv.part").write_bytes(b"id,text\np1,part")
        put(made.path / "hot", "large.csv", b"id,text\n" + b"l,xxxxxxxxxx\n" * 20000)
        put(made.path / "hot", "zeros.csv", b"id,text\nz1,a\0b\nz2,fine\n")
        put(made.path / "hot", "quote.csv", b'id,text\nq1,"never closed\nq2,lost\n')
        put(made.path / "hot", "empty.csv", b"")
        put(made.path / "hot", "archive.csv", b"PK\x03\x04" + os.urandom(4000))
        put(made.path / "hot", "good.csv", b"id,text\ng,good\n")
        made.sources(spool)
        made.hear()
        wait_until(lambda: made.lives() and any(record["id"] == "calls:g" for record in made.records()), "the good file")
        wait_until((made.path / "hot/bad/large.csv").exists, "the large file is put aside")
        wait_until(lambda: not any((incoming / name).exists() for name in ("zeros.csv", "quote.csv", "empty.csv", "archive.csv")),
                   "the others are dealt with")
        assert (made.path / "hot/bad/large.csv.reason").read_text().strip()
        assert (incoming / "half.csv").exists() and (incoming / "later.csv.part").exists()
        everything = json.dumps(made.records())
        assert "root:" not in everything and "never who" not in everything and "calls:p1" not in everything
        assert int(made.health("calls")["refused"]) > 0
        half.close()


def test_a_start_without_kafka_hears_at_once():
    def start():
        del server.asked[:]
        begin = time.monotonic()
        made.hear()
        wait_until(lambda: made.lives() and server.asked, "the source is asked")
        return time.monotonic() - begin

    with ears() as made, Server(lambda *_: (200, {}, GOOD)) as server:
        made.sources(source("good", server.url))
        usual = start()
        made.wait_for(1)
        assert made.stop() == 0
        made.broker.kill()
        made.broker.wait()
        away = start()
        assert away < usual + 7, f"it waited for Kafka: {away:.1f} s, {usual:.1f} s where Kafka is there"


run(sys.modules[__name__])
