"""The live stream at scale: WATCHING clients that read and STALLED ones that never do, at RATE events a second.

usage: BUILD=build bench_stream.py [WATCHING STALLED RATE SECONDS]   (else the two cases of the issue)

Latency is from handing an event to Kafka until a client has it whole; the embedded broker is part of it.
"""

import json
import os
import pathlib
import select
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "desk"))
import rig  # noqa: E402


def memory_of(process):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0


def processor_of(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(one, watching, stalled, rate, seconds):
    total = int(rate * seconds)
    clients = subprocess.Popen([str(rig.BUILD / "tests/bench/stream_clients"), *map(str, (one.port, watching, stalled, total))],
                               stdout=subprocess.PIPE, text=True)
    assert clients.stdout.readline() == "connected\n"
    rig.wait_until(lambda: f"tocsin_desk_streams {watching + stalled}\n" in one.get("/metrics"), "all are connected")
    processor = processor_of(one.programs["desk"])
    source = subprocess.Popen([str(rig.BUILD / "tests/bench/stream_source"), *map(str, (one.kafka, rate, total))])
    peak = 0
    while source.poll() is None:
        peak = max(peak, memory_of(one.programs["desk"]))
        select.select([], [], [], 0.2)
    result = json.loads(clients.communicate()[0])
    peak = max(peak, memory_of(one.programs["desk"]))
    used = processor_of(one.programs["desk"]) - processor
    print(json.dumps({"watching": watching, "stalled": stalled, "rate": rate, **result, "memory_MiB": round(peak, 1),
                      "desk_processor_s": round(used, 2)}), flush=True)


def main():
    cases = [tuple(map(float, sys.argv[1:5]))] if len(sys.argv) == 5 else [(1000, 1000, 10, 20), (50, 1000, 200, 20)]
    for watching, stalled, rate, seconds in cases:
        with rig.rig() as one:
            one.start_desk()
            measure(one, int(watching), int(stalled), rate, seconds)


main()
