"""Feeds and JSON interfaces: what a server says arrives in Kafka, and what is wrong with a server is said."""

import json
import pathlib
import socket
import ssl
import subprocess
import sys
import threading

from hearing import Server, ears
from installation import folder, wait_until
from tap import run

FEED = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Daily</title>%s</channel></rss>"""
ITEM = ("<item><guid>%s</guid><title>Title %s</title><description>&lt;p&gt;Body &amp;amp; more&lt;/p&gt;</description>"
        "<link>https://news.example/%s</link><pubDate>Sat, 21 Nov 2026 03:04:05 +0800</pubDate></item>")


def source(name, url, **more):
    return {"name": name, "org": "acme", "channel": "news", "kind": "feed", "url": url, "every": "200ms",
            "allow-private": True, "requests-a-minute": 60000, **more}


def social(name, url, **more):
    return source(name, url, **{"kind": "json", "channel": "social", "items": "data.list",
                                "map": {"id": "id", "at": "time", "text": "text", "author": "user.id"}, **more})


def item(number):
    return {"id": number, "time": 1795230245 + number, "text": f"post {number}", "user": {"id": f"u{number}"}}


def test_feeds_are_read_by_a_real_server_and_asked_conditionally():
    with ears() as made, folder() as www:
        port = free_port()
        (www / "feed.xml").write_text(FEED % "".join(ITEM % (i, i, i) for i in range(3)))
        (www / "feed.json").write_text(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
            {"id": "j1", "content_html": "<p>hi</p>", "date_published": "2026-11-21T03:04:05Z", "url": "https://j/1"}]}))
        (www / "nginx.conf").write_text(f"""
            daemon off; pid {www}/pid; error_log {www}/error.log; worker_processes 1;
            events {{}}
            http {{ access_log {www}/access.log; client_body_temp_path {www}/b; proxy_temp_path {www}/p;
                    fastcgi_temp_path {www}/f; uwsgi_temp_path {www}/u; scgi_temp_path {www}/s;
                    server {{ listen 127.0.0.1:{port}; root {www}; }} }}""")
        www.chmod(0o755)
        nginx = subprocess.Popen(["nginx", "-c", str(www / "nginx.conf"), "-p", str(www)], stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: is_open(port), "nginx listens")
            made.sources(source("daily", f"http://127.0.0.1:{port}/feed.xml"),
                         source("jf", f"http://127.0.0.1:{port}/feed.json"))
            made.hear()
            records = made.wait_for(4)
            first = records["daily:0"]
            assert first["at"] == "2026-11-20T19:04:05Z" and first["title"] == "Title 0", first
            assert first["text"] == "Body & more" and first["url"] == "https://news.example/0", first
            assert first["outlet"]["name"] == "Daily" and records["jf:j1"]["text"] == "hi"
            wait_until(lambda: " 304 " in (www / "access.log").read_text(), "the server says: not modified")
            (www / "feed.xml").write_text(FEED % "".join(ITEM % (i, i, i) for i in range(5)))
            records = made.wait_for(6)
            assert len(made.records()) == 6  # what was seen is not sent again
        finally:
            nginx.terminate()
            nginx.wait()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def is_open(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def test_json_is_paged_and_goes_on_at_its_cursor():
    have = [item(i) for i in range(1, 8)]

    def answer(path, _):
        query = dict(pair.split("=") for pair in path.split("?")[1].split("&")) if "?" in path else {}
        newer = [one for one in reversed(have) if one["id"] > int(query.get("since", 0))]
        page = int(query["page"])
        body = {"data": {"list": newer[(page - 1) * 3:page * 3]}}
        return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()

    with ears() as made, Server(answer) as server:
        made.sources(social("vendor", server.url + "/search?since={since}&page={page}", since="id", paging="number"))
        made.hear()
        records = made.wait_for(7)
        assert records["vendor:3"]["text"] == "post 3" and records["vendor:3"]["author"]["id"] == "u3"
        wait_until(lambda: made.health("vendor").get("cursor", "").startswith("7 "), "the cursor is kept")
        assert made.stop() == 0
        have.append(item(8))
        del server.asked[:]
        made.hear()
        made.wait_for(8)
        assert "since=7" in server.asked[0][0], server.asked[0]
        assert len(made.records()) == 8


def test_pages_without_a_cursor_are_remembered_whole():
    have = [item(i) for i in range(1, 5001)]

    def answer(path, _):
        page = int(path.split("page=")[1])
        return 200, {}, json.dumps({"data": {"list": have[::-1][(page - 1) * 1000:page * 1000]}}).encode()

    with ears() as made, Server(answer) as server:
        made.sources(social("vendor", server.url + "/?page={page}", paging="number"))
        made.hear()
        made.wait_for(5000)
        del server.asked[:]
        wait_until(lambda: len(server.asked) > 12, "it is polled twice more")
        assert made.stop() == 0
        have.append(item(5001))
        made.hear()
        made.wait_for(5001)
        assert len(made.records()) == 5001  # nothing was sent again, also after a new start


def test_pages_that_go_forward_fill_a_gap():
    have = [{"id": str(i), "created_at": "2026-11-21T03:04:05.000Z", "content": f"<p>toot {i} &lt;3</p>", "language": "en",
             "account": {"acct": "li@m1", "display_name": "Li", "followers_count": 7}, "url": f"https://m/{i}",
             "spoiler_text": "", "in_reply_to_id": None} for i in range(90, 131)]

    def answer(path, headers):
        if headers.get("Authorization") != "Bearer secret":
            return 401, {}, b"{}"
        least = int(path.split("min_id=")[1]) if "min_id=" in path else 0
        newer = [one for one in have if int(one["id"]) > least]
        page = newer[:10] if least else have[-10:]
        return 200, {}, json.dumps(page[::-1]).encode()

    with ears() as made, Server(answer) as server:
        (made.path / "token").write_text("secret\n")
        made.sources(source("toots", server.url + "/api/v1/timelines/tag/acme?min_id={since}", kind="json",
                            preset="mastodon", channel="social",
                            headers={"Authorization": {"file": str(made.path / "token"), "prefix": "Bearer "}}))
        made.hear()
        records = made.wait_for(10)
        assert records["toots:130"]["text"] == "toot 130 <3" and records["toots:130"]["author"]["reach"] == 7
        have += [{**have[0], "id": str(i)} for i in range(131, 190)]
        made.wait_for(69)
        assert len(made.records()) == 69


def test_servers_that_fail_are_down_and_come_back():
    broken = {"is": True}

    def answer(_, __):
        if broken["is"]:
            return 503, {"Retry-After": "1"}, b"later"
        return 200, {}, json.dumps({"data": {"list": [item(1)]}}).encode()

    with ears() as made, Server(answer) as server:
        made.sources(social("vendor", server.url))
        made.hear()
        wait_until(lambda: [s for s in made.states("vendor") if s["state"] == "down"], "the source is down")
        assert "503" in made.states("vendor")[-1]["reason"]
        broken["is"] = False
        made.wait_for(1)
        wait_until(lambda: made.states("vendor")[-1]["state"] == "up", "the source is up again")


def refused(answer, words, tls=None, **more):
    """The collector says these words about that server, and goes on hearing another."""
    with ears() as made, Server(answer, tls) as server, \
            Server(lambda *_: (200, {}, json.dumps({"data": {"list": [item(1)]}}).encode())) as good:
        made.sources(social("bad", server.url, **more), social("good", good.url))
        made.hear()
        made.wait_for_log(words)
        assert "good:1" in made.wait_for(1)
        return made.records()


def endless():
    while True:
        yield b"x" * 65536


def slow():
    end = threading.Event()
    while not end.wait(0.05):
        yield b" "


def test_endless_answers_are_cut_off():
    refused(lambda *_: (200, {}, endless()), "more than 100000 bytes", **{"limit-bytes": 100000})


def test_slow_servers_are_given_up():
    refused(lambda *_: (200, {}, slow()), "timed out", timeout="500ms")


def test_private_addresses_are_not_asked():
    refused(lambda *_: (200, {}, b"{}"), "the address 127.0.0.1 leads inside", **{"allow-private": False})


def test_redirects_do_not_lead_elsewhere():
    refused(lambda path, _: (302, {"Location": path + "x"}, b""), "more than 5 redirects")
    refused(lambda *_: (302, {"Location": "file:///etc/passwd"}, b""), "is not followed")


def test_secrets_stay_with_their_host():
    with ears() as made, Server(lambda *_: (200, {}, json.dumps({"data": {"list": [item(1)]}}).encode())) as other, \
            Server(lambda *_: (302, {"Location": other.url + "/there"}, b"")) as first:
        (made.path / "token").write_text("secret")
        made.sources(social("vendor", first.url, headers={"X-Api-Key": {"file": str(made.path / "token")},
                                                          "X-Plain": "yes"}))
        made.hear()
        made.wait_for(1)
        assert first.asked[0][1]["X-Api-Key"] == "secret"
        assert "X-Api-Key" not in other.asked[0][1] and other.asked[0][1]["X-Plain"] == "yes"


def test_wrong_answers_are_put_aside():
    records = refused(lambda *_: (200, {}, b'{"data": {"list": [1,'), "reading the answer")
    assert {record["source"] for record in records} == {"good"}
    refused(lambda *_: (200, {}, b'{"data": {}}'), "no array at 'data.list'")
    refused(lambda *_: (200, {}, b"[" * 100000), "reading the answer")


def certificate(path):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path / "key.pem"),
                    "-out", str(path / "cert.pem")], check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path / "cert.pem", path / "key.pem")
    return context


def test_wrong_certificates_are_refused_and_right_ones_are_not():
    with folder() as path:
        context = certificate(pathlib.Path(path))
        refused(lambda *_: (200, {}, b"{}"), "certificate", tls=context)
        with ears() as made, \
                Server(lambda *_: (200, {}, json.dumps({"data": {"list": [item(1)]}}).encode()), context) as server:
            made.sources(social("vendor", server.url, **{"ca-file": str(path / "cert.pem")}))
            made.hear()
            made.wait_for(1)


def test_a_secret_that_is_not_there_stops_the_start():
    with ears() as made:
        made.sources(social("vendor", "https://vendor.example/", headers={"X-Api-Key": {"file": "/nowhere/token"}}))
        status, _ = made.once("vendor")
        assert status == 3 and "reading a secret" in made.said()


run(sys.modules[__name__])
