"""What can go wrong on a line: a TCP proxy before a Redis that delays, throttles, cuts, and half-opens; and kills its client at
chosen points of a flush."""

import socket
import threading
import time


class Line:
    """How a line behaves at present."""

    def __init__(self):
        self.delay = 0.0       # seconds before anything goes on
        self.rate = 0          # bytes a second; 0: as fast as it goes
        self.is_deaf = False   # half-open: requests arrive, answers never do
        self.is_mute = False   # half-open: requests never arrive


class TcpProxy:
    def __init__(self, target):
        self.target = str(target)  # a Unix socket; may be changed
        self.line = Line()
        self.ends = set()
        self.lock = threading.Lock()
        self.kill_at = None        # "before send", "after send", "after reply"
        self.victim = None         # a process
        self.killed = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.listener.getsockname()[1]}"

    def heal(self):
        self.line = Line()

    def cut(self):
        """Every connection ends, whatever was under way on it."""
        with self.lock:
            for end in self.ends:
                close(end)
            self.ends.clear()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self.target)
            except OSError:
                client.close()
                continue
            with self.lock:
                self.ends |= {client, server}
            flushes = threading.Event()  # the answer that comes next is a flush's
            threading.Thread(target=self.copy, args=(client, server, True, flushes), daemon=True).start()
            threading.Thread(target=self.copy, args=(server, client, False, flushes), daemon=True).start()

    def copy(self, source, target, is_request, flushes):
        try:
            while data := source.recv(1 << 16):
                self.pass_on(target, data, is_request, flushes)
        except OSError:
            pass
        for end in (source, target):
            close(end)

    def pass_on(self, target, data, is_request, flushes):
        line = self.line
        if line.delay:
            time.sleep(line.delay)
        if line.is_mute if is_request else line.is_deaf:
            return
        if self.kill_at and is_request and b"EVALSHA" in data and b"consumed" in data:
            if self.kill_at == "before send":
                self.kill()
                return
            flushes.set()
        if self.kill_at and not is_request and flushes.is_set() and self.kill_at == "after send":
            self.kill()
            return
        while line.rate and len(data) > 1024:
            target.sendall(data[:1024])
            data = data[1024:]
            time.sleep(1024 / line.rate)
        target.sendall(data)
        if self.kill_at == "after reply" and not is_request and flushes.is_set():
            self.kill()

    def kill(self):
        self.kill_at = None
        self.victim.kill()
        self.victim.wait()
        self.killed.set()


def close(end):
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()
