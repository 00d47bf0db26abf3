"""The hotline's spool: what is put into the folder arrives in Kafka, once and complete."""

import json
import signal
import subprocess
import sys

from hearing import ears, put
from installation import SOURCE, TOCSIN, wait_until
from tap import run

CALLS = """call_id,caller_no,callee_no,call_begin,subject,content,region,product,status,place
C1,13812345678,4001,2026-11-21 03:04:05,电池,"电池起火了, 请回电 138-1234-5678",CN-44,battery,,广州
C2,13912345678,4001,2026/11/21 3:05,屏幕,屏幕碎了,CN-44,screen,已办结,深圳
C3,,,,,有人说话,,,,
"""


def spool(made, **more):
    return {"name": "hotline", "org": "acme", "kind": "spool", "channel": "hotline", "preset": "call-centre",
            "zone": "Asia/Shanghai", "folder": str(made.path / "hot"), **more}


def test_gb18030_and_utf8_arrive_alike():
    with ears() as made:
        made.sources(spool(made))
        put(made.path / "hot", "a.csv", CALLS.encode("gb18030"))
        made.hear()
        records = made.wait_for(4)
        first = records["hotline:C1"]
        assert first["at"] == "2026-11-20T19:04:05Z", first
        assert first["org"] == "acme" and first["channel"] == "hotline" and first["subjects"] == ["battery"]
        assert first["text"].startswith("电池起火了, 请回电 [phone:"), first
        assert "13812345678" not in json.dumps(records) and "138-1234" not in json.dumps(records)
        assert len(first["author"]["id"]) == 32 and first["author"]["id"] == first["fields"]["contact"]
        assert first["fields"]["incomplete"] == "burning_material,trapped", first
        assert records["hotline:C2:closed"]["parent"] == "hotline:C2"
        assert records["hotline:C2:closed"]["status"] == "closed"
        assert "status" not in records["hotline:C2"]
        assert records["hotline:C3"]["fields"]["incomplete"] == "time,place,subject,contact"
        wait_until((made.path / "hot/done/a.csv").exists, "the file is done")
        assert not (made.path / "hot/in/a.csv").exists()
        put(made.path / "hot", "b.csv", CALLS.replace("C1", "D1").replace("C2", "D2").encode())
        later = made.wait_for(7)
        assert {**later["hotline:D1"], "id": 0, "collected_at": 0, "fields": 0} == \
            {**first, "id": 0, "collected_at": 0, "fields": 0}
        assert made.stop() == 0


def test_the_source_says_that_it_is_up():
    with ears() as made:
        made.sources(spool(made, required=True))
        made.hear()
        states = wait_until(lambda: made.states("hotline"), "a source-state")
        assert states[0]["state"] == "up" and states[0]["org"] == "acme" and len(states[0]["signature"]) == 64
        assert "through" in states[0]
        health = wait_until(lambda: made.health("hotline"), "its health in Redis")
        assert health["state"] == "up" and health["kind"] == "spool" and health["required"] == "true", health
        assert "hotline" in made.redis.ask("SMEMBERS", "tocsin:collect:sources")


def test_half_written_files_are_left_alone():
    with ears() as made:
        made.sources(spool(made))
        folder = made.path / "hot/in"
        folder.mkdir(parents=True)
        half = open(folder / "half.csv", "wb")
        half.write(CALLS.encode()[:120])
        half.flush()
        (folder / "x.csv.tmp").write_bytes(b"half")
        (folder / ".y.csv").write_bytes(b"half")
        made.hear()
        put(made.path / "hot", "whole.csv", CALLS.encode())
        made.wait_for(4)
        assert (folder / "half.csv").exists()
        half.write(CALLS.replace("C1", "H1").encode()[120:])
        half.close()
        made.wait_for(4)
        wait_until((made.path / "hot/done/half.csv").exists, "the file that became whole is done")
        assert (folder / "x.csv.tmp").exists() and (folder / ".y.csv").exists()


def test_what_cannot_be_read_goes_to_bad_with_its_reason():
    with ears() as made:
        made.sources(spool(made))
        put(made.path / "hot", "open.csv", b'call_id,caller_no,call_begin,content\n1,2,3,"half')
        put(made.path / "hot", "other.csv", b"a,b\n1,2\n")
        put(made.path / "hot", "binary.csv", bytes(range(256)) * 10)
        put(made.path / "hot", "empty.csv", b"")
        put(made.path / "hot", "good.csv", CALLS.encode())
        (made.path / "hot/in/link.csv").symlink_to("/etc/passwd")
        made.hear()
        made.wait_for(4)
        bad = made.path / "hot/bad"
        for name in ("open.csv", "other.csv", "binary.csv", "empty.csv"):
            wait_until((bad / name).exists, f"{name} is in bad/")
        assert "quoted cell" in (bad / "open.csv.reason").read_text()
        assert "no column 'call_id'" in (bad / "other.csv.reason").read_text()
        assert "NUL" in (bad / "binary.csv.reason").read_text()
        assert "empty" in (bad / "empty.csv.reason").read_text()
        assert (made.path / "hot/in/link.csv").is_symlink()
        wait_until(lambda: len(made.quarantine()) >= 4, "the quarantine")
        assert all(item["source"] == "hotline" for item in made.quarantine())


def test_a_killed_collector_loses_nothing():
    with ears() as made:
        made.sources(spool(made))
        rows = ["call_id,caller_no,callee_no,call_begin,subject,content,region,product,status,place"]
        rows += [f"N{i},1380000{i:04},4001,2026-11-21 03:04:05,s,text {i},CN-44,p,,x" for i in range(8000)]
        put(made.path / "hot", "big.csv", "\n".join(rows).encode())
        for _ in range(3):
            before = len(made.records())
            made.hear()
            wait_until(lambda floor=before: len(made.records()) > floor or (made.path / "hot/done/big.csv").exists(),
                       "some records")
            made.stop(signal.SIGKILL)
        made.hear()
        records = made.wait_for(8000)
        assert set(records) == {f"hotline:N{i}" for i in range(8000)}
        wait_until((made.path / "hot/done/big.csv").exists, "the file is done")


def test_transcripts_are_joined_by_call():
    with ears() as made:
        texts = made.path / "transcripts"
        texts.mkdir()
        (texts / "C1.txt").write_bytes("我的电池坏了".encode("gb18030"))
        made.sources({"name": "pbx", "org": "acme", "kind": "spool", "preset": "call-centre", "channel": "hotline",
                      "zone": "+08:00", "folder": str(made.path / "hot"), "transcripts": str(texts)})
        put(made.path / "hot", "a.csv", b"call_id,caller_no,call_begin,content\nC1,138,2026-11-21 03:04:05,\n"
                                        b"../../C2,139,2026-11-21 03:04:05,said\nC3,139,2026-11-21 03:04:05,\n")
        made.hear()
        wait_until(lambda: made.health("pbx"), "the collector works")
        assert made.records() == []  # C3's transcript is still to come
        (texts / "C3.txt").write_text("来了")
        records = made.wait_for(3)
        assert records["pbx:C1"]["text"] == "我的电池坏了"
        assert records["pbx:../../C2"]["text"] == "said"
        assert records["pbx:C3"]["text"] == "来了"


def test_json_lines_and_asterisk_are_read():
    with ears() as made:
        made.sources(
            {"name": "tickets", "org": "acme", "kind": "spool", "format": "json-lines", "preset": "tocsin",
             "channel": "ticket", "folder": str(made.path / "tickets")},
            {"name": "pbx", "org": "acme", "preset": "asterisk", "zone": "Asia/Shanghai",
             "folder": str(made.path / "pbx")})
        put(made.path / "tickets", "a.jsonl",
            b'{"id":"1","at":"2026-11-21T00:00:00Z","text":"broken screen"}\nnot json\n{"id":"2"}\n{"id":"3","text":7}\n')
        put(made.path / "pbx", "Master.csv",
            b'"","13812345678","4001","from-pstn","""Li"" <138>","SIP/1","SIP/2","Dial","x","2026-11-21 11:04:05",'
            b'"2026-11-21 11:04:09","2026-11-21 11:05:05",60,56,"ANSWERED","DOCUMENTATION","u-1","battery smells"\n')
        made.hear()
        records = made.wait_for(4)
        assert records["pbx:u-1"]["text"] == "battery smells" and records["pbx:u-1"]["at"] == "2026-11-21T03:04:05Z"
        assert records["tickets:3"]["text"] == "7"
        assert set(records) == {"pbx:u-1", "tickets:1", "tickets:2", "tickets:3"}, set(records)
        assert "item 2" in wait_until(
            lambda: (made.path / "tickets/bad/a.jsonl.reason").exists()
            and (made.path / "tickets/bad/a.jsonl.reason").read_text(), "the reason")


def test_a_dry_run_changes_nothing():
    with ears() as made:
        made.sources(spool(made))
        put(made.path / "hot", "a.csv", CALLS.encode())
        status, printed = made.once("hotline", "--dry-run")
        assert status == 0 and len(printed.splitlines()) == 4, printed
        assert (made.path / "hot/in/a.csv").exists() and made.records() == []
        status, printed = made.once("hotline")
        assert status == 0 and printed == "" and len(made.records()) == 4
        assert (made.path / "hot/done/a.csv").exists()


def test_the_command_hears_a_source_once_and_checks_the_sources():
    with ears() as made:
        made.sources(spool(made))
        put(made.path / "hot", "a.csv", CALLS.encode())
        words = [str(TOCSIN), "collect", "--once", "hotline", "--dry-run", "--state", str(made.path), "--sources",
                 str(made.path / "sources.yaml"), "--rules", str(SOURCE / "rules")]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0 and len(done.stdout.splitlines()) == 4, done
        check = [str(TOCSIN), "check", str(SOURCE / "rules"), "--sources", str(made.path / "sources.yaml")]
        done = subprocess.run(check, capture_output=True, text=True, check=False)
        assert done.returncode == 0 and "sources: 1" in done.stdout, done
        told = json.loads(subprocess.run([*check, "--json"], capture_output=True, text=True, check=True).stdout)
        assert told["good"] is True and told["sources"] == 1 and told["complaints"] == [], told
        (made.path / "sources.yaml").write_text("sources:\n  - name: x\n    org: acme\n    kind: spool\n    colour: red\n")
        done = subprocess.run(check, capture_output=True, text=True, check=False)
        assert done.returncode == 3 and "sources.yaml:5:5: nobody knows the key 'colour'" in done.stderr, done
        done = subprocess.run([*check, "--json"], capture_output=True, text=True, check=False)
        told = json.loads(done.stdout)
        assert done.returncode == 3 and done.stderr == "" and told["good"] is False and "sources" not in told, done
        place = {"file": str(made.path / "sources.yaml"), "line": 5, "column": 5, "sentence": "nobody knows the key 'colour'"}
        assert place in told["complaints"], told


def test_wrong_settings_are_refused_with_their_place():
    with ears() as made:
        (made.path / "sources.yaml").write_text(
            "sources:\n  - name: x\n    org: acme\n    kind: spool\n    channel: fax\n    colour: red\n")
        done = subprocess.run(made.command("--check-config"), capture_output=True, text=True, check=False)
        assert done.returncode == 3, done
        for said in ("sources.yaml:5:14: there is no channel 'fax'", "sources.yaml:6:", "'folder'"):
            assert said in done.stderr, done.stderr


def test_new_sources_are_heard_after_a_hangup_signal():
    with ears() as made:
        made.sources(spool(made))
        made.hear()
        made.wait_for_log("hearing: 1 sources")
        (made.path / "sources.yaml").write_text("sources: [{name: bad}]")
        made.collect.send_signal(signal.SIGHUP)
        made.wait_for_log("sources-refused")
        made.sources(spool(made), spool(made, name="second", folder=str(made.path / "second")))
        put(made.path / "second", "a.csv", CALLS.encode())
        made.collect.send_signal(signal.SIGHUP)
        assert "second:C1" in made.wait_for(4)


def test_silence_is_said_when_something_was_expected():
    with ears() as made:
        made.sources(spool(made, expected="1s"))
        made.hear()
        wait_until(lambda: [s for s in made.states("hotline") if s["state"] == "down"], "the source is down")
        assert "nothing came" in made.states("hotline")[-1]["reason"]
        put(made.path / "hot", "a.csv", CALLS.encode())
        wait_until(lambda: [s["state"] for s in made.states("hotline")][-1:] == ["up"] or
                   "up" in [s["state"] for s in made.states("hotline")][1:], "the source is up again")


run(sys.modules[__name__])
