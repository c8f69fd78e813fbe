#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The library with a hundred thousand pictures: bench-library.py BUILD. First the program of the same name, without a
window; then window-library.c on a virtual display, with 100 and with 100,000 in turn, the medians of each.
"""

import json
import pathlib
import statistics
import subprocess
import sys

FEW, MANY, ROUNDS = 100, 100000, 3
FRAME = 33


def measure(build, count):
    """One run on a display of its own; a process of its own, so that its memory is its own."""
    path = pathlib.Path(__file__).with_name('library_window.py')
    done = subprocess.run([sys.executable, path, build, str(count)], stdout=subprocess.PIPE, text=True, check=True,
                          stdin=subprocess.DEVNULL)
    return json.loads([line for line in done.stdout.splitlines() if line.startswith('{')][-1])


def tell(name, value, unit, limit, reference=None, reference_name=None):
    figure = {'name': name, 'value': round(value, 2), 'unit': unit, 'limit': limit, 'direction': 'max'}
    if reference is not None:
        figure |= {'reference': round(reference, 2), 'reference_name': reference_name, 'ratio': round(value / reference, 3)}
    print(json.dumps(figure), flush=True)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    subprocess.run([build / 'tests' / 'bench' / 'bench-library'], check=True)
    few, many = [], []
    for _ in range(ROUNDS):
        few.append(measure(build, FEW))
        many.append(measure(build, MANY))

    def middle(runs, name):
        return statistics.median(run[name] for run in runs)

    for name, unit in (('paint', 'ms'), ('memory', 'KiB')):
        tell(f'library-{name}-100000', middle(many, name), unit, 1.5, middle(few, name), f'{FEW} pictures')
    beyond = middle(many, 'scroll') - middle(many, 'empty')
    tell('library-scroll-beyond-empty-cells', max(beyond, 0), 'ms', FRAME)
    tell('library-details', middle(many, 'details'), 'ms', FRAME)
    return 0


if __name__ == '__main__':
    sys.exit(main())
