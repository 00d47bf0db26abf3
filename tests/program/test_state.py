"""`tocsin state`: taken along, looked at, migrated, and a person taken out of it while counting goes on."""

import hashlib
import hmac
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "chaos"))

import oracle  # noqa: E402
import tap  # noqa: E402
from faults import PARTITIONS, Bench  # noqa: E402
from installation import TOCSIN, Redis, folder, wait_until  # noqa: E402

ORG = "acme"
HOME = oracle.partition_of(ORG, PARTITIONS)


def state(made, *words, status=0):
    done = subprocess.run([TOCSIN, "state", *map(str, words), "--redis", made.address, "--kafka", made.kafka, "--state", made.path],
                          capture_output=True, text=True, check=False)
    assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def told(made, *words):
    """The lines of JSON that a verb answers with."""
    return [json.loads(line) for line in state(made, *words, "--json").splitlines()]


def tell(made, author, text):
    """A complaint of that author."""
    made.produce([ORG], 1, lambda event: event.update(author={"id": author}, text=text, subjects=["battery"]))


def stored(made, pattern):
    """All values of these names, as bytes that are shown."""
    return {key: made.redis.ask("EVAL", "return redis.sha1hex(redis.call('GET', KEYS[1]))", 1, key) for key in
            made.redis.ask("KEYS", pattern)}


def holds(made, words):
    """In how many values these bytes (hexadecimal) stand."""
    script = """local n, needle = 0, (ARGV[1]:gsub('..', function (c) return string.char(tonumber(c, 16)) end))
    for _, key in ipairs(redis.call('KEYS', 'tocsin:*')) do
      if redis.call('TYPE', key).ok == 'string' and string.find(redis.call('GET', key), needle, 1, true) then n = n + 1 end
    end
    return n"""
    return made.redis.ask("EVAL", script, 0, words)


def test_an_author_is_erased_while_surge_counts_on():
    with folder() as path:
        made = Bench(path)
        try:
            made.start_member(0)
            for i in range(3):
                tell(made, "@li", f"my battery caught fire, number {i}")
                tell(made, f"@other{i}", f"the battery of mine is dead, case {i}")
            made.settle()
            person = hmac.new(bytes(range(32)), b"@li", hashlib.sha256).hexdigest()[:32]
            words = "my battery caught fire".encode().hex()
            assert holds(made, person) > 0 and holds(made, words) > 0
            counts = made.redis.snapshot("m", "h")
            said = state(made, "erase", "@li")
            assert said.startswith("3 records of this author"), said
            wait_until(lambda: not holds(made, person) and not holds(made, words), "nothing of the person is there")
            tell(made, "@late", "another battery")
            made.settle()
            assert not made.differences(), made.differences()
            assert not holds(made, person) and not holds(made, words), "the owner wrote it back"
            assert set(counts) <= set(made.redis.snapshot("m", "h"))
            assert "erased from the state: 0 claims of novelty, 0 entries among the people of incidents, 0 ids, 0 pieces" \
                in state(made, "erase", "@li")
            [erased] = told(made, "erase", "@li")
            assert erased["records"] == 3 and erased["people"] == 0 and "tocsin.register.v1" in erased["not_erased"], erased
            log = (path / "surge0.log").read_text()
            assert "DIFFERS edition" in log, log
        finally:
            made.close()


def test_a_state_travels_with_its_key():
    with folder() as path:
        made = Bench(path)
        try:
            made.start_member(0)
            tell(made, "@li", "my battery caught fire")
            made.settle()
            made.members[0].terminate()
            made.members[0].wait()
            state(made, "export", path / "exported")
            before = {key: value for key, value in stored(made, "tocsin:*:m:*").items()}
            other = Redis(path / "other")
            try:
                made.address = other.address
                home = made.path
                made.path = path / "fresh"
                assert "the installation's key is now in" in state(made, "import", path / "exported")
                assert (made.path / "install.key").read_bytes() == (home / "install.key").read_bytes()
                assert "good" in state(made, "verify")
                made.path = home
                assert before.keys() == {key: 0 for key in other.ask("KEYS", "tocsin:*:m:*")}.keys()
                assert f"partition {HOME}: layout 1, as this program writes it" in state(made, "migrate")
                [kept] = told(made, "export", path / "again")
                assert kept == {"file": str(path / "again"), "keys_exported": len(other.ask("KEYS", "tocsin:*"))}
                assert told(made, "import", path / "again", "--replace") == [{"file": kept["file"], "keys_imported": kept["keys_exported"]}]
                stands = told(made, "verify")
                assert all(stand["good"] is True for stand in stands) and HOME in {stand["partition"] for stand in stands}, stands
                assert {"partition": HOME, "layout": 1} in told(made, "migrate")
                assert told(made, "accept", HOME) == [{"partition": HOME, "accepted": True}]
                other.ask("HSET", f"tocsin:{{{HOME}}}:position", "layout", "99")
                assert "layout 99, which this program does not know" in state(made, "migrate", status=3)
            finally:
                other.kill()
        finally:
            made.close()


tap.run(sys.modules[__name__])
