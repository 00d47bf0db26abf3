"""What we say about our data is true of our data: real answers, events and briefings against the schemas beside them."""

import json
import pathlib
import subprocess
import sys

import rig
from rig import INCIDENT, wait_until

try:
    import jsonschema
    import yaml
except ImportError:
    print("1..0 # SKIP python3-jsonschema and python3-yaml are not installed")
    sys.exit(0)

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = SOURCE / "rules/schema"
CONTRACT = yaml.safe_load((SCHEMA / "openapi.yaml").read_text())


def schema(name):
    document = json.loads((SCHEMA / f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


def of_contract(path, status="200", method="get"):
    answer = CONTRACT["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]
    return jsonschema.Draft202012Validator(answer | {"components": CONTRACT["components"]})


def must_hold(validator, value, what):
    faults = [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}" for fault in validator.iter_errors(value)]
    assert not faults, (what, faults[:5])


def test_the_answers_are_those_of_the_contract(one):
    one.start_desk()
    place = one.trigger("response.triggered")
    wait_until(lambda: one.get("/v1/state").get("last_position") == place, "the desk has it")
    for path, question in {
        "/v1/session": "/v1/session", "/v1/state": "/v1/state", "/v1/incidents": "/v1/incidents",
        "/v1/incidents/{id}": f"/v1/incidents/{INCIDENT}", "/v1/series": "/v1/series", "/v1/series/{name}": "/v1/series/*",
        "/v1/sources": "/v1/sources", "/v1/deadlines": "/v1/deadlines", "/v1/triggers": "/v1/triggers",
        "/v1/briefings": "/v1/briefings", "/v1/rules": "/v1/rules",
    }.items():
        must_hold(of_contract(path), one.get(question), path)
    status, outcome, _ = one.ask("POST", "/v1/commands", {"verb": "ack", "subject": "battery", "role": "duty"}, token=one.token)
    must_hold(of_contract("/v1/commands", "202", "post"), outcome, "an outcome")
    problem = jsonschema.Draft202012Validator(CONTRACT["components"]["schemas"]["Problem"])
    must_hold(problem, one.ask("GET", "/v1/nothing")[1], "a problem")
    [(_, _, value)] = one.consume("tocsin.feedback.v1")
    must_hold(schema("command"), json.loads(value), "a signed command")
    must_hold(schema("briefing"), one.get("/v1/briefings/now?format=json"), "a briefing")
    must_hold(schema("briefing"), one.get(f"/v1/incidents/{INCIDENT}/dossier?format=json"), "a dossier")


def test_the_contract_is_openapi(one):
    try:
        import openapi_spec_validator
    except ImportError:
        print("# SKIP openapi-spec-validator is not installed (pip install openapi-spec-validator): the contract is not judged", flush=True)
        return
    assert CONTRACT["openapi"].startswith("3.1")
    openapi_spec_validator.validate(CONTRACT)
    one.start_desk()
    assert yaml.safe_load(one.get("/v1/openapi.yaml")) == CONTRACT


def test_the_triggers_of_a_replay_are_those_of_the_schema(one):
    folder = one.state / "demo.jsonl"
    made = subprocess.run([sys.executable, str(SOURCE / "deploy/demo/make.py"), str(folder)], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    feedback, command = schema("feedback"), schema("command")
    with open(folder) as lines:
        for number, line in enumerate(lines):
            if number % 50 == 0:
                record = json.loads(line)
                must_hold(command if "verb" in record else feedback, record, f"line {number}")
    replayed = subprocess.run([str(rig.BUILD / "monitor/tocsin/tocsin"), "replay", str(folder)], capture_output=True, text=True,
                              timeout=rig.LIMIT * 4)
    events = [json.loads(line) for line in replayed.stdout.splitlines()]
    assert len(events) > 10, replayed.stderr
    trigger = schema("trigger")
    for event in events:
        must_hold(trigger, event, event["type"])
    assert len({event["id"] for event in events}) == len(events)


rig.run([value for name, value in sorted(globals().items()) if name.startswith("test_")])
