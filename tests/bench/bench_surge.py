#!/usr/bin/env python3
"""What a record costs tocsin-surge from Kafka to Redis, beside what it costs others to do less.

Usage: bench_surge.py [RECORDS [ROUNDS [embedded]]]. The same records lie in one topic; every runner reads them from
the start, with a group and a Redis of its own, in turn, ROUNDS times. What counts is processor time (user and
system), as the median over the rounds; starting up, measured apart, is taken off. A real Kafka is started, or the
embedded broker when asked for.
"""

import datetime
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "program"), str(HERE.parent / "chaos")]
# pylint: disable=wrong-import-position
import oracle  # noqa: E402
import tap  # noqa: E402
from installation import BUILD, SOURCE, Redis, folder, wait_until  # noqa: E402
from real_kafka import Kafka  # noqa: E402

TOPIC, PARTITIONS = "tocsin.feedback.v1", 12
ORGS = [f"org{i}" for i in range(40)]
TEXTS = ["刚买的电动车充电时电池发热冒烟,客服电话一直打不通,太让人失望了,要求退款",
         "配送很快,包装完好,骑起来很轻快,推荐给朋友",
         "The battery died after two weeks and nobody answers my ticket. Very disappointed.",
         "請問門市週末有開嗎?想去試騎一下新款"]
CHANNELS = ["hotline", "social", "social"]
KAFKAJS = HERE / "kafkajs"
STREAMS = HERE / "kafka-streams"


def records(count):
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    for i in range(count):
        org = ORGS[i % len(ORGS)]
        record = {
            "id": f"b:{i}", "org": org, "source": f"s{i % 5}", "channel": CHANNELS[i % 3], "at": now,
            "author": {"id": f"u{i * 2654435761 % 100000}"}, "region": f"CN-{11 + i % 30}",
            "subjects": [f"p{i % 50}"], "text": TEXTS[i % 4]}
        yield f"{org}|{json.dumps(record, ensure_ascii=False)}\n"


def produce(broker, count):
    lines = "".join(records(count))
    subprocess.run(["kcat", "-b", broker, "-t", TOPIC, "-K", "|", "-P", "-H", "tocsin=1",
                    "-X", "topic.partitioner=murmur2_random"], input=lines, text=True, check=True)


def cpu_of(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Setup:
    def __init__(self, path, broker, embedded, count):
        self.path, self.broker, self.embedded, self.count = path, broker, embedded, count
        self.runs = 0
        (path / "install.key").write_bytes(bytes(range(32)))

    def surge(self, *words):
        """Processor seconds of surge and of its Redis for all records."""
        self.runs += 1
        redis = Redis(self.path / f"redis{self.runs}")
        command = [BUILD / "monitor/surge/tocsin-surge", "--kafka", self.broker, "--redis", redis.address, "--state",
                   self.path, "--rules", SOURCE / "rules", "--group", f"bench{self.runs}", *words]
        command += ["--embedded", self.embedded] if self.embedded else []
        with open(self.path / "surge.log", "ab") as log:
            process = subprocess.Popen(command, stderr=log)
        try:
            wait_until(lambda: oracle.consumed(redis) >= self.count, "all is stored", 600)
            return cpu_of(process.pid), cpu_of(redis.process.pid)
        finally:
            process.kill()
            process.wait()
            redis.kill()

    def bare(self, mode):
        done = subprocess.run([BUILD / "tests/bench/bare_consumer", self.broker, TOPIC, str(PARTITIONS),
                               str(self.count), mode], capture_output=True, text=True, check=True)
        return float(done.stdout), 0

    def kafkajs(self):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.runs += 1
        redis = Redis(self.path / f"redis{self.runs}")
        subprocess.run(["node", KAFKAJS / "count.js", self.broker, TOPIC, str(self.count), str(redis.socket),
                        f"kafkajs{self.runs}"], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = cpu_of(redis.process.pid)
        redis.kill()
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, spent

    def kafka_streams(self, libraries):
        self.runs += 1
        done = subprocess.run(["java", "-XX:+UseSerialGC", "-cp", f"{libraries}/*", STREAMS / "Count.java", self.broker, TOPIC,
                               str(self.count), f"streams{self.runs}", self.path / f"streams{self.runs}"],
                              capture_output=True, text=True, check=True)
        return float(done.stdout), 0


def streams_libraries():
    """The folder of Kafka Streams' jars, fetched once; None where they cannot be."""
    folder = BUILD / "kafka-streams"
    if not (folder / "complete").exists():
        words = ["mvn", "-q", "-B", "-f", STREAMS / "pom.xml", "dependency:copy-dependencies", "-DincludeScope=runtime",
                 f"-DoutputDirectory={folder}"]
        if shutil.which("mvn") is None or subprocess.run(words, stdout=sys.stderr, check=False).returncode != 0:
            return None
        (folder / "complete").touch()
    return folder


def start_up():
    """What opening rules and model costs before the first record."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([BUILD / "monitor/surge/tocsin-surge", "--rules", SOURCE / "rules", "--check-config"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(setup, rounds):
    runners = {"librdkafka alone": lambda: setup.bare("nothing"),
               "librdkafka and yajl": lambda: setup.bare("yajl"),
               "surge --no-texts": lambda: setup.surge("--no-texts"),
               "surge": setup.surge}
    if (KAFKAJS / "node_modules").exists() and not setup.embedded:
        runners["kafkajs: parse, count, Redis"] = setup.kafkajs
    else:
        print("SKIPPED: kafkajs (npm ci --prefix tests/bench/kafkajs, and a real Kafka)")
    libraries = None if setup.embedded else streams_libraries()
    if libraries:
        runners["Kafka Streams: parse, count"] = lambda: setup.kafka_streams(libraries)
    else:
        print("SKIPPED: Kafka Streams (Java, Maven and a real Kafka)")
    opening = start_up()
    spent = {name: [] for name in runners}
    for _ in range(rounds):
        for name, run in runners.items():
            cpu, redis = run()
            spent[name].append((cpu - (opening if name.startswith("surge") else 0), redis))
    anchor = statistics.median(cpu for cpu, _ in spent["librdkafka alone"])
    print(f"{setup.count} records, {rounds} rounds, medians; opening rules and model ({opening:.2f} s) taken off")
    for name, pairs in spent.items():
        cpu = statistics.median(cpu for cpu, _ in pairs)
        redis = statistics.median(redis for _, redis in pairs)
        print(f"{name:30} {cpu / setup.count * 1e6:7.2f} us a record {setup.count / cpu:10.0f} records/s a core "
              f"{cpu / anchor:7.2f} x librdkafka alone   Redis {redis / cpu if redis else 0:5.2f} of it")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with folder() as path:
        if sys.argv[3:] == ["embedded"]:
            state = path / "broker"
            with open(path / "broker.log", "ab") as log:
                broker = subprocess.Popen([BUILD / "monitor/broker/tocsin-broker", "--state", state], stderr=log)
            try:
                wait_until((state / "id").exists, "the broker is up")
                address = "127.0.0.1:" + (state / "port").read_text().strip()
                produce(address, count)
                measure(Setup(path, address, (state / "id").read_text().strip(), count), rounds)
            finally:
                broker.kill()
                broker.wait()
            return
        try:
            with Kafka(path) as kafka:
                subprocess.run([SOURCE / "deploy/kafka/topics.sh", kafka.address], check=True, capture_output=True,
                               env=dict(os.environ, TOCSIN_NO_INSTALL="1"))
                produce(kafka.address, count)
                measure(Setup(path, kafka.address, None, count), rounds)
        except tap.Skip as reason:
            print(f"SKIPPED: {reason}")


if __name__ == "__main__":
    main()
