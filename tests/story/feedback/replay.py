#!/usr/bin/env python3
"""Replays files of feedback and decisions and compares type, level and clauses of every trigger.
Each file is also played as a drill beside the real thing: the real triggers must not change by it,
and the drill must come to the same ones.

A file called literal.jsonl is played against the same plans read literally: growth is what the last
24 hours say, and nothing is raised earlier (PLAN.md A-5).

usage: replay.py TOCSIN RULES FILE…  (each FILE.jsonl has its FILE.expected beside it)
"""
import contextlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile


@contextlib.contextmanager
def rules_for(path, rules):
    if not path.endswith('literal.jsonl'):
        yield rules
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(rules, pathlib.Path(folder) / 'rules')
        for plan in (copy / 'plans').glob('*.yaml'):
            words = plan.read_text(encoding='utf-8').replace('mode: early', 'mode: literal')
            plan.write_text(words.replace('unusual: yes', 'growth: { over: 200%, basis: growth, mode: literal }'),
                            encoding='utf-8')
        yield copy


def replay(tocsin, rules, lines):
    command = [tocsin, 'replay', '--feedback', '--rules', rules, '-']
    output = subprocess.run(command, check=True, input=lines, capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def short(events):
    for event in events:
        data = event['data']
        kind = event['type'].removeprefix('tocsin.').removesuffix('.v1')
        if kind.startswith('clock.'):
            continue
        is_answer = kind.startswith('command.')
        clauses = ','.join(clause['id'] for clause in data.get('clauses', []))
        before = '-' if is_answer else data.get('previous_level', '-')
        yield ' '.join([event['time'][11:16], kind, data.get('level') or '-', before or '-',
                        clauses or '-', data.get('subject', '-')])


def expected(path):
    with open(path, encoding='utf-8') as lines:
        return [line.strip() for line in lines if line.strip() and not line.startswith('#')]


def as_drill(line):
    record = json.loads(line)
    record['org'] += '.drill'
    return json.dumps(record, ensure_ascii=False) + '\n'


def drill_changes(tocsin, rules, lines, real):
    """What a drill beside the real thing does that it should not."""
    both = ''.join(line + '\n' + as_drill(line) for line in lines.splitlines())
    events = replay(tocsin, rules, both)
    drill = [event for event in events if event['data']['org'].endswith('.drill')]
    if [event for event in events if event not in drill] != real:
        return ['the real triggers changed']
    if not all(event['data'].get('drill') is True for event in drill):
        return ['not everything of the drill is marked']
    kinds = [kind for event in drill for kind in short([event]) if 'CLK-19' not in kind]
    return [] if kinds == list(short(real)) else ['the drill came to other triggers']


def main():
    tocsin, rules, paths = sys.argv[1], sys.argv[2], sys.argv[3:]
    wrong = 0
    print(f'1..{len(paths)}')
    for number, path in enumerate(paths, 1):
        with open(path, encoding='utf-8') as file:
            lines = file.read()
        with rules_for(path, rules) as used:
            real = replay(tocsin, used, lines)
            harm = drill_changes(tocsin, used, lines, real)
        came = list(short(real))
        wanted = expected(path.removesuffix('.jsonl') + '.expected')
        is_right = came == wanted and not harm
        wrong += not is_right
        print(f'{"" if is_right else "not "}ok {number} - {path.rsplit("/", 1)[-1]}')
        for line in [] if is_right else sorted(set(wanted) ^ set(came)):
            print('#', 'missing:' if line in wanted else 'came:', line)
        for line in harm:
            print('#', line)
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
