"""A mailbox on a real server (dovecot): what lies in it arrives in Kafka, and the mailbox stays as it was."""

import base64
import contextlib
import datetime
import imaplib
import io
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import zipfile

from hearing import Server, ears
from installation import wait_until
from tap import Skip, run

CONFIG = """
base_dir = {path}/run
log_path = {path}/dovecot.log
protocols = imap lmtp
postmaster_address = postmaster@acme.example
auth_username_format = %n
listen = 127.0.0.1
ssl = yes
ssl_cert = <{path}/cert.pem
ssl_key = <{path}/key.pem
mail_location = maildir:{path}/mail/%u
first_valid_uid = 1
auth_mechanisms = plain xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {path}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home={path}/mail/%u allow_all_users=yes
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {delivery}
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
"""


OAUTH2 = """
introspection_url = {url}/introspect?token=
introspection_mode = get
username_attribute = username
active_attribute = active
active_value = true
"""


class Dovecot:
    def __init__(self, path, oauth2="http://127.0.0.1:9"):
        self.path = pathlib.Path(path) / "dovecot"
        self.path.mkdir()
        (self.path / "mail").mkdir(mode=0o777)
        (self.path / "mail").chmod(0o777)
        pathlib.Path(path).chmod(0o755)
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            other.bind(("127.0.0.1", 0))
            self.port, self.delivery = one.getsockname()[1], other.getsockname()[1]
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                        "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                        str(self.path / "key.pem"), "-out", str(self.path / "cert.pem")], check=True,
                       stderr=subprocess.DEVNULL)
        (self.path / "dovecot.conf").write_text(CONFIG.format(path=self.path, port=self.port, delivery=self.delivery))
        (self.path / "oauth2.conf").write_text(OAUTH2.format(url=oauth2))
        self.process = subprocess.Popen(["dovecot", "-F", "-c", str(self.path / "dovecot.conf")])
        wait_until(self.answers, "dovecot answers")

    def answers(self):
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0

    def open(self):
        context = ssl.create_default_context(cafile=str(self.path / "cert.pem"))
        client = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=context)
        client.login("li", "secret")
        return client

    def append(self, *mails, mailbox="INBOX"):
        client = self.open()
        client.create(mailbox)
        for mail in mails:
            status, said = client.append(mailbox, None, None, mail)
            assert status == "OK", said
        client.logout()

    def deliver(self, mail):
        """As a mail server would: swaks hands it over by LMTP."""
        done = subprocess.run(["swaks", "--protocol", "LMTP", "--server", "127.0.0.1", "--port", str(self.delivery),
                               "--to", "li@acme.example", "--from", "sender@example.org", "--data", "-"],
                              input=mail, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode() + (self.path / "dovecot.log").read_text()[-1000:]

    def end(self):
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def mailbox(*oauth2):
    if shutil.which("dovecot") is None:
        raise Skip("dovecot is not installed")
    with ears() as made:
        server = Dovecot(made.path, *oauth2)
        (made.path / "password").write_text("secret\n")
        try:
            yield made, server
        finally:
            server.end()


def test_a_bearer_token_opens_a_mailbox_and_a_wrong_one_does_not():
    def introspect(path, _):
        good = "token=ya29.good&" in path
        return 200, {"Content-Type": "application/json"}, json.dumps(
            {"active": "true", "username": "li"} if good else {"active": "false"}).encode()

    with Server(introspect) as provider, mailbox(provider.url) as (made, server):
        server.append(mail(1))
        (made.path / "good").write_text("ya29.good\n")
        (made.path / "bad").write_text("ya29.stale\n")
        bearer = {key: value for key, value in source(made, server).items() if key != "password"}
        made.sources({**bearer, "token": {"file": str(made.path / "good")}},
                     {**bearer, "name": "stale", "token": {"file": str(made.path / "bad")}})
        made.hear()
        assert list(made.wait_for(1)) == ["complaints:m1@example.org"]
        made.wait_for_log("source 'stale': ")
        assert any("token=ya29.good&" in path for path, _ in provider.asked), provider.asked


def test_mails_that_swaks_delivers_arrive():
    with mailbox() as (made, server):
        made.sources(source(made, server))
        made.hear()
        server.deliver(mail(1))
        made.wait_for(1)
        server.deliver(mail(2, subject="=?gb2312?B?w7DRzA==?=", extra="Content-Type: text/plain; charset=utf-8\r\n"))
        assert made.wait_for(2)["complaints:m2@example.org"]["title"] == "冒烟"


def source(made, server, **more):
    return {"name": "complaints", "org": "acme", "kind": "imap", "channel": "email",
            "url": f"imaps://127.0.0.1:{server.port}", "user": "li", "password": {"file": str(made.path / "password")},
            "ca-file": str(server.path / "cert.pem"), "allow-private": True, "every": "500ms", "timeout": "10s", **more}


def mail(number, subject="Broken", body="It smokes. Call 13812345678.", extra=""):
    return (f"From: Li Ming <li{number}@example.org>\r\nTo: help@acme.example\r\nSubject: {subject}\r\n"
            f"Date: Sat, 21 Nov 2026 03:04:{number % 60:02} +0800\r\nMessage-ID: <m{number}@example.org>\r\n{extra}"
            f"\r\n{body}\r\n").encode()


def coded(charset, text, transfer="base64"):
    raw = text.encode("gb18030" if charset in ("gb2312", "") else charset)
    kind = f"; charset={charset}" if charset else ""
    word = base64.b64encode(raw).decode()
    subject = f"=?{charset or 'gbk'}?B?{word}?="
    if transfer == "base64":
        return subject, f"Content-Type: text/plain{kind}\r\nContent-Transfer-Encoding: base64\r\n", word
    return subject, f"Content-Type: text/plain{kind}\r\nContent-Transfer-Encoding: 8bit\r\n", raw


def test_mails_arrive_and_stay_unread():
    with mailbox() as (made, server):
        server.append(mail(1), mail(2, body="New words\r\n\r\nOn Friday Wang wrote:\r\n> old words\r\n",
                                    extra="In-Reply-To: <m1@example.org>\r\n"))
        made.sources(source(made, server))
        made.hear()
        records = made.wait_for(2)
        first = records["complaints:m1@example.org"]
        assert first["at"] == "2026-11-20T19:04:01Z" and first["title"] == "Broken", first
        assert first["text"].startswith("It smokes. Call [phone:"), first
        assert len(first["author"]["id"]) == 32 and first["author"]["name"] == "Li Ming"
        second = records["complaints:m2@example.org"]
        assert second["text"] == "New words" and second["parent"] == "complaints:m1@example.org", second
        server.append(mail(3))  # IDLE
        made.wait_for(3)
        client = server.open()
        client.select("INBOX", readonly=True)
        assert client.search(None, "UNSEEN")[1] == [b"1 2 3"]
        client.logout()
        wait_until(lambda: " 3 INBOX" in made.health("complaints").get("cursor", ""), "the cursor is kept")
        made.stop()
        server.append(mail(4))
        made.hear()
        made.wait_for(4)
        assert len(made.records()) == 4


def test_charsets_are_read_as_they_are_in_practice():
    with mailbox() as (made, server):
        rows = [("gb2312", "电池起火了，镕"), ("big5", "電池起火了"), ("utf-8", "电池 🔥"), ("", "没有标记的国标码")]
        for number, (charset, text) in enumerate(rows):
            for transfer in ("base64", "8bit"):
                subject, extra, body = coded(charset, text, transfer)
                whole = mail(number * 2 + (transfer == "8bit"), subject, "BODY", extra)
                server.append(whole.replace(b"BODY", body.encode() if isinstance(body, str) else body))
        made.sources(source(made, server))
        made.hear()
        records = made.wait_for(8)
        for number, (_, text) in enumerate(rows):
            for offset in (0, 1):
                record = records[f"complaints:m{number * 2 + offset}@example.org"]
                assert record["text"] == text and record["title"] == text, record


HTML = ("Content-Type: multipart/mixed; boundary=b\r\n",
        "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/html\r\n\r\n"
        "<p>It <b>burns</b></p><script>no()</script><p>Help&nbsp;me</p>\r\n--c--\r\n--b\r\n"
        "Content-Type: application/zip; name=x.zip\r\nContent-Disposition: attachment; filename=\"x.zip\"\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nUEsDBAoAAAAAAA==\r\n--b--\r\n")


def nested(depth):
    head = "Content-Type: multipart/mixed; boundary=b0\r\n"
    body = ""
    for i in range(depth):
        body += f"--b{i}\r\nContent-Type: multipart/mixed; boundary=b{i + 1}\r\n\r\n"
    return head, body


def test_odd_mails_do_no_harm():
    with mailbox() as (made, server):
        server.append(mail(1, body=HTML[1], extra=HTML[0]),
                      mail(2, body=nested(30)[1], extra=nested(30)[0]),
                      mail(3, body=nested(5000)[1], extra=nested(5000)[0]),
                      mail(4, extra="Auto-Submitted: auto-replied\r\n"),
                      mail(5, extra="Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"),
                      mail(6, body="x" * 300000),
                      b"no headers at all\r\n",
                      b"Subject: =?utf-8?B?broken?=\r\nDate: never\r\n\r\n\xff\xfe\x00text\x07\r\n",
                      mail(7, subject="a\tb \x07 <b>c</b>"),
                      mail(8, body="> only\r\n> quotes\r\n"))
        made.sources(source(made, server))
        made.hear()
        wait_until(lambda: made.health("complaints").get("cursor", "").endswith(" 10 INBOX\n"), "all is read")
        records = {record["id"]: record for record in made.records()}
        html = records["complaints:m1@example.org"]
        assert html["text"] == "It burns\nHelp\u00a0me" and html["fields"]["attachments"] == "x.zip", html
        assert len(records["complaints:m6@example.org"]["text"].encode()) <= 60 * 1024
        assert records["complaints:m6@example.org"]["text"].endswith("…")
        assert "\x07" not in records["complaints:m7@example.org"]["title"]
        assert "only" in records["complaints:m8@example.org"]["text"]
        assert "13812345678" not in json.dumps(made.quarantine())
        reasons = " ".join(item["reason"] for item in wait_until(
            lambda: len(made.quarantine()) >= 3 and made.quarantine(), "the quarantine"))
        for said in ("automatic reply", "came back", "inside each other"):
            assert said in reasons, reasons


def letter(number, *lines, date="Date: Sat, 21 Nov 2026 03:04:05 +0800"):
    """A mail of bytes, with a Message-ID."""
    head = [f"Message-ID: <m{number}@example.org>".encode()] + ([date.encode()] if date else [])
    return b"\r\n".join(head + [line if isinstance(line, bytes) else line.encode() for line in lines]) + b"\r\n"


def test_letters_as_people_really_send_them_arrive_whole():
    gb, big5 = "𠮷㐀镕起火".encode("gb18030"), "電池起火了，我要投訴".encode("big5")
    rows = [
        (letter(1, b"Subject: =?gb2312?B?" + base64.b64encode(gb) + b"?=", "Content-Type: text/plain; charset=gb2312", "", gb),
         "𠮷㐀镕起火", "𠮷㐀镕起火"),
        (letter(2, b"Subject: " + big5, "", big5), "電池起火了，我要投訴", "電池起火了，我要投訴"),
        (letter(3, "Subject: flowed", "Content-Type: text/plain; format=flowed", "", "It ", "smokes.", "> old ", "> words"),
         "flowed", "It smokes."),
        (letter(4, "Subject: passed on", "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "", "--b",
                "Content-Type: message/rfc822", "", "Subject: inner", "", "The inner words", "--b--"),
         "passed on", "The inner words"),
        (letter(5, "Subject: tnef", "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "Rich words", "--b",
                "Content-Type: application/ms-tnef; name=winmail.dat", "Content-Transfer-Encoding: base64", "",
                base64.b64encode(b"\x78\x9f\x3e\x22" + bytes(100)), "--b--"), "tnef", "Rich words"),
        (letter(6, "Subject: huge", *[f"X-Trace-{i}: {'y' * 900}" for i in range(400)], "", "Behind huge headers"),
         "huge", "Behind huge headers"),
        (letter(7, "Subject: deep", "Content-Type: multipart/mixed; boundary=a", "", "--a",
                "Content-Type: multipart/related; boundary=b", "", "--b", "Content-Type: multipart/alternative; boundary=c", "",
                "--c", "", "Deep words", "--c", "Content-Type: text/html", "", "<p>Deep <b>words</b></p>", "--c--", "--b--",
                "--a--"), "deep", "Deep words"),
        (letter(8, "Subject: answered", "Content-Type: text/html; charset=utf-8", "",
                "<div>New words</div><blockquote type=cite>old words</blockquote>"), "answered", "New words"),
        (letter(9, "Subject: fold", " ed", "From: =?utf-8?Q?=3Cscript=3E=07?= <li@example.org>", "", "Folded"),
         "fold ed", "Folded"),
        (letter(10, "Subject: undated", "", "No date", date=None), "undated", "No date"),
        (letter(11, "Subject: tomorrow", "", "A clock that is wrong", date="Date: Fri, 21 Nov 2036 03:04:05 +0800"),
         "tomorrow", "A clock that is wrong"),
    ]
    with mailbox() as (made, server):
        server.append(*[row[0] for row in rows])
        made.sources(source(made, server))
        made.hear()
        records = made.wait_for(len(rows))
        for number, (_, title, text) in enumerate(rows, 1):
            record = records[f"complaints:m{number}@example.org"]
            assert record["title"] == title and record["text"] == text, record
        assert records["complaints:m5@example.org"]["fields"]["attachments"] == "winmail.dat"
        assert records["complaints:m9@example.org"]["author"]["name"] == "<script>"  # what shows it escapes it
        for number in (10, 11):  # of the time at which the server took them
            when = datetime.datetime.fromisoformat(records[f"complaints:m{number}@example.org"]["at"].replace("Z", "+00:00"))
            assert abs((datetime.datetime.now(datetime.timezone.utc) - when).total_seconds()) < 600, when


def zipped(size):
    """An archive of a few kilobytes that would unpack to `size` bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", bytes(size))
    return base64.encodebytes(held.getvalue()).replace(b"\n", b"\r\n")


def mixed(number, parts, *more):
    """A mail of these parts, each given with its own headers."""
    lines = [b"--b\r\n" + part for part in parts]
    return letter(number, f"Subject: bomb {number}", "Content-Type: multipart/mixed; boundary=b", *more, "", *lines, "--b--")


def attached(content, name, kind="application/zip"):
    return (f"Content-Type: {kind}\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n").encode() + content


def test_bombs_do_no_harm_and_what_they_say_arrives():
    said = b"\r\nIt smokes"
    html = b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100000 + b"It smokes"
    rows = {
        1: mixed(1, [said, attached(zipped(64 << 20), "../../etc/x\x1b[31m.zip")]),  # named, and never opened
        2: mixed(2, [said] + [b"\r\npart"] * 300),
        3: mixed(3, [said] + [b"\r\npart"] * 20000),
        4: mixed(4, [said, attached(b"QUJD" * (3 << 20), "large.bin", "application/octet-stream")]),  # 12 MB
        5: mixed(5, [said], "X-Long: " + "h" * (1 << 20)),
        6: mixed(6, [said] + [attached(zipped(1 << 20), f"{'n' * 500}{i}.zip") for i in range(150)]),
        7: mixed(7, [html]),
        8: mixed(8, [b"Content-Type: text/plain; charset=utf-7\r\n\r\n" + b"+" * 500000]),
        9: letter(9, "Subject: bomb 9", *["Received: by x" for _ in range(50000)], "", "It smokes"),
    }
    for number, depth in (10, 40), (11, 8):
        rows[number] = letter(number, "", "It smokes")
        for _ in range(depth):
            rows[number] = letter(number, f"Subject: bomb {number}", "Content-Type: message/rfc822", "", rows[number])
    with mailbox() as (made, server):
        server.append(*rows.values(), mail(99))
        made.sources(source(made, server))
        made.hear()
        wait_until(lambda: made.lives() and made.health("complaints").get("cursor", "").endswith(f" {len(rows) + 1} INBOX\n"),
                   "all is read")
        records = {record["id"].split(":m")[1].split("@")[0]: record for record in made.records()}
        assert "99" in records, made.said()[-2000:]
        for number in ("1", "2", "4", "5", "6", "7", "9", "11"):
            assert records[number]["text"].startswith("It smokes"), records[number]
        assert records["1"]["fields"]["attachments"].endswith(".zip") and "\x1b" not in records["1"]["fields"]["attachments"]
        assert len(records["6"]["fields"]["attachments"]) < 2000
        for number in ("2", "3", "4", "10"):
            assert records[number]["fields"].get("cut") == "true", records[number]
        assert len(records) == len(rows) + 1 and not made.quarantine(), sorted(records)
        memory = int(pathlib.Path(f"/proc/{made.collect.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
        assert memory < 500 << 20, memory  # also with what sanitizers keep


def test_a_missing_mailbox_is_told_and_keeps_no_other_from_being_read():
    with mailbox() as (made, server):
        server.append(mail(1), mailbox="&V4NXPpCuTvY-")
        made.sources(source(made, server, mailboxes=["Nowhere", "&V4NXPpCuTvY-"]))
        made.hear()
        made.wait_for(1)
        made.wait_for_log("the mailbox 'Nowhere' cannot be opened")
        wait_until(lambda: [s for s in made.states("complaints") if s["state"] == "down"], "the source is down")
        server.append(mail(2), mailbox="&V4NXPpCuTvY-")
        made.wait_for(2)


def test_several_mailboxes_are_polled_and_renumbering_is_noticed():
    with mailbox() as (made, server):
        server.append(mail(1))
        server.append(mail(2), mailbox="&V4NXPpCuTvY-")
        made.sources(source(made, server, mailboxes=["INBOX", "垃圾邮件"]))
        made.hear()
        made.wait_for(2)
        made.stop()
        cursor = made.health("complaints")["cursor"]
        assert cursor.splitlines()[1].endswith("垃圾邮件"), cursor
        made.redis.ask("HSET", "tocsin:collect:source:complaints", "cursor", "7 99 INBOX\n")
        server.append(mail(3))
        made.hear()
        made.wait_for(3)


def test_a_wrong_password_and_a_wrong_certificate_are_said():
    with mailbox() as (made, server):
        (made.path / "wrong").write_text("wrong")
        made.sources(source(made, server, password={"file": str(made.path / "wrong")}))
        status, _ = made.once("complaints")
        assert status == 4 and "denied" in made.said().lower(), made.said()
        trusting = source(made, server)
        del trusting["ca-file"]
        made.sources(trusting)
        status, _ = made.once("complaints")
        assert status == 4 and "certificate" in made.said()


if __name__ == "__main__":
    run(sys.modules[__name__])
