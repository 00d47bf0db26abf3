#!/usr/bin/env python3
"""Replays files of feedback and decisions and compares type, level and clauses of every trigger.

usage: replay.py TOCSIN RULES FILE…  (each FILE.jsonl has its FILE.expected beside it)
"""
import json
import subprocess
import sys


def triggers(tocsin, rules, path):
    command = [tocsin, 'replay', '--feedback', '--rules', rules, path]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for line in output.splitlines():
        event = json.loads(line)
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


def main():
    tocsin, rules, paths = sys.argv[1], sys.argv[2], sys.argv[3:]
    wrong = 0
    print(f'1..{len(paths)}')
    for number, path in enumerate(paths, 1):
        came = list(triggers(tocsin, rules, path))
        wanted = expected(path.removesuffix('.jsonl') + '.expected')
        is_right = came == wanted
        wrong += not is_right
        print(f'{"" if is_right else "not "}ok {number} - {path.rsplit("/", 1)[-1]}')
        for line in [] if is_right else sorted(set(wanted) ^ set(came)):
            print('#', 'missing:' if line in wanted else 'came:', line)
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
