#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Runs one libFuzzer target: run.py FOLDER NAME [SECONDS].

FOLDER holds the built targets. What it learns is kept there, beside the target,
in corpus-NAME; an input that crashes is kept as crash-…, and its command to
repeat it is printed. Exit status: 0 nothing found, 1 a crash, 2 misuse.
"""

import os
import pathlib
import subprocess
import sys


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    names = sorted(path.name[5:] for path in folder.glob('fuzz-*') if path.is_file() and os.access(path, os.X_OK))
    if len(sys.argv) not in (3, 4) or sys.argv[2] not in names:
        print(f'usage: ./dev fuzz NAME [SECONDS]; NAME is one of: {", ".join(names)}', file=sys.stderr)
        return 2
    name = sys.argv[2]
    try:
        seconds = int(sys.argv[3]) if len(sys.argv) == 4 else 60
    except ValueError:
        print(f'run.py: {sys.argv[3]} is no number of seconds', file=sys.stderr)
        return 2
    learned = folder / f'corpus-{name}'
    learned.mkdir(exist_ok=True)
    given = pathlib.Path(__file__).resolve().parent / 'corpus' / name
    source = pathlib.Path(__file__).resolve().parent.parent
    env = {**os.environ,
           'LSAN_OPTIONS': f'suppressions="{source}/lsan.supp":print_suppressions=0',
           'UBSAN_OPTIONS': 'print_stacktrace=1:halt_on_error=1'}
    command = [str(folder / f'fuzz-{name}'), f'-max_total_time={seconds}', '-max_len=65536', '-timeout=10',
               '-rss_limit_mb=1024', '-print_final_stats=1', str(learned)]
    if given.is_dir():
        command.append(str(given))
    status = subprocess.run(command, cwd=folder, env=env).returncode
    if status:
        crashes = sorted(folder.glob('*-[0-9a-f]*'), key=lambda path: path.stat().st_mtime)
        crashes = [path for path in crashes if path.name.split('-')[0] in ('crash', 'leak', 'timeout', 'oom')]
        if crashes:
            print(f'repeat it with: {folder}/fuzz-{name} {crashes[-1]}')
    return 1 if status else 0


if __name__ == '__main__':
    sys.exit(main())
