"""The terminal and the briefing, from outside."""

import json
import os
import pathlib
import pty
import re
import select
import subprocess
import time

import rig
from rig import INCIDENT, wait_until

TOP = pathlib.Path(__file__).resolve().parents[2]
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


def test_tables_pipe_well(one):
    one.start_desk()
    listed = one.tocsin("incidents")
    rows = [line.split("\t") for line in listed.stdout.splitlines()]
    assert listed.returncode == 0 and len({len(row) for row in rows}) == 1, rows
    assert rows[1][:4] == [INCIDENT[:8], "level-2", "battery", "response"]
    assert json.loads(one.tocsin("incidents", "--json").stdout)["id"] == INCIDENT
    assert one.tocsin("sources").returncode == 1
    assert json.loads(one.tocsin("why", "battery", "--json").stdout)["id"] == "LVL-5"
    assert json.loads(one.tocsin("why-not", "00aa", "--json").stdout)["clause"]["id"] == "LVL-1"
    assert one.tocsin("show", "nothing").returncode == 1
    assert one.tocsin("show").returncode == 2
    assert one.tocsin("incidents", "--desk", "http://127.0.0.1:1").returncode == 4
    assert len(one.tocsin("series", "subject/battery").stdout.splitlines()) > 200


def test_every_verb_has_its_page_and_completes(one):
    verbs = one.tocsin("--completion").stdout.split()
    assert {"up", "watch", "brief", "release"} <= set(verbs)
    for verb in set(verbs) - {"help"}:
        page = one.tocsin(verb, "--manual").stdout
        assert page.startswith(".TH") and ".SH NAME" in page and ".SH SYNOPSIS" in page, (verb, page)
        for option in one.tocsin(verb, "--completion").stdout.split():
            assert option == "--help" or not option.startswith("--") or option.replace("-", "\\-") in page, (verb, option)
    script = f"""source {TOP}/deploy/tocsin.bash
        COMP_WORDS=({rig.BUILD}/monitor/tocsin/tocsin brief --do); COMP_CWORD=2; _tocsin; echo "${{COMPREPLY[@]}}" """
    assert subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout == "--dossier\n"


def test_explain_asks_the_desk_for_the_past(one):
    one.start_desk()
    last = one.tocsin("series", "subject/battery").stdout.splitlines()[-1].split("\t")[0]
    explained = one.tocsin("explain", "subject/battery", last, "--plot", str(one.state / "day.svg"))
    assert explained.returncode == 0, explained
    for words in ("growth tier", "literal rule: over +200%", "filter: P(>3", "expected", "guard"):
        assert words in explained.stdout, (words, explained.stdout)
    assert (one.state / "day.svg").read_text(encoding="utf-8").endswith("</svg>\n")
    assert one.tocsin("explain", "subject/none", last).returncode == 1


def test_outside_text_reaches_no_terminal_as_it_is(one):
    one.start_desk()
    for words in (["show", "battery"], ["brief", "--now"], ["brief", "--dossier", "battery"], ["brief", "--now", "--format", "html"]):
        shown = one.tocsin(*words)
        assert shown.returncode == 0, shown
        assert not CONTROLS.search(shown.stdout), (words, CONTROLS.search(shown.stdout))
    page = one.get("/v1/briefings/now?format=html")
    assert "<script" not in page and "javascript:1" not in page.replace("(javascript:1)", "")


def test_watch_prints_lines_and_runs_a_command_once_for_each(one):
    one.start_desk()
    first = one.trigger("warning.raised")
    wait_until(lambda: one.get("/v1/state").get("last_position") == first, "the desk has it")
    out = one.state / "out"
    watch = subprocess.Popen([str(rig.BUILD / "monitor/tocsin/tocsin"), "watch", "--json", "--state", str(one.state), "--after",
                              f"{one.cluster}-0", "--exec",
                              f"test -e {out}.tried || {{ touch {out}.tried; exit 1; }}; echo $TOCSIN_TYPE $TOCSIN_LEVEL >> {out}; cat >> {out}"],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    one.trigger("response.triggered")
    event = json.loads(watch.stdout.readline())
    assert event["type"] == "tocsin.response.triggered.v1"
    wait_until(lambda: out.exists() and out.read_text().count("specversion") == 1, "the command ran, at its second try")
    assert out.read_text().startswith("tocsin.response.triggered.v1 level-2\n")
    watch.terminate()
    assert watch.wait(30) == 0


def test_a_watch_that_is_killed_leaves_nothing_out_and_does_nothing_twice(one):
    one.start_desk()
    first = one.trigger("warning.raised")
    wait_until(lambda: one.get("/v1/state").get("last_position") == first, "the desk has it")
    place, out = one.state / "place", one.state / "ran"
    words = [str(rig.BUILD / "monitor/tocsin/tocsin"), "watch", "--stream", "--state", str(one.state), "--keep", str(place), "--exec",
             f"echo $TOCSIN_ID >> {out}"]
    watch = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    wait_until(lambda: place.exists() and place.read_text() == first, "it knows where it begins")
    second = one.trigger("response.triggered")
    wait_until(lambda: place.read_text() == second, "the command ran")
    watch.kill()
    watch.wait(30)
    last = one.trigger("response.upgraded")
    watch = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    wait_until(lambda: place.read_text() == last, "what came meanwhile is done")
    watch.terminate()
    assert watch.wait(30) == 0 and out.read_text().split() == ["event-1", "event-2"]


def test_the_pause_before_the_next_try_is_real(one):
    one.start_desk()
    out = one.state / "times"
    watch = subprocess.Popen([str(rig.BUILD / "monitor/tocsin/tocsin"), "watch", "--stream", "--state", str(one.state), "--exec",
                              f"date +%s%3N >> {out}; test $(wc -l < {out}) -gt 2"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: "tocsin_desk_streams 1" in one.get("/metrics"), "it watches")
    one.trigger("warning.raised")
    wait_until(lambda: out.exists() and len(out.read_text().split()) == 3, "the third try succeeds")
    watch.terminate()
    assert watch.wait(30) == 0
    one_at, two_at, three_at = map(int, out.read_text().split())
    assert two_at - one_at >= 950 and three_at - two_at >= 1900, (one_at, two_at, three_at)


def test_watch_goes_on_after_the_desk_was_away(one):
    one.start_desk()
    watch = subprocess.Popen([str(rig.BUILD / "monitor/tocsin/tocsin"), "watch", "--json", "--state", str(one.state)],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    wait_until(lambda: "tocsin_desk_streams 1" in one.get("/metrics"), "it watches")
    one.trigger("warning.raised")
    assert json.loads(watch.stdout.readline())["id"] == "event-0"
    port = one.port
    one.stop("desk", kill=True)
    one.trigger("response.triggered")
    one.start("desk", *one.common(), "--listen", f"127.0.0.1:{port}")
    assert json.loads(watch.stdout.readline())["id"] == "event-1"
    watch.terminate()
    watch.wait(30)


def test_the_board_fits_its_terminal(one):
    one.start_desk()
    leader, follower = pty.openpty()
    subprocess.run(["stty", "cols", "60", "rows", "20"], stdin=follower, check=True)
    board = subprocess.Popen([str(rig.BUILD / "monitor/tocsin/tocsin"), "watch", "--state", str(one.state)], stdin=follower,
                             stdout=follower, stderr=follower, env=os.environ | {"TERM": "xterm"})
    os.close(follower)
    screen = b""
    end = time.monotonic() + rig.LIMIT
    while b"CLK-2" not in screen and time.monotonic() < end:
        if select.select([leader], [], [], 1)[0]:
            screen += os.read(leader, 65536)
    board.terminate()
    with_end = screen.decode(errors="replace")
    assert "OVERDUE" in with_end and "level-2" in with_end, with_end
    board.wait(30)
    plain = re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", with_end)
    assert not CONTROLS.search(plain.replace("\r", "").replace("\n", "")), CONTROLS.search(plain)
    os.close(leader)


def test_hours_that_were_missed_are_filled_in_and_marked_late(one):
    folder = one.state / "briefings/acme"
    folder.mkdir(parents=True)
    before = one.now.replace(minute=0, second=0) - rig.datetime.timedelta(hours=4)
    (folder / f"{before:%Y-%m-%dT%H00}-hourly.json").write_text("{}")
    one.start("brief", *one.common())
    late = folder / f"{before + rig.datetime.timedelta(hours=1):%Y-%m-%dT%H00}-hourly.json"
    last = folder / f"{before + rig.datetime.timedelta(hours=2):%Y-%m-%dT%H00}-hourly.json"
    wait_until(last.exists, "the missing hours are written")
    document = json.loads(late.read_text())
    assert document["late"] is True and document["kind"] == "hourly"
    assert document["counts"]["span"]["distinct"] > 0
    assert document["incidents"][0]["level"] == "warning", "the level is the one of that hour"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    published = wait_until(lambda: [json.loads(v) for _, _, v in one.consume("tocsin.briefings.v1")], "they are published")
    assert {event["type"] for event in published} == {"tocsin.briefing.published.v1"}
    one.stop("brief")
    for path in list(folder.iterdir()):
        if not path.name.startswith(f"{before:%Y-%m-%dT%H00}"):
            path.unlink()
    one.start("brief", *one.common())
    wait_until(last.exists, "they are written again")
    one.stop("brief")
    assert all(first[path.name] == path.read_bytes() for path in folder.iterdir() if path.name in first), "the same state, the same bytes"


def test_a_report_that_lacks_what_the_plan_wants_is_blocked(one):
    one.start_desk()
    blocked = {}
    for kind in ("upward", "progress", "notice", "closing"):
        [incident] = one.get(f"/v1/incidents/{INCIDENT}/{kind}?format=json")["incidents"]
        blocked[kind] = [section["item"] for section in incident["sections"] if section["is_missing"]]
        assert incident["is_blocked"] is bool(blocked[kind])
        for language, words in (("zh", "尚缺"), ("en", "missing")):
            text = one.get(f"/v1/incidents/{INCIDENT}/{kind}?format=md&language={language}")
            assert (words in text) is bool(blocked[kind]), text
            page = one.get(f"/v1/incidents/{INCIDENT}/{kind}?format=html&language={language}")
            assert "<script" not in page and page.endswith("</html>\n")
    assert blocked == {"upward": ["RPT-2.controls"], "progress": [], "notice": ["RPT-4.spokesperson"],
                       "closing": ["RPT-7.cause", "RPT-7.effect", "RPT-7.improvement"]}
    notice = one.get(f"/v1/incidents/{INCIDENT}/notice?language=en")
    assert "nothing is certain yet" in notice and "hotline" not in notice, "the public reads no evidence"
    closing = one.get(f"/v1/incidents/{INCIDENT}/closing?language=en")
    assert "| first heard until opened | 60 min |" in closing and "| opened until confirmed | 240 min |" in closing and "1 overdue" in closing, closing
    assert one.tocsin("brief", "--incident", "battery", "--kind", "progress").stdout.startswith("# acme 进展报告")
    assert one.tocsin("brief", "--incident", "battery", "--kind", "hourly").returncode == 1
    assert one.ask("GET", f"/v1/incidents/{INCIDENT}/daily")[0] == 404


def fill_in(one, language, number):
    """What tocsin-brief writes by itself after fifty hours away, by name."""
    output = one.state / f"output-{language}-{number}"
    folder = output / "acme"
    folder.mkdir(parents=True)
    for hours in (50, 1):
        (folder / f"{one.now - rig.datetime.timedelta(hours=hours):%Y-%m-%dT%H00}-hourly.json").write_text("{}")
    one.start("brief", *one.common(), "--output", str(output), "--language", language)
    wanted = {"daily": 2, "release": 2, "progress": 2, "notice": 2, "flash": 1, "upward": 1, "closing": 1}
    wait_until(lambda: all(len(list(folder.glob(f"*-{kind}*.json"))) >= count for kind, count in wanted.items()), "all kinds are written")
    one.stop("brief")
    return {path.name: path.read_bytes() for path in folder.iterdir() if "-hourly" not in path.name}


def test_reports_that_were_missed_are_filled_in_and_the_same_state_gives_the_same_bytes(one):
    """The installation stood still over two midnights: days, the response and its end are told all the same."""
    one.keep(one.incident() | {
        "opened_at": one.at(-80), "level_since": one.at(-78),
        "timeline": [{"at": one.at(-80), "what": "tocsin.warning.raised.v1", "level": "warning"},
                     {"at": one.at(-78), "what": "tocsin.response.triggered.v1", "level": "level-2"},
                     {"at": one.at(-70), "what": "note", "actor": "王副总", "sentence": rig.HOSTILE}]})
    one.trigger("response.triggered", at=one.at(-49))
    one.trigger("response.released", at=one.at(-3))
    for language in ("zh", "en"):
        first, second = (fill_in(one, language, number) for number in range(2))
        assert first == second, [name for name in first if first[name] != second.get(name)]
        for kind in ("upward", "progress", "notice", "closing"):
            endings = {pathlib.Path(name).suffix for name in first if f"-{kind}-" in name}
            assert {".md", ".html", ".json"} <= endings, (kind, endings)
        document = json.loads(min((name, text) for name, text in first.items() if name.endswith("-daily.json"))[1])
        assert document["late"] is True and document["present"] is False and document["language"] == language
        assert document["counts"]["span"]["distinct"] > 0


def test_a_response_has_its_flash_at_once(one):
    one.start("brief", *one.common())
    wait_until((one.state / "ready/brief").exists, "it is ready")
    one.trigger("response.triggered")
    folder = one.state / "briefings/acme"
    found = wait_until(lambda: list(folder.glob("*-flash-*.json")), "the flash is written")
    text = found[0].with_suffix(".md").read_text()
    assert "二级响应" in text and "LVL-5" in text and "<script" not in text.replace("\\<", "")
    wait_until(lambda: list(folder.glob("*-upward-*.json")), "the report upward is there to be completed")
    one.trigger("response.released")
    wait_until(lambda: list(folder.glob("*-closing-*.json")), "the closing report follows the end")
    one.start_desk()
    [head] = one.get("/v1/briefings?kind=flash")["briefings"]
    paper = (rig.BUILD / "monitor/pdf/tocsin-pdf").exists()
    assert head["formats"] == ["json", "md", "html"] + ["pdf"] * paper and head["level"] == "level-2"
    assert one.get(f"/v1/briefings/{head['id']}?format=md") == text == one.get(f"/v1/briefings/{head['id']}?format=md&language=zh")
    translated = one.get(f"/v1/briefings/{head['id']}?format=md&language=en")
    assert translated.startswith("# acme flash briefing") and "level 2 response" in translated and "二级" not in translated, translated
    assert one.tocsin("brief", "--kind", "flash").stdout.startswith("# acme")
    if paper:
        shown = subprocess.run(["curl", "-sf", f"{one.address}/v1/briefings/{head['id']}?format=pdf"], capture_output=True, check=True)
        assert shown.stdout.startswith(b"%PDF-") and shown.stdout == found[0].with_suffix(".pdf").read_bytes()


def test_a_report_is_set_on_paper_and_the_same_page_is_the_same_bytes(one):
    if not (rig.BUILD / "monitor/pdf/tocsin-pdf").exists():
        print("# SKIP: built without pango, cairo or librsvg", flush=True)
        return
    one.start_desk()
    for which in (["--now"], ["--dossier", rig.INCIDENT]):
        page = one.tocsin("brief", *which, "--format", "html").stdout.encode()
        command = [str(rig.BUILD / "monitor/pdf/tocsin-pdf"), "-", "-"]
        first, second = (subprocess.run(command, input=page, capture_output=True, check=True).stdout for _ in range(2))
        assert first == second and first.startswith(b"%PDF-") and b"/CreationDate" not in first
        text = subprocess.run(["pdftotext", "-", "-"], input=first, capture_output=True, check=True).stdout.decode()
        assert "battery" in text and "<script>alert(1)</script>" in text and "LVL-5" in text, "what strangers wrote is text"
    asked = [str(rig.BUILD / "monitor/tocsin/tocsin"), "brief", "--now", "--format", "pdf", "--state", str(one.state)]
    assert subprocess.run(asked, capture_output=True, check=True).stdout.startswith(b"%PDF-")


rig.run([value for name, value in sorted(globals().items()) if name.startswith("test_")])
