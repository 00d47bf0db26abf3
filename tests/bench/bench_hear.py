"""How much of one core hearing takes: JSON items by poll and mails by IMAP into Kafka, beside kcat that only sends the same
records; and the memory at a large mailbox. ITEMS and MAILS say how many (100,000 and 20,000).

Nothing is asserted in seconds: floors are ratios to kcat's own processor time in the same run."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "program"))

from hearing import Server, ears  # noqa: E402
from installation import wait_until  # noqa: E402
from test_mailbox import Dovecot, mail, source  # noqa: E402

ITEMS = int(os.environ.get("ITEMS", "100000"))
MAILS = int(os.environ.get("MAILS", "20000"))
PAGE = 1000
TICKS = os.sysconf("SC_CLK_TCK")
ITEM_FLOOR = 20  # at most so many times what kcat takes for a record
MAIL_FLOOR = 120
MEMORY_MOST_MIB = 100


def processor(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mib(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def anchor(made, count):
    """kcat's processor time for a record like ours, in seconds."""
    record = json.dumps({"id": "vendor:1234567", "org": "acme", "source": "vendor", "channel": "social", "lang": "zh",
                         "at": "2026-11-21T03:04:05Z", "collected_at": "2026-11-21T03:04:06Z", "text": "电池冒烟 " * 10,
                         "author": {"id": "u1234567"}}, ensure_ascii=False)
    before = os.times()
    subprocess.run(["kcat", "-P", "-b", made.kafka, "-t", "anchor", "-k", "acme"], input=f"{record}\n" * count, text=True,
                   check=True)
    after = os.times()
    return (after.children_user - before.children_user + after.children_system - before.children_system) / count


def hear(made, name, count):
    """(processor seconds for one, peak of memory) when all were heard and are safe."""
    made.hear()
    wait_until(lambda: (made.collect.poll() is None or sys.exit(made.said()[-1000:])) and int(made.health(name).get("items", 0)) >= count, f"{count} items", 1800)
    result = processor(made.collect.pid) / count, memory_mib(made.collect.pid)
    made.stop()
    return result


def say(what, one, kcat, most):
    ratio = one / kcat
    print(f"# {what}: {1 / one:,.0f} a second of one core; {ratio:.1f} times kcat's {kcat * 1e6:.2f} us (at most {most})")
    return ratio <= most


def items(made):
    pages = {page: json.dumps([{"id": number, "time": 1795230245 + number, "text": f"{number} " + "电池冒烟 " * 10,
                                "user": {"id": f"u{number}"}} for number in range(page, page + PAGE)]).encode()
             for page in range(1, ITEMS + 1, PAGE)}
    with Server(lambda path, _: (200, {}, pages.get(int(path.partition("since=")[2] or 0) + 1, b"[]"))) as server:
        made.sources({"name": "vendor", "org": "acme", "channel": "social", "kind": "json", "since": "id",
                      "url": server.url + "/?since={since}", "paging": "forward", "allow-private": True,
                      "oldest-first": True, "requests-a-minute": 60000, "every": "100ms",
                      "map": {"id": "id", "at": "time", "text": "text", "author": "user.id"}})
        return hear(made, "vendor", ITEMS)


def mails(made):
    server = Dovecot(made.path)
    folder = server.path / "mail/li/new"
    for name in ("new", "cur", "tmp"):
        (server.path / "mail/li" / name).mkdir(parents=True, exist_ok=True)
    for number in range(MAILS):
        (folder / f"{1795230245 + number}.M{number}.bench").write_bytes(mail(number))
    subprocess.run(["chown", "-R", "65534:65534", str(server.path / "mail/li")], check=True)
    try:
        (made.path / "password").write_text("secret\n")
        made.sources(source(made, server, timeout="600s"))
        return hear(made, "complaints", MAILS)
    finally:
        server.end()


def main():
    good = True
    with ears() as made:
        kcat = anchor(made, ITEMS)
        one, memory = items(made)
        good = say("JSON items", one, kcat, ITEM_FLOOR) and good
        print(f"# memory: {memory:.0f} MiB")
    if shutil.which("dovecot") is not None:
        with ears() as made:
            one, memory = mails(made)
            good = say("mails", one, kcat, MAIL_FLOOR) and good
            print(f"# memory at {MAILS:,} mails: {memory:.0f} MiB (at most {MEMORY_MOST_MIB})")
            good = memory <= MEMORY_MOST_MIB and good
    print("1..1\n" + ("ok" if good else "not ok") + " 1 - hearing")


if __name__ == "__main__":
    main()
