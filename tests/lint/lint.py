#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
One check of the tree, as TAP: lint.py CHECK SOURCE BUILD; or, for ./dev format,
lint.py --write-potfiles SOURCE.

Each check first shows on small trees that it finds what was planted there and
that it is content with a clean one; only then is its word on the checkout worth
something.
"""

import pathlib
import sys
import tempfile

import describe
import sources
from tree import Tree

CHECKS = {**sources.CHECKS, **describe.CHECKS}


def planted(files):
    folder = tempfile.TemporaryDirectory(prefix='easel-lint-')
    for name, text in files.items():
        path = pathlib.Path(folder.name, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding='utf-8')
    return folder


def main():
    if sys.argv[1] == '--write-potfiles':
        describe.write_potfiles(Tree(sys.argv[2]))
        return 0
    name, source, build = sys.argv[1:]
    check = CHECKS[name]
    results = []

    def report(good, title, problems=()):
        results.append(good)
        print(f'{"ok" if good else "not ok"} {len(results)} {title}')
        for problem in problems:
            for line in problem.splitlines():
                print(f'# {line}')

    for number, files in enumerate(check.planted, 1):
        with planted(files) as folder:
            report(bool(check.find(Tree(folder))), f'{name}: finds planted violation {number}')
    if check.clean is not None:
        with planted(check.clean) as folder:
            problems = check.find(Tree(folder))
            report(not problems, f'{name}: is content with a clean tree', problems)
    tree = Tree(source, build)
    reason = check.skip(tree) if check.skip else None
    if reason:
        results.append(True)
        print(f'ok {len(results)} {name}: the tree # SKIP {reason}')
    else:
        problems = check.find(tree)
        report(not problems, f'{name}: the tree', problems)
    print(f'1..{len(results)}')
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
