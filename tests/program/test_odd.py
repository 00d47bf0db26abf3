"""Feeds and JSON as they are really served, wrong and right: what was put in is what arrives in Kafka."""

import datetime
import json
import sys

from hearing import Server, ears, put
from installation import wait_until
from tap import run


def source(name, url, **more):
    return {"name": name, "org": "acme", "channel": "news", "kind": "feed", "url": url, "every": "200ms",
            "allow-private": True, "requests-a-minute": 60000, "zone": "Asia/Shanghai", **more}


def rss(*items, declared="utf-8", charset="utf-8", title="Daily"):
    return (f"<?xml version='1.0' encoding='{declared}'?><rss version='2.0'><channel><title>{title}</title>"
            + "".join(f"<item>{item}</item>" for item in items) + "</channel></rss>").encode(charset)


DATE = "<pubDate>Sat, 21 Nov 2026 03:04:05 +0800</pubDate>"

FEEDS = {
    "gbk-as-utf8": rss(f"<guid>1</guid><title>电池起火</title><description>消防员到场，没有人受伤</description>{DATE}", charset="gbk"),
    "utf8-as-gb": rss(f"<guid>1</guid><title>电池起火</title>{DATE}", declared="gb2312"),
    "big5": rss(f"<guid>1</guid><title>電池起火</title>{DATE}", declared="big5", charset="big5"),
    "no-guid": rss(f"<title>One</title><link>/a/1</link>{DATE}", f"<title>Two</title><link>b/2</link>{DATE}",
                   f"<title>Three</title>{DATE}"),
    "same-guid": rss(f"<guid>site</guid><title>One</title><link>https://n/1</link>{DATE}",
                     f"<guid>site</guid><title>Two</title><link>https://n/2</link>{DATE}"),
    "twice": rss(f"<guid>1</guid><title>Same</title>{DATE}", f"<guid>1</guid><title>Same</title>{DATE}"),
    "html": rss("<guid>1</guid><title>&lt;b&gt;Fire&lt;/b&gt; &amp;amp; smoke &nbsp; R&D</title><description>"
                f"<![CDATA[<p>1 &lt; 2<script>alert(1)</script></p>]]></description>{DATE}"),
    "undated": rss("<guid>1</guid><title>Undated</title>"),
    "local-time": rss("<guid>1</guid><title>Local</title><pubDate>2026-11-21 03:04:05</pubDate>"),
    "future": rss("<guid>1</guid><title>Future</title><pubDate>Fri, 21 Nov 2036 03:04:05 +0800</pubDate>"),
    "control": rss(f"<guid>1</guid><title>a\x0bb\x1b[31m</title>{DATE}"),
    "cut": rss(f"<guid>1</guid><title>Whole</title>{DATE}", "<guid>2</guid><title>Ha")[:-40],
}


def test_feeds_arrive_as_they_were_meant():
    def answer(path, _):
        return 200, {"Content-Type": "text/xml"}, FEEDS[path.strip("/")]

    with ears() as made, Server(answer) as server:
        made.sources(*[source(name, f"{server.url}/{name}") for name in FEEDS])
        made.hear()
        records = made.wait_for(15)
        titles = {}
        for record in records.values():
            titles.setdefault(record["source"], []).append(record["title"])
        assert {name: sorted(found) for name, found in titles.items()} == {
            "gbk-as-utf8": ["电池起火"], "utf8-as-gb": ["电池起火"], "big5": ["電池起火"], "no-guid": ["One", "Three", "Two"],
            "same-guid": ["One", "Two"], "twice": ["Same"], "html": ["Fire & smoke \u00a0 R&D"], "undated": ["Undated"],
            "local-time": ["Local"], "future": ["Future"], "control": ["a b [31m"], "cut": ["Whole"]}, titles
        assert records["gbk-as-utf8:1"]["text"] == "消防员到场，没有人受伤"
        assert records["html:1"]["text"] == "1 < 2", records["html:1"]
        urls = sorted(record.get("url", "") for record in records.values() if record["source"] == "no-guid")
        assert urls == ["", f"{server.url}/a/1", f"{server.url}/b/2"], urls
        assert records["local-time:1"]["at"] == "2026-11-20T19:04:05Z"
        made.wait_for_log("source 'cut': the feed breaks off")
        asked = len(server.asked)
        wait_until(lambda: len(server.asked) > asked + 3 * len(FEEDS), "all are polled again")
        assert len(made.records()) == 15  # also what has neither id nor date comes once


TIMES = {
    "seconds": 1795230245, "milliseconds": 1795230245000, "microseconds": 1795230245000000,
    "nanoseconds": 1795230245000000000, "as-text": "1795230245", "decimal": 1795230245.25,
    "zone": "2026-11-21T11:04:05+08:00", "local": "2026-11-21 11:04:05", "compact": "20261121110405",
    "weibo": "Sat Nov 21 11:04:05 +0800 2026", "chinese": "2026年11月21日 11时4分5秒", "wrapped": "/Date(1795230245000)/",
}


def test_json_arrives_with_its_numbers_and_times():
    large = 9007199254740993  # no double holds it
    groups = [{"posts": [{"id": large + i, "made": value, "body": name} for i, (name, value) in
                         enumerate(list(TIMES.items())[part::2])]} for part in (0, 1)]
    for group in groups[1:]:
        for post in group["posts"]:
            post["id"] += 1000
    groups[0]["posts"].append({"id": 5, "made": None, "body": "half \ud83d pair, \u0000 and \u202e\x07"})

    def answer(_, __):
        return 200, {"Content-Type": "application/json"}, json.dumps({"groups": groups}).encode()

    with ears() as made, Server(answer) as server:
        made.sources(source("posts", server.url, kind="json", channel="social", items="groups[].posts",
                            map={"id": "id", "at": "made", "text": "body"}))
        made.hear()
        records = made.wait_for(len(TIMES) + 1)
        for record in records.values():
            if record["text"] in TIMES:
                when = datetime.datetime.fromisoformat(record["at"].replace("Z", "+00:00")).timestamp()
                assert int(when) == 1795230245, record
        assert f"posts:{large}" in records and f"posts:{large + 1000}" in records, sorted(records)
        assert records["posts:5"]["text"].startswith("half ") and "\u0000" not in records["posts:5"]["text"]


def test_posts_of_mastodon_that_say_it_elsewhere():
    def post(number, **more):
        return {"id": str(110000000000000000 + number), "created_at": "2026-11-21T03:04:05.678Z", "content": "", "spoiler_text": "",
                "url": None, "uri": f"https://m1/{number}", "in_reply_to_id": None, "reblog": None, "media_attachments": [], "poll": None,
                "account": {"acct": "li@m1", "display_name": "Li", "followers_count": 3}, **more}

    posts = [post(1, media_attachments=[{"description": "A battery that burns"}, {"description": None}]),
             post(2, reblog=post(9, content="<p>passed on</p>")),
             post(3, content="<p>Which?</p>", poll={"options": [{"title": "it burns"}, {"title": "it smokes"}]})]
    with ears() as made, Server(lambda *_: (200, {}, json.dumps(posts[::-1]).encode())) as server:
        made.sources(source("m", server.url + "/?min_id={since}", kind="json", preset="mastodon", channel="social"))
        made.hear()
        said = {key[-1]: record for key, record in made.wait_for(3).items()}
        assert [said[number]["text"] for number in "123"] == ["A battery that burns", "passed on", "Which?\nit burns,it smokes"], said
        assert said["2"]["parent"] == f"m:{110000000000000009}" and said["1"]["url"] == "https://m1/1"


def test_presets_read_what_vendors_send():
    posts = {"statuses": [{"id": 4500000000000000001, "idstr": "4500000000000000001", "created_at": "Sat Nov 21 11:04:05 +0800 2026",
                           "text": "<a href='/n/acme'>@acme</a> 电池起火", "user": {"id": 7, "screen_name": "小李", "followers_count": 9},
                           "retweeted_status": {"idstr": "4400"}}], "total_number": 1}
    ticket = {"id": 35436, "created_at": "2026-11-21T03:04:05Z", "requester_id": 77, "subject": "Smoke", "description": "It smokes",
              "priority": "high", "type": "problem", "status": "solved", "url": "https://acme.zendesk.example/api/v2/tickets/35436.json"}

    def answer(path, _):
        if path.startswith("/weibo"):
            return 200, {}, json.dumps(posts).encode()
        body = {"tickets": [dict(ticket, generated_timestamp=1795230300)], "after_url": None, "end_of_stream": True}
        return 200, {}, json.dumps(body).encode()

    def spool(name, path, **more):
        return {"name": name, "org": "acme", "channel": "hotline", "preset": name, "zone": "Asia/Shanghai", "folder": str(path / name), **more}

    with ears() as made, Server(answer) as server:
        put(made.path / "freeswitch", "cdr.csv",
            b'"Li","13812345678","4001","default","2026-11-21 11:04:05","2026-11-21 11:04:09","2026-11-21 11:05:05","60","56",'
            b'"NORMAL_CLEARING","3a5b-uuid","","","PCMU"\n')
        put(made.path / "asterisk", "Master.csv",
            b'"","13912345678","4001","in","""Wang"" <13912345678>","SIP/1","SIP/2","Dial","SIP/2","2026-11-21 11:04:05",'
            b'"2026-11-21 11:04:06","2026-11-21 11:05:06",61,60,"ANSWERED","DOCUMENTATION","1795230245.1","it smokes"\n')
        put(made.path / "call-centre", "export.csv", "call_id,call_begin,caller_no,content,status\nG1,2026-11-21 11:04:05,13712345678,电池冒烟,处理中\n"
            .encode("gb18030"))
        made.sources(source("weibo", server.url + "/weibo?since_id={since}", kind="json", preset="weibo-vendor", channel="social"),
                     source("zendesk", server.url + "/tickets?start_time={since}", kind="json", preset="zendesk", channel="ticket", start="1"),
                     spool("freeswitch", made.path), spool("asterisk", made.path), spool("call-centre", made.path))
        made.hear()
        records = made.wait_for(6)  # a ticket that is solved is news beside it
        assert all(record["at"] == "2026-11-21T03:04:05Z" for record in records.values() if "status" not in record), records
        weibo = records["weibo:4500000000000000001"]
        assert weibo["text"] == "@acme 电池起火" and weibo["author"] == {"id": "7", "name": "小李", "reach": 9}, weibo
        assert weibo["parent"] == "weibo:4400", weibo
        assert (records["zendesk:35436"]["title"], records["zendesk:35436"]["fields"]["priority"]) == ("Smoke", "high")
        assert [r["parent"] for r in records.values() if r.get("status") == "closed"] == ["zendesk:35436"], records
        assert records["freeswitch:3a5b-uuid"]["fields"]["seconds"] == "56", records
        assert records["asterisk:1795230245.1"]["text"] == "it smokes", records
        assert records["call-centre:G1"]["text"] == "电池冒烟", records
        assert not any(number in json.dumps(list(records.values())) for number in ("13812345678", "13912345678", "13712345678"))


def test_a_server_that_does_not_know_the_cursor_is_asked_once_a_poll():
    def post(number):
        return {"id": str(1000 + number), "created_at": "2026-11-21T03:04:05Z", "content": f"post {number}", "account": {"acct": "li"}}

    posts = [post(number) for number in range(20)]
    with ears() as made, Server(lambda *_: (200, {}, json.dumps(posts[-20:][::-1]).encode())) as server:
        made.sources(source("m", server.url + "/?min_id={since}", kind="json", preset="mastodon", channel="social", every="1h"),
                     source("other", server.url + "/?min_id={since}", kind="json", preset="mastodon", channel="social"))
        made.hear()
        made.wait_for(40)
        posts.extend([post(20), {"id": None, "content": ""}])
        made.wait_for(41)
        asked = len(server.asked)
        wait_until(lambda: len(server.asked) > asked + 3, "it is asked again")
        assert made.health("other")["refused"] == "1" and len(made.quarantine()) == 1, "the same bad item is put aside once"
        wait_until(lambda: made.health("m").get("state") == "up", "it is heard")
        assert len(made.records()) == 41 and sum("min_id=1" in path for path, _ in server.asked) > 1


def test_pages_that_lead_in_a_circle_end():
    def answer(path, _):
        page = path.split("at=")[1] if "at=" in path else "a"
        body = {"items": [{"id": page, "text": f"page {page}"}], "next": {"a": "b", "b": "c", "c": "a"}[page]}
        return 200, {}, json.dumps(body).encode()

    with ears() as made, Server(answer) as server:
        made.sources(source("ring", server.url + "/?at={next}", kind="json", channel="social", items="items", paging="next",
                            next="next", map={"id": "id", "text": "text"}, every="10s"))
        made.hear()
        made.wait_for(3)
        made.wait_for_log("source 'ring': ")
        wait_until(lambda: made.health("ring").get("cursor"), "the cursor is kept")
        assert len(server.asked) <= 20 and len(made.records()) == 3, len(server.asked)


if __name__ == "__main__":
    run(sys.modules[__name__])
