#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Runs the benchmarks: run.py BUILDDIR [NAME…] [--json].

A benchmark is a built program or a Python script named bench-NAME in tests/bench. It
prints one JSON object a line for each figure, and nothing else on standard output:

    {"name": "diff-2000-words", "value": 1.1, "unit": "ms", "reference": 4.3,
     "reference_name": "difflib", "ratio": 0.26, "limit": 0.25, "direction": "max"}

`ratio` is value to reference, both measured in the same run, interleaved, as
medians; `limit` is what the ratio may be at most ("max") or at least ("min").
A figure without reference has its limit on the value itself. A figure without limit is told only.

A script gets the build folder as its argument, a program none. NAME selects by the program's
name or, where none has it, by what it begins with. Exit status: 0 all limits
kept, 1 one was missed or a benchmark failed, 2 misuse.
"""

import json
import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parent
TIMEOUT = 600


def benchmarks(build):
    """Command of each benchmark by name."""
    found = {}
    for path in sorted((build / 'tests' / 'bench').glob('bench-*')):
        if path.is_file() and os.access(path, os.X_OK):
            found[path.name[len('bench-'):]] = [str(path)]
    for path in sorted(SOURCE.glob('bench-*.py')):
        found[path.stem[len('bench-'):]] = [sys.executable, str(path), str(build)]
    return found


def select(found, wanted):
    if not wanted:
        return list(found)
    names = []
    for name in wanted:
        hits = [name] if name in found else [other for other in found if other.startswith(name)]
        if not hits:
            print(f'run.py: no benchmark is called {name}; there are: {", ".join(found) or "none"}', file=sys.stderr)
            sys.exit(2)
        names += [hit for hit in hits if hit not in names]
    return names


def verdict(figure):
    """True: kept, False: missed, None: there is no limit."""
    if figure.get('limit') is None:
        return None
    measured = figure['ratio'] if figure.get('ratio') is not None else figure['value']
    if figure.get('direction', 'max') == 'min':
        return measured >= figure['limit']
    return measured <= figure['limit']


def run(name, command):
    """The figures of one benchmark; None after saying why, if it failed."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        print(f'run.py: {name} did not end in {TIMEOUT} s', file=sys.stderr)
        return None
    if done.returncode:
        print(f'run.py: {name} ended with status {done.returncode}', file=sys.stderr)
        return None
    figures = []
    for line in done.stdout.splitlines():
        if not line.strip() or line.startswith('#'):
            continue
        try:
            figure = json.loads(line)
            figure['benchmark'], figure['kept'] = name, verdict(figure)
            figures.append(figure)
        except (ValueError, KeyError, TypeError) as error:
            print(f'run.py: {name} printed what is no figure ({error!r}): {line[:200]}', file=sys.stderr)
            return None
    if not figures:
        print(f'run.py: {name} printed no figure', file=sys.stderr)
        return None
    return figures


def number(value):
    return '' if value is None else f'{value:.4g}' if abs(value) < 10000 else f'{value:.0f}'


def row(figure):
    unit = figure.get('unit', '')
    reference = number(figure.get('reference'))
    if reference:
        reference += f' {unit}' + (f' ({figure["reference_name"]})' if figure.get('reference_name') else '')
    limit = ''
    if figure.get('limit') is not None:
        limit = ('≥ ' if figure.get('direction', 'max') == 'min' else '≤ ') + number(figure['limit'])
    kept = {True: 'kept', False: 'MISSED', None: ''}[figure['kept']]
    return [figure['name'], f'{number(figure["value"])} {unit}', reference, number(figure.get('ratio')), limit, kept]


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != '--json']
    as_json = len(arguments) != len(sys.argv) - 1
    options = [argument for argument in arguments if argument.startswith('-')]
    if not arguments or options:
        print(f'usage: ./dev bench [NAME…] [--json]{"; unknown: " + options[0] if options else ""}', file=sys.stderr)
        return 2
    build = pathlib.Path(arguments[0]).resolve()
    found = benchmarks(build)
    good, rows = True, []
    for name in select(found, arguments[1:]):
        print(f'{name} …', file=sys.stderr, flush=True)
        figures = run(name, found[name])
        if figures is None:
            good = False
            continue
        for figure in figures:
            good = good and figure['kept'] is not False
            if as_json:
                print(json.dumps(figure, ensure_ascii=False), flush=True)
            else:
                rows.append(row(figure))
    if rows:
        rows.insert(0, ['figure', 'value', 'reference', 'ratio', 'limit', ''])
        widths = [max(len(line[column]) for line in rows) for column in range(len(rows[0]))]
        for line in rows:
            print('  '.join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
