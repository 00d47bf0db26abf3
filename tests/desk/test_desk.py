"""The desk from outside: what it shows, who may what, what becomes of decisions, and what bad requests get."""

import gzip
import json
import pathlib
import signal
import subprocess
import time

import rig
from rig import HOSTILE, INCIDENT, Stream, wait_until


def test_it_shows_what_surge_has_stored(one):
    one.start_desk()
    state = one.get("/v1/state")
    assert (state["level"], state["open"], state["proposed"], state["overdue"]) == ("level-2", 1, 1, 1), state
    assert state["next_due"]["clock"] == "CLK-2" and state["sources"] == {"total": 2, "down": 1}
    assert [trouble["part"] for trouble in state["degraded"]] == ["sources"]
    assert state["surge"]["counted"] == 7 and state["surge"]["lag"] == 0
    [head] = one.get("/v1/incidents?state=open")["incidents"]
    assert head["id"] == INCIDENT and "evidence" not in head
    assert one.get(f"/v1/incidents/{INCIDENT}")["evidence"][0]["excerpt"] == rig.HOSTILE
    assert [clock["state"] for clock in one.get("/v1/deadlines")["deadlines"]] == ["overdue", "pending"]
    names = [series["name"] for series in one.get("/v1/series")["series"]]
    assert names == sorted(names) and "subject/battery" in names
    for path in ("/v1/series/subject/battery", "/v1/series/subject%2Fbattery"):
        points = one.get(path)["points"]
        assert len(points) > 200 and points[-1][2] == 3, points[-1]
    assert one.get("/v1/series/*?step=minute")["step"] == "minute"
    assert one.ask("GET", "/v1/series/subject/none")[0] == 404
    assert one.ask("GET", "/v1/state?org=nobody")[0] == 404
    assert one.get("/v1/session")["orgs"] == ["acme"]
    assert any(file["path"].startswith("plans/") for file in one.get("/v1/rules")["files"])
    assert one.get("/healthz") == "ok\n" and one.get("/readyz") == "ready\n"


def test_an_answer_that_is_known_is_not_sent_again(one):
    one.start_desk()
    tag = one.ask("GET", "/v1/incidents")[2]["ETag"]
    status, body, _ = one.ask("GET", "/v1/incidents", headers={"If-None-Match": tag})
    assert status == 304 and not body


def test_the_page_goes_out_packed_to_who_takes_it(one):
    one.start_desk()
    page = rig.BUILD / "monitor/console/dist"
    if not page.exists():
        print("# SKIP the console is not built: nothing is packed", flush=True)
        return
    for name in [path.relative_to(page) for path in page.glob("assets/*.js")]:
        plain = subprocess.run(["curl", "-sf", f"{one.address}/{name}"], capture_output=True, check=True).stdout
        packed = subprocess.run(["curl", "-sf", "-i", "-H", "Accept-Encoding: gzip, br", f"{one.address}/{name}"], capture_output=True, check=True).stdout
        head, body = packed.split(b"\r\n\r\n", 1)
        assert b"Content-Encoding: gzip" in head and b"Vary: Accept-Encoding" in head and b"text/javascript" in head, head
        assert gzip.decompress(body) == plain == (page / name).read_bytes()
        refused = subprocess.run(["curl", "-sf", "-H", "Accept-Encoding: gzip;q=0", f"{one.address}/{name}"], capture_output=True, check=True).stdout
        assert refused == plain


def test_metrics_are_clean(one):
    one.start_desk()
    text = one.get("/metrics")
    result = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, capture_output=True)
    assert result.returncode == 0 and not result.stderr, result.stderr
    assert 'tocsin_records_total{class="counted"} 7' in text


def collect(one, name, **fields):
    one.redis("SADD", "tocsin:collect:sources", name)
    one.redis("HSET", f"tocsin:collect:source:{name}", *[word for field in fields.items() for word in field])


def test_what_the_collector_says_of_its_sources_is_shown(one):
    collect(one, "hotline", org="acme", kind="spool", state="up", reason="", items=12, refused=1, waiting=3, on_disk=2)
    collect(one, "feed", org="acme", kind="rss", channel="news", required="false", state="down", reason="HTTP 503 " + HOSTILE, items=0)
    collect(one, "elsewhere", org="other", kind="rss", state="up", items=5)
    one.start_desk()
    rows = {row["name"]: row for row in one.get("/v1/sources")["sources"]}
    assert set(rows) == {"hotline", "weibo", "feed"}
    assert rows["hotline"]["collector"] | {"items": 12, "refused": 1, "waiting": 3, "on_disk": 2} == rows["hotline"]["collector"]
    assert rows["feed"]["state"] == "unknown" and rows["feed"]["collector"]["reason"].startswith("HTTP 503 <script>")
    assert "collector" not in rows["weibo"]
    text = one.get("/metrics")
    result = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, capture_output=True)
    assert result.returncode == 0 and not result.stderr, result.stderr
    for line in ('up{source="feed"} 0', 'up{source="elsewhere"} 1', 'items_total{source="hotline"} 12', 'on_disk{source="hotline"} 2'):
        assert f"tocsin_source_{line}\n" in text, line
    table = one.tocsin("sources")
    assert table.returncode == 1 and "HTTP 503" in table.stdout and "\x1b" not in table.stdout
    lines = [json.loads(line) for line in one.tocsin("sources", "--json").stdout.splitlines()]
    assert {line["name"] for line in lines} == set(rows)


def test_the_stream_resumes_also_over_a_restart(one):
    one.start_desk()
    first = one.trigger("warning.raised")
    wait_until(lambda: one.get("/v1/state").get("last_position") == first, "the desk has the first")
    stream = Stream(one)
    second = one.trigger("response.triggered")
    assert stream.next("trigger")[1] == second
    stream.close()
    third = one.trigger("clock.overdue")
    wait_until(lambda: one.get("/v1/state").get("last_position") == third, "the desk has the third")
    one.stop("desk")
    fourth = one.trigger("clock.due")
    one.start_desk()
    stream = Stream(one, after=first)
    assert [stream.next("trigger", "gap")[1] for _ in range(3)] == [second, third, fourth]
    listed = one.get(f"/v1/triggers?after={first}")
    assert [row["position"] for row in listed["triggers"]] == [second, third, fourth] and not listed["gap"]
    assert [row["event"]["type"] for row in one.get("/v1/triggers?type=tocsin.clock")["triggers"]] == \
        ["tocsin.clock.overdue.v1", "tocsin.clock.due.v1"]
    assert one.get("/v1/triggers?limit=1")["last"] == fourth


def test_a_place_of_another_cluster_gets_a_gap_and_then_the_oldest(one):
    one.start_desk()
    first = one.trigger("warning.raised")
    wait_until(lambda: one.get("/v1/state").get("last_position") == first, "the desk has it")
    stream = Stream(one, after="elsewhere-7")
    assert stream.next("trigger", "gap")[0] == "gap"
    assert stream.next("trigger", "gap")[1] == first
    assert one.get("/v1/triggers?after=elsewhere-7")["gap"] is True


def test_the_state_is_told_of_each_organisation(one):
    one.start_desk()
    both, own = Stream(one), Stream(one, path="/v1/stream?org=zeta")
    one.produce("tocsin.register.v1", "zeta", "x")
    partition = wait_until(lambda: [row[0] for row in one.consume("tocsin.register.v1") if row[1] == "zeta"], "zeta has its partition")[0]
    one.redis("SADD", f"tocsin:{{{partition}}}:orgs", "zeta")
    told = both.next("state")[2]
    assert (told["org"], told["level"], told["open"]) == ("zeta", "none", 0), told
    assert own.next("state")[2]["org"] == "zeta", "who asked for one gets that one"
    one.redis("SREM", f"tocsin:{{{one.partition}}}:incidents:acme", INCIDENT)
    told = both.next("state")[2]
    assert (told["org"], told["level"], told["open"]) == ("acme", "none", 0), told


def test_a_decision_is_signed_and_its_outcome_comes_back(one):
    one.start_desk()
    token = one.tocsin("token", "add", "小李", "--access", "duty", "--role", "general-coordinator").stdout.strip()
    asked = subprocess.Popen([str(rig.BUILD / "monitor/tocsin/tocsin"), "confirm", "battery", "--reason", "核实无误", "--id", "d-1",
                              "--json", "--state", str(one.state)], stdout=subprocess.PIPE, text=True,
                             env={"TOCSIN_TOKEN": token, "PATH": "/usr/bin:/bin"})
    [(partition, key, value)] = wait_until(lambda: one.consume("tocsin.feedback.v1"), "the log has the decision")
    record = json.loads(value)
    assert (int(partition), key) == (one.partition, "acme")
    assert record["signature"] == one.signature_of(record), record
    assert (record["verb"], record["actor"], record["role"], record["incident"]) == \
        ("confirm", "小李", "general-coordinator", INCIDENT) and "subject" not in record
    one.trigger("command.done", command="d-1", verb="confirm", note="response raised")
    assert json.loads(asked.communicate(timeout=30)[0])["state"] == "done" and asked.returncode == 0
    status, outcome, _ = one.ask("POST", "/v1/commands", {"id": "d-1", "verb": "ack", "subject": "battery"}, token=token)
    assert status == 202 and outcome["state"] == "done", "the same id again gives the first outcome"
    assert len(one.consume("tocsin.feedback.v1")) == 1
    assert one.get("/v1/commands/d-1", token=token)["sentence"] == "response raised"


def test_people_open_a_case_where_nothing_is_open(one):
    one.start_desk()
    one.redis("SADD", f"tocsin:{{{one.partition}}}:series:acme", "subject/charger")
    asked = subprocess.Popen([str(rig.BUILD / "monitor/tocsin/tocsin"), "verify", "charger", "--reason", "已核实", "--role", "duty",
                              "--id", "v-1", "--state", str(one.state)], stdout=subprocess.PIPE, text=True)
    [(_, _, value)] = wait_until(lambda: one.consume("tocsin.feedback.v1"), "the log has the decision")
    record = json.loads(value)
    assert record["subject"] == "charger" and "incident" not in record and record["signature"] == one.signature_of(record)
    one.trigger("command.done", command="v-1", verb="verify", note="level-3 is in force")
    assert "level-3" in asked.communicate(timeout=30)[0] and asked.returncode == 0
    slip = one.tocsin("verify", "chargre", "--reason", "x", "--role", "duty")
    assert slip.returncode == 1 and "nobody has heard of such a subject" in slip.stderr, slip
    assert one.tocsin("note", "charger", "--reason", "x", "--role", "duty").returncode == 1
    assert len(one.consume("tocsin.feedback.v1")) == 1


def test_a_refusal_and_a_silence_reach_the_person(one):
    one.start_desk()
    words = ["reject", "battery", "--reason", "x", "--role", "duty", "--id"]
    asked = subprocess.Popen([str(rig.BUILD / "monitor/tocsin/tocsin"), *words, "r-1", "--state", str(one.state)],
                             stdout=subprocess.PIPE, text=True)
    wait_until(lambda: one.consume("tocsin.feedback.v1"), "the log has it")
    one.trigger("command.refused", command="r-1", verb="reject", reason="nothing is proposed")
    assert "nothing is proposed" in asked.communicate(timeout=30)[0] and asked.returncode == 1
    late = one.tocsin(*words, "r-2")
    assert late.returncode == 0 and late.stdout.startswith("waiting: it is in the log and has not"), late
    one.redis("HSET", f"tocsin:{{{one.partition}}}:status", "seen_at", str(one.milliseconds() - 20_000))
    assert "counting is down since 20" in one.get("/v1/commands/r-2", token=one.token)["sentence"], "who waits is told since when"


def test_who_may_what(one):
    one.start_desk()
    viewer = one.tocsin("token", "add", "v", "--access", "viewer").stdout.strip()
    service = one.tocsin("token", "add", "s", "--access", "service").stdout.strip()
    roleless = one.tocsin("token", "add", "d", "--access", "duty").stdout.strip()
    elsewhere = one.tocsin("token", "add", "o", "--access", "duty", "--role", "duty", "--org", "other").stdout.strip()
    decision = {"verb": "ack", "subject": "battery"}
    wait_until(lambda: one.ask("GET", "/v1/state?org=acme", token=elsewhere)[0] == 403, "the desk reads its tokens again")
    assert one.ask("POST", "/v1/commands", decision)[0] == 401
    assert one.ask("POST", "/v1/commands", decision, token=viewer)[0] == 403
    assert one.ask("POST", "/v1/commands", decision, token=roleless)[0] == 403
    assert one.ask("POST", "/v1/commands", decision | {"org": "acme"}, token=elsewhere)[0] == 403
    assert one.ask("POST", "/v1/commands", decision | {"role": "group-head"}, token=roleless)[0] == 403
    assert one.ask("GET", "/v1/state", token=service)[0] == 403
    assert one.ask("GET", "/v1/state", token="wrong")[0] == 401
    assert one.ask("GET", "/v1/state", headers={"Host": "evil.example"})[0] == 403
    assert {json.loads(line)["state"] for line in one.tocsin("token", "list", "--json").stdout.splitlines()} == {"in force"}
    identity = [row.split("\t")[0] for row in one.tocsin("token", "list").stdout.splitlines() if "\tv\t" in row][0]
    assert one.ask("GET", "/v1/state", token=viewer)[0] == 200
    one.tocsin("token", "revoke", identity)
    assert one.ask("GET", "/v1/state", token=viewer)[0] == 401, "a revoked token is refused at once"
    fresh = one.tocsin("token", "add", "f", "--access", "viewer").stdout.strip()
    assert one.ask("GET", "/v1/state", token=fresh)[0] == 200, "a new one is good at once"
    short = one.tocsin("token", "add", "e", "--access", "viewer", "--expires", "1ms").stdout.strip()
    assert one.ask("GET", "/v1/state", token=short)[0] == 401 and "expired" in one.tocsin("token", "list").stdout
    assert one.tocsin("token", "add", "k", "--access", "king").returncode == 2
    assert not one.consume("tocsin.feedback.v1")


def test_a_browser_logs_in_and_proves_that_it_asks_itself(one):
    one.start_desk("--login")
    assert one.ask("GET", "/v1/state")[0] == 401
    assert one.ask("POST", "/v1/session", {"token": "wrong"})[0] == 401
    status, session, headers = one.ask("POST", "/v1/session", {"token": one.token})
    assert status == 200 and session["access"] == "admin"
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    cookie = cookie.split(";")[0]
    assert one.ask("GET", "/v1/state", headers={"Cookie": cookie})[0] == 200
    assert one.ask("GET", "/v1/state", headers={"Cookie": cookie[:-1] + ("0" if cookie[-1] != "0" else "1")})[0] == 401
    decision = {"verb": "ack", "subject": "battery", "role": "duty", "id": "c-1"}
    assert one.ask("POST", "/v1/commands", decision, headers={"Cookie": cookie})[0] == 403
    status, outcome, _ = one.ask("POST", "/v1/commands", decision, headers={"Cookie": cookie, "X-Tocsin-CSRF": session["csrf"]})
    assert status == 202 and outcome["state"] == "waiting"


def test_webhooks_need_a_good_signature(one):
    import base64
    import hashlib
    import hmac
    one.start_desk()
    secret = b"0123456789abcdef0123456789abcdef"
    (one.state / "webhooks").mkdir()
    (one.state / "webhooks/calls.secret").write_text("whsec_" + base64.b64encode(secret).decode() + "\n")
    body = json.dumps([{"id": "h1", "channel": "hotline", "at": one.at(0), "text": "冒烟"},
                       {"id": "h2", "channel": "hotline", "at": one.at(0), "text": "again", "source": "other"}]).encode()
    stamp = str(int(time.time()))
    sum_ = hmac.new(secret, b"m1." + stamp.encode() + b"." + body, hashlib.sha256).digest()
    good = {"webhook-id": "m1", "webhook-timestamp": stamp, "webhook-signature": "v1," + base64.b64encode(sum_).decode()}
    path = "/v1/intake/calls?org=acme"
    assert one.ask("POST", path, body, headers=good)[:2] == (202, {"accepted": 2})
    assert one.ask("POST", path, body + b" ", headers=good)[0] == 401
    assert one.ask("POST", "/v1/intake/other?org=acme", body, headers=good)[0] == 401
    assert one.ask("POST", "/v1/intake/..%2finstall?org=acme", body, headers=good)[0] == 404
    records = [json.loads(value) for _, _, value in one.consume("tocsin.feedback.v1")]
    assert [(r["id"], r["org"], r["source"]) for r in records] == [("h1", "acme", "calls"), ("h2", "acme", "other")]
    for bad in ([{"id": "x"}], [{"verb": "tick"}], [5], "text"):
        assert one.ask("POST", path, json.dumps(bad), token=one.token)[0] == 422, bad
    assert len(one.consume("tocsin.feedback.v1")) == 2
    reasons = [json.loads(value) for _, _, value in one.consume("tocsin.quarantine.v1")]
    assert len(reasons) == 4 and all(one_["source"] == "calls" and one_["reason"] for one_ in reasons), reasons


def test_our_own_shape_hides_persons_and_one_bad_item_stops_no_other(one):
    one.start_desk()
    item = {"id": "o1", "channel": "hotline", "at": one.at(0), "text": "call 13812345678 or li@example.org", "title": "卡 6222 0210 0111 6245 702",
            "author": {"id": "13812345678", "name": "Li 13812345678", "reach": 13912345678}, "more": [{"who": "li@example.org"}, 13812345678],
            "fields": {"contact": {"tel": "13812345678"}, "phone": 13812345678, "note": "li@example.org", "incomplete": "theirs"}}
    social = {"id": "o2", "channel": "social", "at": one.at(0), "text": "half \ud83d and \0", "author": {"id": "@li@m1"}}
    items = [item, {"id": "bad", "channel": "hotline", "text": "from 13812345678, no time"}, social, 5]
    status, answer, *_ = one.ask("POST", "/v1/intake/calls?org=acme", json.dumps(items), token=one.token)
    assert status == 202 and answer["accepted"] == 2 and answer["refused"] == 2 and "at" in answer["reason"], answer
    first, second = [json.loads(value) for _, _, value in one.consume("tocsin.feedback.v1")]
    assert "12345678" not in json.dumps({**first, "author": {**first["author"], "reach": 0}}), first
    assert "example.org" not in json.dumps(first) and "6222" not in json.dumps(first), first
    assert "[phone:" in first["text"] and "[email:" in first["more"][0]["who"] and "[phone:" in first["more"][1], first
    assert first["author"]["reach"] == 13912345678 and first["fields"]["incomplete"] == "theirs", first
    assert first["author"]["id"] == first["fields"]["phone"] and len(first["author"]["id"]) >= 32, first
    assert second["author"]["id"] == "@li@m1" and second["text"].startswith("half "), second
    aside = [json.loads(value) for _, _, value in one.consume("tocsin.quarantine.v1")]
    assert len(aside) == 2 and "[phone:" in aside[0]["excerpt"] and "12345678" not in json.dumps(aside[0]["excerpt"]), aside
    lines = "\n".join(json.dumps(one_) for one_ in ({**social, "id": "o3"}, {**item, "id": "o4", "fields": {}})) + "\n{\n"
    status, answer, *_ = one.ask("POST", "/v1/intake/calls?org=acme", lines, token=one.token, headers={"Content-Type": "application/x-ndjson"})
    assert status == 202 and (answer["accepted"], answer["refused"]) == (2, 1), answer
    assert "place" in json.loads(one.consume("tocsin.feedback.v1")[3][2])["fields"]["incomplete"]


def signed(secret, content, how):
    import base64
    import hashlib
    import hmac
    sum_ = hmac.new(secret, content, hashlib.sha256)
    return sum_.hexdigest() if how == "hex" else base64.b64encode(sum_.digest()).decode()


def test_webhooks_of_the_sources_speak_their_own_shapes(one):
    secret = b"s3cret-of-the-vendor"
    (one.state / "hook.secret").write_bytes(secret + b"\n")
    (one.state / "sources.yaml").write_text(json.dumps({"sources": [
        {"name": "desk-tickets", "org": "acme", "preset": "zendesk-webhook", "secret": {"file": str(one.state / "hook.secret")}},
        {"name": "calls", "org": "acme", "kind": "webhook", "channel": "hotline", "signature": "hmac", "items": "calls",
         "signature-header": "X-Calls-Signature", "secret": {"file": str(one.state / "hook.secret")},
         "map": {"id": "no", "at": "begin", "author": "caller", "text": "said"}}]}))
    one.start_desk("--sources", str(one.state / "sources.yaml"))
    stamp = one.at(0)
    ticket = {"type": "zen:event-type:ticket.created", "time": stamp, "detail": {
        "id": "35436", "subject": "冒烟", "description": "call me: 13812345678", "status": "OPEN", "requester_id": "77"}}
    body = json.dumps(ticket).encode()
    head = {"X-Zendesk-Webhook-Signature-Timestamp": stamp,
            "X-Zendesk-Webhook-Signature": signed(secret, stamp.encode() + body, "base64")}
    path = "/v1/intake/desk-tickets"
    assert one.ask("POST", path, body, headers=head)[:2] == (202, {"accepted": 1})
    assert one.ask("POST", path, body, headers=head)[:2] == (202, {"accepted": 0}), "a repeat is taken once"
    assert one.ask("POST", path, body + b" ", headers=head)[0] == 401
    old = one.at(-3600)
    assert one.ask("POST", path, body, headers={
        "X-Zendesk-Webhook-Signature-Timestamp": old,
        "X-Zendesk-Webhook-Signature": signed(secret, old.encode() + body, "base64")})[0] == 401
    ticket["detail"].update(status="SOLVED", description="", subject="")
    body = json.dumps(ticket).encode()
    head["X-Zendesk-Webhook-Signature"] = signed(secret, stamp.encode() + body, "base64")
    assert one.ask("POST", path, body, headers=head)[:2] == (202, {"accepted": 1})
    calls = json.dumps({"calls": [{"no": "1", "begin": stamp, "caller": "13912345678", "said": "电池冒烟"},
                                  {"no": "2", "begin": stamp, "caller": "13912345678", "said": "again"}]}).encode()
    for sum_ in (signed(secret, calls, "base64"), "sha256=" + signed(secret, calls, "hex")):
        assert one.ask("POST", "/v1/intake/calls", calls, headers={"X-Calls-Signature": sum_})[0] == 202
    assert one.ask("POST", "/v1/intake/calls", calls, headers={"X-Calls-Signature": "sha256=00"})[0] == 401
    assert one.ask("POST", "/v1/intake/calls", calls)[0] == 401
    mixed = json.dumps({"calls": [{"begin": stamp}, {"no": "3", "begin": stamp, "said": "good"}]})
    assert one.ask("POST", "/v1/intake/calls", mixed, headers={"X-Calls-Signature": signed(secret, mixed.encode(), "hex")})[1]["refused"] == 1
    records = [json.loads(value) for _, _, value in one.consume("tocsin.feedback.v1")]
    first, news, call = records[0], records[1], records[2]
    assert first["id"] == "desk-tickets:35436" and first["org"] == "acme" and first["channel"] == "ticket", first
    assert "13812345678" not in first["text"] and "[phone:" in first["text"] and first["author"]["id"] != "77", first
    assert news["parent"] == first["id"] and news["status"] == "closed", news
    assert call["author"]["id"] != "13912345678" and "place" in call["fields"]["incomplete"], call


def test_webhooks_with_a_bearer_are_mapped_too_and_read_again_at_a_hangup(one):
    (one.state / "hook.secret").write_text("very secret\n")
    def entry(name, **more):
        return {"name": name, "org": "acme", "kind": "webhook", "channel": "online_chat", "signature": "bearer",
                "secret": {"file": str(one.state / "hook.secret")}, "map": {"id": "n", "at": "t", "text": "body.said"}, **more}
    sources = one.state / "sources.yaml"
    sources.write_text(json.dumps({"sources": [entry("chat")]}))
    one.start_desk("--sources", str(sources))
    bearer = {"Authorization": "Bearer very secret"}
    said = json.dumps({"n": 7, "t": 1795230245000, "body": {"said": "mail me: li@example.org"}})
    assert one.ask("POST", "/v1/intake/chat", said, headers=bearer)[:2] == (202, {"accepted": 1})
    assert one.ask("POST", "/v1/intake/chat", said, headers=bearer)[:2] == (202, {"accepted": 0}), "a repeat is taken once"
    assert one.ask("POST", "/v1/intake/chat", said, headers={"Authorization": "Bearer very secreT"})[0] == 401
    assert one.ask("POST", "/v1/intake/chat", said)[0] == 401
    assert one.ask("POST", "/v1/intake/chat", json.dumps({"n": 8, "body": {"said": "x"}}), token=one.token)[0] == 202
    assert one.ask("POST", "/v1/intake/chat", "[1", headers=bearer)[0] in (400, 422)
    assert "webhook-refused" in (one.state / "desk.log").read_text()
    sources.write_text(json.dumps({"sources": [entry("chat"), entry("chat2", org="other")]}))
    assert one.ask("POST", "/v1/intake/chat2", said, headers=bearer)[0] == 401
    one.programs["desk"].send_signal(signal.SIGHUP)
    wait_until(lambda: "2 webhooks are taken" in (one.state / "desk.log").read_text(), "the sources are read again")
    assert one.ask("POST", "/v1/intake/chat2", said, headers=bearer)[:2] == (202, {"accepted": 1})
    assert one.ask("POST", "/v1/intake/chat", said, headers=bearer)[:2] == (202, {"accepted": 0}), "known also after it"
    sources.write_text("sources: [")
    one.programs["desk"].send_signal(signal.SIGHUP)
    wait_until(lambda: "stay as they were" in (one.state / "desk.log").read_text(), "wrong sources are refused")
    assert one.ask("POST", "/v1/intake/chat2", said + " ", headers=bearer)[0] == 202
    records = [json.loads(value) for _, _, value in one.consume("tocsin.feedback.v1")]
    first = next(r for r in records if r["id"] == "chat:7" and r["org"] == "acme")
    assert first["at"] == "2026-11-21T03:04:05Z" and "[email:" in first["text"] and first["channel"] == "online_chat", first
    def told():
        words = one.redis("HGETALL", "tocsin:collect:hook:chat").split()
        return dict(zip(words[::2], words[1::2]))
    wait_until(lambda: told().get("items") == "2" and told().get("refused") == "2" and "open_at" in told(),
               "the collector is told what came")


def test_bad_requests_get_their_status_and_harm_nobody(one):
    one.start_desk()
    decision = {"verb": "ack", "subject": "battery", "role": "duty"}
    cases = [
        (one.ask("POST", "/v1/commands", b"{", token=one.token)[0], 400),
        (one.ask("POST", "/v1/commands", b'{"verb":"ack","verb":"ack"}', token=one.token)[0], 400),
        (one.ask("POST", "/v1/commands", b"[" * 100000, token=one.token)[0], 400),
        (one.ask("POST", "/v1/commands", decision | {"surprise": "x"}, token=one.token)[0], 422),
        (one.ask("POST", "/v1/commands", decision | {"verb": "tick"}, token=one.token)[0], 422),
        (one.ask("POST", "/v1/commands", decision | {"level": "level-9"}, token=one.token)[0], 422),
        (one.ask("POST", "/v1/commands", decision | {"subject": 5}, token=one.token)[0], 422),
        (one.ask("POST", "/v1/commands", decision | {"incident": INCIDENT}, token=one.token)[0], 422),
        (one.ask("POST", "/v1/commands", decision | {"subject": "none"}, token=one.token)[0], 404),
        (one.ask("PUT", "/v1/state")[0], 405),
        (one.ask("GET", "/v1/nothing")[0], 404),
        (one.ask("GET", "/v1/series/*?from=yesterday")[0], 422),
        (one.ask("GET", "/v1/series/*?step=minute&from=2000-01-01T00:00:00Z")[0], 422),
        (one.ask("GET", "/v1/briefings/..%2f..%2finstall.key")[0], 404),
        (one.ask("GET", "/v1/incidents/*")[0], 404),
    ]
    assert all(got == wanted for got, wanted in cases), cases
    for path in ("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/plain/../../desk/main.c", "/.git/config", "//etc/passwd",
                 "/plain/%00index.html", "/plain/..%5c..%5cx.html"):
        answer = one.raw(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert answer.split()[1] in (b"404", b"400") or b"<!doctype html>" in answer, (path, answer[:200])
        assert b"root:" not in answer
    large = one.raw(b"POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n")
    assert large.split()[1] == b"413", large
    header = one.raw(b"GET /v1/state HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 100000 + b"\r\n\r\n")
    assert header.split()[1] in (b"431", b"413", b"400"), header[:100]
    assert one.raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 nonsense\r\n\r\n")[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.0 400")
    assert one.get("/v1/state")["level"] == "level-2"
    assert not one.consume("tocsin.feedback.v1")


def test_who_hammers_is_slowed_down_and_others_look_on(one):
    one.start_desk()
    statuses = {one.ask("POST", "/v1/commands", b"{", token=one.token)[0] for _ in range(200)}
    assert statuses == {400, 429}, statuses
    assert one.get("/v1/state")["level"] == "level-2"


def test_redis_may_go_and_come(one):
    one.start_desk()
    stream = Stream(one)
    one.stop("redis", kill=True)
    status, problem, _ = one.ask("GET", "/v1/state")
    assert status == 503 and problem["type"].endswith("away"), problem
    assert one.ask("GET", "/readyz")[0] == 503
    assert one.get("/healthz") == "ok\n"
    place = one.trigger("warning.raised")
    assert stream.next("trigger")[1] == place, "the stream does not need Redis"
    one.start_redis()
    wait_until(lambda: one.ask("GET", "/v1/state")[0] == 200, "the desk finds Redis again")
    assert one.get("/readyz") == "ready\n"


def test_plain_http_stays_on_this_machine(one):
    one.start("desk", *one.common(), "--listen", "0.0.0.0:0")
    assert one.programs["desk"].wait(30) == 3
    assert "plain HTTP" in (one.state / "desk.log").read_text()
    one.programs.pop("desk")


rig.run([value for name, value in sorted(globals().items()) if name.startswith("test_")])
