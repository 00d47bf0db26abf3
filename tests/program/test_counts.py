"""Files of counts through `tocsin replay`, `learn`, `backtest` and `explain`, judged from outside."""

import json
import lzma
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import tap

TOCSIN = pathlib.Path(os.environ["BUILD"]) / "monitor/tocsin/tocsin"
RULES = pathlib.Path(__file__).resolve().parents[2] / "rules"
BEGIN = 1770000000 // 86400 * 86400
DAYS = 16
SURGE = BEGIN + 13 * 86400 + 9 * 3600


def tocsin(*words, **more):
    return subprocess.run([TOCSIN, *map(str, words)], capture_output=True, check=False, **more)


def rows():
    """Two series; the first has eight hours of six times its usual."""
    chance = random.Random(4)
    found = []
    for series, usual in (("subject/battery", 6), ("channel/hotline", 3)):
        for start in range(BEGIN, BEGIN + DAYS * 86400, 900):
            rate = usual * (1 if 8 <= start // 3600 % 24 < 22 else 0.3)
            if series == "subject/battery" and SURGE <= start < SURGE + 8 * 3600:
                rate *= 6
            count = sum(chance.random() < rate / 40 for _ in range(40))
            found.append((series, start, count))
    return found


def write(path, found, zone=None):
    header = "series,start,count,distinct" + (",zone" if zone else "")
    lines = [f"{s},{t},{n},{n}" + (f",{zone}" if zone else "") for s, t, n in found]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def levels(path, *words):
    result = tocsin("replay", "--counts", "--output", "levels", *words, path)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_levels_name_the_surge_and_nothing_else():
    with tempfile.TemporaryDirectory() as folder:
        path = write(pathlib.Path(folder) / "counts.csv", rows())
        found = [json.loads(line) for line in levels(path).splitlines()]
        raised = [one for one in found if one["level"] >= 200]
        assert raised and all(one["series"] == "subject/battery" for one in raised), found
        assert SURGE < raised[0]["time"] <= SURGE + 3600, raised[0]
        assert all(0 <= one["score"] <= 1 for one in found)
        assert max(one["level"] for one in found) == 300 or max(one["level"] for one in found) == 500
        last = [one for one in found if one["series"] == "subject/battery"][-1]
        assert last["level"] == 0, last


def test_the_same_file_gives_the_same_bytes_in_any_order_and_packing():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        found = rows()
        once = levels(write(folder / "counts.csv", found, "Asia/Shanghai"))
        assert once == levels(folder / "counts.csv")
        random.Random(1).shuffle(found)
        assert once == levels(write(folder / "shuffled.csv", found, "Asia/Shanghai"))
        packed = folder / "counts.csv.xz"
        packed.write_bytes(lzma.compress((folder / "counts.csv").read_bytes()))
        assert once == levels(packed)
        piped = tocsin("replay", "--counts", "--output", "levels", "-", input=(folder / "counts.csv").read_bytes())
        assert once == piped.stdout
        assert levels(folder / "counts.csv", "--from", "2026-03-01T00:00:00Z") == b""


def test_events_are_what_the_plan_makes_of_it():
    with tempfile.TemporaryDirectory() as folder:
        path = write(pathlib.Path(folder) / "counts.csv", rows())
        result = tocsin("replay", "--counts", "--rules", RULES, path)
        assert result.returncode == 0, result.stderr
        events = [json.loads(line) for line in result.stdout.splitlines()]
        types = [event["type"] for event in events]
        assert "tocsin.warning.raised.v1" in types and "tocsin.response.triggered.v1" in types, types
        assert len({event["id"] for event in events}) == len(events)
        times = [event["time"] for event in events]
        assert times == sorted(times)
        assert {event["data"]["org"] for event in events} == {"subject/battery"}
        again = tocsin("replay", "--counts", "--rules", RULES, path)
        assert again.stdout == result.stdout


def test_a_table_is_for_people():
    with tempfile.TemporaryDirectory() as folder:
        path = write(pathlib.Path(folder) / "counts.csv", rows())
        result = tocsin("replay", "--output", "table", path)
        assert result.returncode == 0 and "= +".encode() in result.stdout, result


def test_learning_leaves_a_seed_that_the_rules_accept():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        path = write(folder / "counts.csv", rows())
        copy = folder / "rules"
        subprocess.run(["cp", "-r", RULES, copy], check=True)
        result = tocsin("learn", "--counts", "--org", "acme", "--rules", copy, path)
        assert result.returncode == 0, result.stderr
        seed = json.loads((copy / "seeds/acme.json").read_text(encoding="utf-8"))
        assert seed["org"] == "acme" and {one["series"] for one in seed["series"]} == {
            "subject/battery", "channel/hotline"}
        assert all(len(one["state"]) <= 2 * 8192 for one in seed["series"])
        replay = tocsin("replay", "--counts", "--rules", copy, path)
        assert replay.returncode == 0, replay.stderr
        told = json.loads(tocsin("learn", "--counts", "--org", "acme", "--rules", copy, "--json", path).stdout)
        assert told == {"org": "acme", "file": str(copy / "seeds/acme.json"), "series": 2}
        checked = json.loads(tocsin("check", "--json", copy).stdout)
        assert checked["good"] is True and checked["organisations"] >= 2 and checked["complaints"] == [], checked
        (copy / "seeds/acme.json").write_text("{}", encoding="utf-8")
        checked = tocsin("check", "--json", copy)
        assert checked.returncode == 3 and "seeds/acme.json" in json.loads(checked.stdout)["complaints"][0]["sentence"], checked
        refused = tocsin("replay", "--counts", "--rules", copy, path)
        assert refused.returncode == 3 and b"seeds/acme.json" in refused.stderr, refused


def test_backtest_shows_where_rules_differ():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        path = write(folder / "counts.csv", rows())
        literal = folder / "literal.yaml"
        text = (RULES / "detector.yaml").read_text(encoding="utf-8")
        literal.write_text(text.replace("mode: early", "mode: literal"), encoding="utf-8")
        result = tocsin("backtest", RULES / "detector.yaml", literal, path)
        assert result.returncode == 0, result.stderr
        lines = result.stdout.decode().splitlines()
        assert lines[0].startswith("[1]") and lines[1].startswith("[2]"), lines[:2]
        assert any(line.endswith("*") for line in lines), lines
        told = [json.loads(line) for line in tocsin("backtest", "--json", RULES / "detector.yaml", literal, path).stdout.splitlines()]
        assert len(told) == len(lines) - 3 and all(len(row["tiers"]) == 2 for row in told), told
        same = tocsin("backtest", "--differences", literal, literal, path)
        assert not any(line.endswith("*") for line in same.stdout.decode().splitlines())


def test_explain_says_what_was_seen_and_draws_it():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        path = write(folder / "counts.csv", rows())
        at = "2026-02-15T13:00:00Z"
        result = tocsin("explain", "subject/battery", at, "--counts", path, "--plot", folder / "day.svg")
        assert result.returncode == 0, result.stderr
        assert b"growth tier" in result.stdout and b"literal rule" in result.stdout
        assert (folder / "day.svg").read_text(encoding="utf-8").endswith("</svg>\n")
        told = json.loads(tocsin("explain", "subject/battery", at, "--counts", path, "--json").stdout)
        assert told["series"] == "subject/battery" and len(told["hours"]) == 24 and told["windows"][0]["observed"] >= 0, told
        assert tocsin("explain", "subject/none", at, "--counts", path).returncode == 1


def test_wrong_files_and_words_have_their_exit_codes():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "counts.csv"
        path.write_text("series,start,count\na,0,1\na,900,many\n", encoding="utf-8")
        wrong = tocsin("replay", "--counts", "--output", "levels", path)
        assert wrong.returncode == 1 and b"line 3" in wrong.stderr, wrong
        path.write_text("series,count\n", encoding="utf-8")
        assert tocsin("replay", "--counts", "--output", "levels", path).returncode == 1
        assert tocsin("replay", "--counts", "--wrong", path).returncode == 2
        assert tocsin("replay", "--counts", "--output", "levels", "/nowhere.csv").returncode == 3
        path.write_text("series,start,count,zone\na,0,1,Nowhere/City\n", encoding="utf-8")
        assert tocsin("replay", "--counts", "--output", "levels", path).returncode == 3


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
