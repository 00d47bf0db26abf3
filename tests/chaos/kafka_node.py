"""A real Kafka that can die, lose the end of its log, and have its topics made again."""

import os
import signal
import socket
import subprocess

import tap
from installation import SOURCE, wait_until

ENVIRONMENT = dict(os.environ, TOCSIN_NO_INSTALL="1")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class KafkaNode:
    def __init__(self, path):
        done = subprocess.run([SOURCE / "deploy/kafka/libs.sh"], env=ENVIRONMENT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise tap.Skip("KAFKA'S JARS CANNOT BE FETCHED BY MAVEN")
        self.libs = done.stdout.strip()
        self.path = path / "kafka"
        self.ports = [free_port(), free_port()]
        self.start()
        self.make_topics()

    @property
    def address(self):
        return f"127.0.0.1:{self.ports[0]}"

    def start(self):
        self.path.mkdir(exist_ok=True)
        (self.path / "port").unlink(missing_ok=True)
        with open(self.path / "output", "ab") as log:
            self.process = subprocess.Popen([SOURCE / "deploy/kafka/run.sh", self.path, *map(str, self.ports)], env=ENVIRONMENT,
                                            stdout=log, stderr=log, start_new_session=True)
        wait_until((self.path / "port").exists, "Kafka answers")

    def make_topics(self):
        subprocess.run([SOURCE / "deploy/kafka/topics.sh", self.address], env=ENVIRONMENT, capture_output=True, check=True)

    def delete_topic(self, name):
        subprocess.run(["java", "-Xmx128m", "-cp", f"{self.libs}/*", "org.apache.kafka.tools.TopicCommand", "--bootstrap-server",
                        self.address, "--delete", "--topic", name], capture_output=True, check=True)
        wait_until(lambda: name not in self.list_topics(), "the topic is gone")

    def list_topics(self):
        return subprocess.run(["kcat", "-b", self.address, "-L"], capture_output=True, text=True, check=True).stdout

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def segment(self, partition):
        return self.path / f"log/tocsin.feedback.v1-{partition}/00000000000000000000.log"

    def cut(self, partition, size):
        """Kafka dies, and what was written last is not on its disk."""
        self.kill()
        segment = self.segment(partition)
        with open(segment, "r+b") as file:
            file.truncate(size)
        for ending in (".index", ".timeindex"):
            segment.with_suffix(ending).unlink(missing_ok=True)
        self.start()
