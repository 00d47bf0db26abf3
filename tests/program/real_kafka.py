"""One node of Apache Kafka for a test, as deploy/kafka/run.sh starts it, and what kcat reads from it."""

import json
import os
import signal
import subprocess

import tap
from installation import LIMIT, SOURCE, wait_until


class Kafka:
    def __init__(self, path):
        self.data = path / "kafka"
        self.process = subprocess.Popen(
            [SOURCE / "deploy/kafka/run.sh", self.data], stdout=subprocess.DEVNULL,
            stderr=open(path / "kafka.errors", "wb"), stdin=subprocess.DEVNULL,
            env=dict(os.environ, TOCSIN_NO_INSTALL="1"), start_new_session=True)
        port = self.data / "port"
        wait_until(lambda: port.exists() or self.process.poll() is not None, "Kafka answers", 2 * LIMIT)
        if self.process.poll() == 4:
            raise tap.Skip("Maven cannot fetch Apache Kafka here")
        assert self.process.poll() is None, (path / "kafka.errors").read_text()
        self.address = "127.0.0.1:" + port.read_text().strip()

    def read(self, topic):
        """Everything in the topic, one text a record."""
        done = subprocess.run(["kcat", "-b", self.address, "-t", topic, "-C", "-e", "-q", "-f", "%s\\n"],
                              capture_output=True, text=True, timeout=LIMIT, check=True)
        return done.stdout.splitlines()

    def trigger_ids(self):
        return {json.loads(event)["id"] for event in self.read("tocsin.triggers.v1")}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()
