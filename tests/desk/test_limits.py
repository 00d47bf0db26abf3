"""The desk under bad weather: TLS of its own and behind nginx and Caddy, slow and countless clients, a long past."""

import contextlib
import os
import pathlib
import resource
import select
import shutil
import socket
import subprocess
import time

import rig
from rig import LIMIT, Stream, wait_until

PROXY = pathlib.Path(__file__).resolve().parents[2] / "deploy/proxy"
OPEN = 10000


def certificate(one):
    """A key and a certificate for localhost and desk.example.org."""
    key, pem = one.state / "desk.key", one.state / "desk.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,DNS:desk.example.org,IP:127.0.0.1",
                    "-keyout", str(key), "-out", str(pem)], check=True, capture_output=True)
    return key, pem


def curl(*words, **options):
    return subprocess.run(["curl", "-sS", "--max-time", "20", *map(str, words)], capture_output=True, text=True, **options)


def test_the_desk_speaks_tls_itself(one):
    key, pem = certificate(one)
    one.start_desk("--certificate", str(pem), "--key", str(key))
    assert one.address.startswith("https://"), one.address
    base = f"https://localhost:{one.port}"
    assert curl("--cacert", pem, f"{base}/healthz").stdout == "ok\n"
    assert curl(f"{base}/healthz").returncode == 60, "an unknown certificate is refused by the client"
    assert curl(f"http://localhost:{one.port}/healthz").stdout != "ok\n", "nothing is told in plain text"
    assert curl("--cacert", pem, "--tls-max", "1.1", f"{base}/healthz").returncode != 0, "old TLS is refused"
    place = one.trigger("warning.raised")
    stream = subprocess.Popen(["curl", "-sN", "--cacert", str(pem), "-H", "Last-Event-ID: " + place.rsplit("-", 1)[0] + "-0",
                               "-H", f"Authorization: Bearer {one.token}", f"{base}/v1/stream"], stdout=subprocess.PIPE, text=True)
    second = one.trigger("response.triggered")
    while second not in stream.stdout.readline():
        assert stream.poll() is None
    stream.terminate()
    stream.wait()


def test_a_certificate_that_is_none_is_said_and_refused(one):
    (one.state / "bad.pem").write_text("this is no certificate\n")
    one.start("desk", *one.common(), "--listen", "127.0.0.1:0", "--certificate", str(one.state / "bad.pem"), "--key", str(one.state / "bad.pem"))
    assert one.programs.pop("desk").wait(30) == 3
    assert "certificate" in (one.state / "desk.log").read_text()


@contextlib.contextmanager
def nginx(one, port):
    """nginx with the sample of deploy/proxy, on a port and with a certificate of the test."""
    key, pem = certificate(one)
    sample = (PROXY / "nginx.conf").read_text().replace("443 ssl", f"127.0.0.1:{port} ssl").replace("127.0.0.1:8420", f"127.0.0.1:{one.port}")
    sample = sample.replace("/etc/ssl/desk.example.org.pem", str(pem)).replace("/etc/ssl/desk.example.org.key", str(key))
    folder = one.state / "nginx"
    folder.mkdir()
    temporary = "".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(f"daemon off; pid {folder}/pid; error_log {folder}/log; user root;\n"
                                       f"events {{}}\nhttp {{ access_log off; {temporary}\n{sample}\n}}\n")
    program = subprocess.Popen(["nginx", "-e", str(folder / "log"), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        yield pem
    finally:
        program.terminate()
        program.wait(30)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def caddy(one, port):
    """Caddy with the sample of deploy/proxy, on a port and with a certificate of the test in place of one that it fetches."""
    key, pem = certificate(one)
    folder = one.state / "caddy"
    folder.mkdir()
    sample = (PROXY / "Caddyfile").read_text().replace("127.0.0.1:8420", f"127.0.0.1:{one.port}")
    sample = sample.replace("desk.example.org {", f"https://desk.example.org:{port} {{\n\tbind 127.0.0.1\n\ttls {pem} {key}")
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + sample)
    subprocess.run(["caddy", "validate", "--config", str(PROXY / "Caddyfile"), "--adapter", "caddyfile"], check=True, capture_output=True)
    with open(folder / "log", "w", encoding="utf-8") as log:
        program = subprocess.Popen(["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"], stderr=log,
                                   env={**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)})
    try:
        yield pem
    finally:
        program.terminate()
        program.wait(30)


def serves_the_desk(one, proxy):
    one.start_desk("--behind-proxy")
    port = free_port()
    with proxy(one, port) as pem:
        base = f"https://desk.example.org:{port}"
        words = ("--cacert", pem, "--resolve", f"desk.example.org:{port}:127.0.0.1")
        wait_until(lambda: curl(*words, f"{base}/healthz").stdout == "ok\n", "the proxy serves")
        code = ("-o", "/dev/null", "-w", "%{http_code}")
        assert curl(*words, *code, f"{base}/v1/state").stdout == "401", "behind a proxy everybody needs a token"
        assert curl(*words, *code, f"{base}/metrics").stdout == "403"
        bearer = ("-H", f"Authorization: Bearer {one.token}")
        assert '"level":"level-2"' in curl(*words, *bearer, f"{base}/v1/state").stdout
        login = curl(*words, "-i", "-H", f"Origin: {base}", "-H", "Content-Type: application/json", "-d", '{"token": "%s"}' % one.token, f"{base}/v1/session").stdout
        cookie = next(line for line in login.lower().splitlines() if line.startswith("set-cookie"))
        assert "secure" in cookie and "httponly" in cookie and "samesite=strict" in cookie, cookie
        stream = subprocess.Popen(["curl", "-sN", *map(str, words), *bearer, f"{base}/v1/stream"], stdout=subprocess.PIPE, text=True)
        assert stream.stdout.readline() == "retry: 3000\n", "nothing is held back"
        place = one.trigger("warning.raised")
        while place not in stream.stdout.readline():
            assert stream.poll() is None
        stream.terminate()
        stream.wait()


def test_the_nginx_sample_serves_the_desk(one):
    if shutil.which("nginx") is None:
        print("# SKIP nginx is not installed: its sample is not tried", flush=True)
        return
    serves_the_desk(one, nginx)


def test_the_caddy_sample_serves_the_desk(one):
    if shutil.which("caddy") is None:
        print("# SKIP caddy is not installed: its sample is not tried", flush=True)
        return
    serves_the_desk(one, caddy)


def memory_kib(one):
    """What the desk holds; nothing where the address sanitizer, with its terabytes, holds the rest."""
    lines = pathlib.Path(f"/proc/{one.programs['desk'].pid}/status").read_text().splitlines()
    size, resident = (int(next(line for line in lines if line.startswith(name)).split()[1]) for name in ("VmSize", "VmRSS"))
    return resident if size < 1 << 32 else 0


def test_who_is_slow_with_a_request_is_put_off(one):
    one.start_desk()
    slow = socket.create_connection(("127.0.0.1", one.port))
    begun = time.monotonic()
    slow.settimeout(LIMIT)
    slow.sendall(b"POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
    answer = b"?"
    while answer:  # a byte now and then is no excuse
        if select.select([slow], [], [], 1)[0]:
            with contextlib.suppress(ConnectionResetError):
                answer = slow.recv(65536)
                continue
            break
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            slow.sendall(b" ")
    assert time.monotonic() - begun < 2 * 15 + 10 * float(os.environ.get("PATIENCE", "1"))


def test_ten_thousand_connections_leave_good_clients_alone(one):
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = OPEN if limit == resource.RLIM_INFINITY else min(OPEN, limit - 256)
    if wanted < OPEN:
        print(f"# only {wanted} connections: that is all this machine lets one process open", flush=True)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted + 256, limit))
    one.start_desk()
    stream = Stream(one)
    crowd = []
    for number in range(wanted):
        visitor = socket.socket()
        visitor.setblocking(False)
        visitor.connect_ex(("127.0.0.1", one.port))
        crowd.append(visitor)
        if number % 500 == 499:
            assert one.get("/healthz") == "ok\n", number
    place = one.trigger("warning.raised")
    assert stream.next("trigger")[1] == place, "who watches goes on watching"
    assert wait_until(lambda: one.ask("GET", "/v1/state")[0] == 200, "a newcomer is served")
    assert memory_kib(one) < 192 * 1024, memory_kib(one)
    for visitor in crowd:
        visitor.close()
    wait_until(lambda: "tocsin_desk_connections" in one.get("/metrics"), "and afterwards all is well")


def test_a_place_that_is_older_than_the_desk_keeps_is_a_gap(one):
    first = one.trigger("warning.raised")
    record = "x" * 10 + "\n"
    subprocess.run(["kcat", "-P", "-b", one.kafka, "-t", "tocsin.triggers.v1", "-k", "acme", "-p", "0"],
                   input=(record * 9000).encode(), check=True)
    one.offset += 9000
    last = one.trigger("response.triggered")
    one.start_desk()
    stream = Stream(one, after=first)
    kind, _, data = stream.next("gap", "trigger")
    assert kind == "gap" and data["reason"], (kind, data)
    assert stream.next("trigger")[1] == last


rig.run([value for name, value in sorted(globals().items()) if name.startswith("test_")])
