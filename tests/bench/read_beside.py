"""How fast texts are read, and how fast fastText reads the same ones in the same run.

usage: read_beside.py BENCH_READ RULES [TEXTS], with TOCSIN_TEXTS when no file is named. Exit status 77
(skipped) without texts. fastText learns two classes from the texts themselves, with pairs of words and
pieces of one to three characters, which is what our n-grams are; then it predicts them. Both are measured
in processor time of one thread; fastText's start is taken off.
"""

import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
BYTES_LEAST, BYTES_MOST, TEXTS_MOST = 140, 260, 30000  # as in bench_read.c


def texts_of(path):
    """The lines that bench_read takes, from all over the file."""
    lines = pathlib.Path(path).read_bytes().split(b"\n")
    found = [line for line in lines if BYTES_LEAST <= len(line) <= BYTES_MOST]
    return found[::max(1, -(-len(found) // TEXTS_MOST))]


def processor_seconds(command, **options):
    """Runs a command and tells the processor time it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def fasttext_rate(texts):
    """Texts a second of `fasttext predict`."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        plain, labelled, none = folder / "plain", folder / "labelled", folder / "none"
        plain.write_bytes(b"\n".join(texts) + b"\n")
        none.write_bytes(b"")
        labelled.write_bytes(b"".join(b"__label__%d %s\n" % (b"!" in text, text) for text in texts))
        subprocess.run(["fasttext", "supervised", "-input", labelled, "-output", folder / "model", "-epoch", "1",
                        "-dim", "8", "-wordNgrams", "2", "-minn", "1", "-maxn", "3", "-thread", "1"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        predict = ["fasttext", "predict", folder / "model.bin"]
        start = min(processor_seconds([*predict, none]) for _ in range(3))
        taken = min(processor_seconds([*predict, plain]) for _ in range(3))
        return len(texts) / max(taken - start, 1e-9)


def main():
    """Runs both and prints the ratio."""
    bench, rules = sys.argv[1:3]
    path = sys.argv[3] if len(sys.argv) > 3 else os.environ.get("TOCSIN_TEXTS")
    if not path:
        print("SKIPPED: TOCSIN_TEXTS names no file of texts, so nothing was measured")
        return SKIPPED
    output = subprocess.run([bench, rules, path], check=True, capture_output=True, text=True, errors="replace").stdout
    print(output, end="")
    if shutil.which("fasttext") is None:
        print("SKIPPED: there is no fasttext here, so nothing was compared with it")
        return 0
    ours = float(re.search(r"whole reader: (\d+) texts/s", output).group(1))
    theirs = fasttext_rate(texts_of(path))
    print(f"fasttext predict: {theirs:.0f} texts/s; the whole reader is {ours / theirs:.2f} times as fast")
    return 0


if __name__ == "__main__":
    sys.exit(main())
