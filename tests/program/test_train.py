"""`tocsin train` and `tocsin label`, used as somebody with labels of their own would."""

import itertools
import json
import os
import pathlib
import subprocess
import tempfile

import tap

TOCSIN = pathlib.Path(os.environ["BUILD"]) / "monitor/tocsin/tocsin"
RULES = pathlib.Path(__file__).resolve().parents[2] / "rules"

THINGS = ("手机", "房间", "外卖", "衣服", "the phone", "the room", "the parcel")
TIMES = ("昨天", "今天", "第二次", "上周", "today", "last week", "twice")
BAD = ("坏了不给退", "态度很差", "等了三天没人管", "is broken and nobody answers", "又脏又旧")
GOOD = ("很好用", "非常满意", "又快又好", "is great, thank you", "物超所值")


def tocsin(*words):
    return subprocess.run(
        [TOCSIN, *map(str, words)], capture_output=True, check=False, text=True)


def labelled(source, bad=BAD, good=GOOD):
    lines = []
    for time, thing in itertools.product(TIMES, THINGS):
        lines += [f"neg\t1\t-\tzh-Hans\t{source}\t{time} {thing} {word}" for word in bad]
        lines += [f"pos\t0\t-\tzh-Hans\t{source}\t{time} {thing} {word}" for word in good]
    return lines


def write(folder, name, lines):
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class Bench:
    """A folder with two known sources."""

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        self.data = write(self.folder, "data.tsv", labelled("shop") + labelled("hotel"))
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()

    def train(self, name, *words):
        output = self.folder / name
        output.mkdir()
        done = tocsin("train", "--rules", RULES, "--output", output, *words, self.data)
        return done, output


def test_the_same_labels_make_the_same_bytes():
    with Bench() as bench:
        first, one = bench.train("one")
        second, other = bench.train("other")
        assert first.returncode == 0, first.stderr
        assert first.stdout == second.stdout
        for name in ("texts.model", "sources.yaml"):
            assert (one / name).read_bytes() == (other / name).read_bytes(), name
        assert (one / "texts.model").stat().st_size <= 8 << 20


def test_a_source_that_is_left_out_is_not_in_it():
    with Bench() as bench:
        done, output = bench.train("without", "--without", "hotel")
        assert done.returncode == 0, done.stderr
        assert "hotel" not in done.stdout
        assert "hotel" not in (output / "sources.yaml").read_text(encoding="utf-8")


def test_labels_that_agree_are_added():
    with Bench() as bench:
        added = write(bench.folder, "own.tsv", labelled("own"))
        done, output = bench.train("added", "--add", added)
        assert done.returncode == 0, done.stderr
        before, after = done.stdout.split("after\n")
        assert before.startswith("before\n") and "own " not in before
        assert any(line.startswith("own ") for line in after.splitlines()), after
        assert '"own"' in (output / "sources.yaml").read_text(encoding="utf-8")


def test_figures_are_told_to_programs_too():
    with Bench() as bench:
        added = write(bench.folder, "own.tsv", labelled("own"))
        done, _ = bench.train("told", "--json", "--add", added)
        assert done.returncode == 0, done.stderr
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert [(line["board"], line["source"]) for line in lines] == [
            ("before", "shop"), ("before", "hotel"), ("before", "*"),
            ("after", "shop"), ("after", "hotel"), ("after", "own"), ("after", "*")], lines
        assert all(0 <= line["complaint_f1"] <= 1 for line in lines), lines

        moods = write(bench.folder, "moods.tsv", ["neg\t-\t-\ten\tshop\tbroken", "pos\t-\t-\ten\tshop\tgreat"])
        done = tocsin("classify", "--rules", RULES, "--json", "--score", moods)
        assert done.returncode == 0, done.stderr
        shop, total = (json.loads(line) for line in done.stdout.splitlines())
        assert (shop["source"], shop["rows"], total["source"]) == ("shop", 2, "*"), (shop, total)
        assert shop["polarity_auc"] == 1 and shop["complaint_auc"] is None and "board" not in shop, shop


def test_labels_that_spoil_the_old_sources_are_refused_and_nothing_is_written():
    with Bench() as bench:
        turned = labelled("own", bad=GOOD, good=BAD)
        added = write(bench.folder, "own.tsv", turned * 8)
        done, output = bench.train("spoilt", "--add", added)
        assert done.returncode == 1, (done.returncode, done.stderr)
        assert "worse" in done.stderr, done.stderr
        assert not list(output.iterdir())


def test_a_wrong_label_is_named_with_its_line():
    with Bench() as bench:
        added = write(bench.folder, "own.tsv", ["bad\t1\t-\tzh-Hans\town\t坏了"])
        done, _ = bench.train("wrong", "--add", added)
        assert done.returncode == 1, done.returncode
        assert "own.tsv:1" in done.stderr, done.stderr


def test_a_sample_holds_every_source_and_no_text_twice():
    with Bench() as bench:
        records = []
        for number, line in enumerate(bench.data.read_text(encoding="utf-8").splitlines()):
            source, text = line.split("\t")[4:]
            records += [f'{{"id":"{number}","source":"{source}","text":"{text}"}}'] * 3
        done = tocsin("label", "--rules", RULES, "--count", 40, write(bench.folder, "r", records))
        assert done.returncode == 0, done.stderr
        rows = [line.split("\t") for line in done.stdout.splitlines()]
        assert len(rows) == 40
        assert {row[4] for row in rows} == {"shop", "hotel"}
        assert len({(row[4], row[5]) for row in rows}) == 40
        bad = [row for row in rows if any(word in row[5] for word in BAD)]
        assert 8 <= len(bad) <= 32, len(bad)

        filled = ["\t".join(["neg" if row in bad else "pos", str(int(row in bad)), *row[2:]])
                  for row in rows]
        done, _ = bench.train("labelled", "--add", write(bench.folder, "own.tsv", filled))
        assert done.returncode == 0, done.stderr


tap.run(__import__("__main__"))
