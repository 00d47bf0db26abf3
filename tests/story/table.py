#!/usr/bin/env python3
"""Plays every state × event × role of table.txt through the whole path and compares what follows.

Each case is a subject of its own: a few records and decisions bring it into the state, then the event comes, by that
role. Everybody whom a line does not name must be refused, and nothing may follow.

usage: table.py TOCSIN RULES TABLE
"""
import datetime
import json
import subprocess
import sys

ROLES = {"o": "operator", "d": "duty", "s": "secretariat", "f": "office-director", "p": "pr-director", "l": "legal-manager",
         "v": "vice-president", "g": "general-coordinator", "h": "group-head"}
BEGIN = datetime.datetime(2026, 3, 2, 1, 0, tzinfo=datetime.timezone.utc)
HOUR = 3600

POSTS = {
    "fire-post": {"channel": "social", "source": "posts", "text": "我的产品起火了,烧了半间屋子"},
    "minor-post": {"channel": "social", "source": "posts", "text": "我的产品烫伤了我的手,轻伤"},
    "death-post": {"channel": "social", "source": "posts", "text": "我的产品爆炸,我父亲当场死亡"},
    "minor-call": {"channel": "hotline", "source": "calls", "text": "产品烫伤了我的手,轻伤"},
    "death-call": {"channel": "hotline", "source": "calls", "text": "产品爆炸,我父亲当场死亡"},
    "regional": {"channel": "news", "source": "papers", "text": "消费者投诉该产品质量差,企业敷衍",
                 "outlet": {"name": "某某晚报", "tier": "regional"}},
    "authority": {"channel": "news", "source": "papers", "text": "消费者投诉该产品质量差,企业敷衍",
                  "outlet": {"name": "某某总社", "tier": "authoritative"}},
    "letter": {"channel": "regulator_letter", "source": "letters", "text": "请贵公司说明有关情况",
               "fields": {"rank": "province"}},
}

DECISIONS = {
    "ack": {"verb": "ack"}, "note": {"verb": "note"}, "verify": {"verb": "verify"},
    "warn": {"verb": "verify", "level": "warning"}, "confirm": {"verb": "confirm"},
    "grant": {"verb": "confirm", "level": "level-1"}, "reject": {"verb": "reject"}, "upgrade": {"verb": "upgrade"},
    "level-2": {"verb": "upgrade", "level": "level-2"}, "level-1": {"verb": "upgrade", "level": "level-1"},
    "downgrade": {"verb": "downgrade"}, "trust": {"verb": "attest", "item": "LVL-2.trust", "result": "true"},
    "waive": {"verb": "attest", "item": "CLK-18", "result": "waived"}, "silence": {"verb": "silence", "value": "1h"},
    "report": {"verb": "attest", "item": "CLK-19", "result": "met", "evidence": "报告1"}, "release": {"verb": "release"},
}

EVENTS = DECISIONS.keys() | POSTS.keys() - {"authority"}

LAB = {"verb": "attest", "item": "WRN-7.lab", "result": "true", "role": "duty"}
REGULATOR = {"verb": "attest", "item": "DYN-4.regulator", "result": "true", "role": "duty", "evidence": "函1"}
SITE = {"verb": "attest", "item": "DYN-6.site", "result": "true", "role": "duty"}
ENVIRONMENT = {"verb": "attest", "item": "DYN-6.environment", "result": "true", "role": "duty"}
CASE = {"verb": "verify", "role": "duty"}
APPROVAL = {"verb": "release", "role": "general-coordinator", "actor": "first"}

# How a state is reached: (seconds before the event, a post or a decision).
STATES = {
    "none": [],
    "warning": [(60, "fire-post")],
    "warning-proposed": [(60, "death-post")],
    "level-3": [(60, CASE)],
    "level-3-proposed": [(60, CASE), (30, "minor-post")],
    "level-3-closing": [(49 * HOUR, CASE)],
    "level-2": [(60, "regional")],
    "level-2-proposed": [(60, "regional"), (30, "death-post")],
    "level-2-by-people": [(60, CASE), (30, {"verb": "upgrade", "role": "group-head"})],
    "level-2-asked": [(60, "regional"), (30, "letter")],
    "level-1": [(60, "death-call")],
    "released": [(60, "regional"), (30, {"verb": "reject", "role": "group-head"})],
    "drill-over": [(60, "regional"), (30, {"verb": "attest", "item": "DRL-1", "result": "met", "role": "duty"})],
    "warning-calm": [(74 * HOUR, "fire-post"), (60, LAB)],
    "level-2-calm": [(74 * HOUR, "regional"), (60, REGULATOR)],
    "level-1-casualty-one-approved": [(74 * HOUR, "death-call"), (60, SITE), (60, ENVIRONMENT),
                                      (30, APPROVAL | {"role": "vice-president"})],
    "level-1-calm": [(74 * HOUR, "authority"), (60, REGULATOR)],
    "level-1-one-approved": [(74 * HOUR, "authority"), (60, REGULATOR), (30, APPROVAL)],
    "level-1-same-person": [(74 * HOUR, "authority"), (60, REGULATOR), (30, APPROVAL)],
}
RELEASABLE = ["warning-calm", "level-2-calm", "level-1-calm", "level-1-one-approved", "level-1-same-person",
              "level-1-casualty-one-approved"]


def read_table(path):
    """{state: {event: [(roles that may, or None where nobody asks; what follows)]}}"""
    table, state = {}, None
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            words = line.split("#")[0].split()
            if words and not line[0].isspace():
                state = table.setdefault(words[0], {})
            elif words:
                who = {"all": "".join(ROLES), "nobody": "", "it": None}.get(words[1], words[1])
                state.setdefault(words[0], []).append((who, [word for word in words[2:] if word != "-"]))
    return table


def cases_of(events):
    """(subject, event, role, whether that role may, what follows)"""
    for event, lines in events.items():
        for letter, role in [("-", None)] if lines[0][0] is None else ROLES.items():
            follows = [follows for who, follows in lines if who is None or letter in who]
            yield f"{event}_{letter}", event, role, bool(follows), follows[0] if follows else []


def lines_of(state, subject, steps):
    first = max([120, *(before + 60 for before, _ in steps)])
    steps = [(first, {"channel": "forum", "source": "posts", "text": "今天看到这个产品"}), *steps]
    for number, (before, step) in enumerate(steps):
        at = BEGIN + datetime.timedelta(hours=75, seconds=-before)
        record = {"id": f"{subject}/{number}", "org": state + (".drill" if state == "drill-over" else ""),
                  "at": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
        if isinstance(step, dict) and "verb" in step:
            record |= {"actor": step["role"], "reason": "因为"} | ({} if "incident" in step else {"subject": subject})
        else:
            record |= {"subjects": [subject], "author": {"id": f"{subject}/{number}"}}
        yield at, record | (POSTS[step] if isinstance(step, str) else step)


def decision(state, event, role, subject):
    chosen = DECISIONS[event] | {"role": role, "id": subject}
    if event == "waive" and not state.startswith("warning"):
        chosen["item"] = "CLK-4"
    if state == "level-1-same-person":
        chosen["actor"] = "first"
    return chosen


def incidents_of(tocsin, rules, cases):
    """{(state, subject): incident} of those that will be over when the event comes: it has to be named."""
    over = [(state, subject) for state in ("released", "drill-over") for subject, *_ in cases[state]]
    lines = [line for state, subject in over for line in lines_of(state, subject, STATES[state])]
    return {(event["data"]["org"].removesuffix(".drill"), event["subject"]): event["data"]["incident"]
            for event in play(tocsin, rules, lines) if "incident" in event["data"]}


def play_cases(tocsin, rules, cases):
    """{state: events}; each state is an organisation of its own, all are in one file."""
    lines, events, incidents = [], {}, incidents_of(tocsin, rules, cases)
    for state, rows in cases.items():
        for subject, event, role, _, _ in rows:
            step = event if role is None else decision(state, event, role, subject)
            if role and (state, subject) in incidents:
                step["incident"] = incidents[state, subject]
            lines += lines_of(state, subject, [*STATES[state], (0, step)])
    for event in play(tocsin, rules, lines):
        events.setdefault(event["data"]["org"].removesuffix(".drill"), []).append(event)
    return events


def play(tocsin, rules, lines):
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for _, line in sorted(lines, key=lambda row: row[0]))
    output = subprocess.run([tocsin, "replay", "--feedback", "--rules", rules, "-"], check=True, input=text,
                            capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def wrong_in(state, cases, events):
    """Sentences about the cases of a state that came out otherwise."""
    came, answers = {}, {}
    event_at = (BEGIN + datetime.timedelta(hours=75)).strftime("%Y-%m-%dT%H:%M:%S")
    for event in events:
        data, kind = event["data"], event["type"].removeprefix("tocsin.").removesuffix(".v1")
        if kind.startswith("command."):
            answers[data["command"]] = kind.removeprefix("command."), data.get("reason")
        elif event["time"].startswith(event_at) and not kind.startswith("clock."):
            clauses = ",".join(clause["id"] for clause in data["clauses"])
            came.setdefault(event["subject"], []).append(f"{kind}:{data['level']}:{clauses}")
    for subject, event, role, may, follows in cases:
        who = f"{state}, {event}" + (f", {role}" if role else "")
        answer, reason = answers.get(subject, ("done", "")) if role else ("done", "")
        if (answer == "done") != may:
            yield f"{who}: {answer} ({reason})"
        if answer == "refused" and len(reason or "") < 10:
            yield f"{who}: refused without a reason"
        if role and subject not in answers:
            yield f"{who}: no answer"
        if came.get(subject, []) != follows:
            yield f"{who}: {' '.join(came.get(subject, [])) or 'nothing'} follows, not {' '.join(follows) or 'nothing'}"


def main():
    tocsin, rules, path = sys.argv[1:]
    table = read_table(path)
    assert table.keys() == STATES.keys(), table.keys() ^ STATES.keys()
    for state, events in table.items():  # every state × every event; cases_of() adds every role
        wanted = {"release"} if state in RELEASABLE else EVENTS
        assert events.keys() == wanted, f"{state}: {events.keys() ^ wanted}"
    print(f"1..{len(table)}")
    cases = {state: list(cases_of(events)) for state, events in table.items()}
    events = play_cases(tocsin, rules, cases)
    wrong = 0
    for number, (state, rows) in enumerate(cases.items(), 1):
        sentences = list(wrong_in(state, rows, events[state]))
        wrong += bool(sentences)
        print(f"{'not ' if sentences else ''}ok {number} - {state}: {len(rows)} cases")
        for sentence in sentences:
            print("#", sentence)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
