#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Start and memory of Easel against an empty window of libadwaita: bench-start.py BUILD.

Both are started in turn, each from a cold process, in a session of their own on
a virtual display. Time is from just before exec to the first painted frame,
for Easel the first that shows the text of the last prompt. Memory is the
proportional set size when the window has been idle for a while. The database
has one prompt, or three hundred ("many").

GTK paints with cairo: what a graphics driver needs to start is the same for
both, and would make the ratio smaller than it is where the driver is quick.
"""

import json
import os
import pathlib
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 11
LIMITS = {'start': 1.25, 'memory': 1.35}
TEXT = 'a quiet castle on a hill, dramatic clouds, golden hour'
IDLE = 2.0
PATIENCE = 30


def pss(pid):
    """Proportional set size of a process, in KiB."""
    rollup = pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text(encoding='ascii')
    return int(re.search(r'^Pss:\s+(\d+)', rollup, re.M)[1])


def start(build, command, env, text):
    """Starts a program once; returns milliseconds and KiB."""
    reader, writer = os.pipe()
    env = {**env, 'LD_PRELOAD': str(build / 'tests' / 'bench' / 'libfirst-frame.so'),
           'FIRST_FRAME_FD': str(writer)}
    if text:
        env['FIRST_FRAME_TEXT'] = text
    begin = time.clock_gettime(time.CLOCK_MONOTONIC)
    process = subprocess.Popen(command, env=env, pass_fds=[writer], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    try:
        ready, _, _ = select.select([reader], [], [], PATIENCE)
        line = os.read(reader, 64) if ready else b''
        if not line:
            process.kill()
            raise RuntimeError(f'{command[0]} painted no such frame: {process.stderr.read()[-500:]}')
        # Not a wait for something to happen: what is idle is measured idle.
        time.sleep(IDLE)
        return int(line) / 1000 - begin * 1000, pss(process.pid)
    finally:
        os.close(reader)
        process.kill()
        process.wait()
        process.stderr.close()


def make_home(folder):
    """The environment of a new home, which is a folder of that name."""
    env = {**os.environ, 'HOME': str(folder)}
    folder.mkdir(mode=0o700)
    for name in ('config', 'data', 'state', 'cache', 'runtime'):
        (folder / name).mkdir(mode=0o700)
        env[f'XDG_{name.upper()}_{"DIR" if name == "runtime" else "HOME"}'] = str(folder / name)
    return env


def prepare(build, env, prompts):
    """A database with prompts, the last of which was open when Easel was closed."""
    home = pathlib.Path(env['HOME'])
    database = home / 'data' / 'easel' / 'easel.db'
    database.parent.mkdir(mode=0o700)
    done = subprocess.run([build / 'tests' / 'bench' / 'fill-database', database, TEXT, str(prompts)], env=env,
                          check=True, timeout=PATIENCE, stdout=subprocess.PIPE, text=True)
    schema = next((build / 'data').glob('*.gschema.xml'))
    path = re.search(r'path="/([^"]+)/"', schema.read_text(encoding='utf-8'))[1]
    settings = home / 'config' / 'glib-2.0' / 'settings' / 'keyfile'
    settings.parent.mkdir(parents=True, mode=0o700)
    settings.write_text(f'[{path}]\nprompt=int64 {done.stdout.strip()}\n', encoding='ascii')


def measure(build, homes):
    """Seen of each program, in turn: [(milliseconds, KiB), …]."""
    easel, empty = build / 'src' / 'ui' / 'easel', build / 'tests' / 'bench' / 'empty-window'
    programs = {
        'easel': ([str(easel)], homes['one'], TEXT),
        'many': ([str(easel)], homes['many'], TEXT),
        'empty': ([str(empty)], homes['empty'], None),
    }
    seen = {name: [] for name in programs}
    for run in range(RUNS + 1):
        for name, (command, env, text) in programs.items():
            figures = start(build, command, env, text)
            # The first of each fills the file cache.
            if run > 0:
                seen[name].append(figures)
    return seen


def tell(seen):
    medians = {name: [statistics.median(column) for column in zip(*figures)] for name, figures in seen.items()}
    for name, suffix in (('easel', ''), ('many', '-many-prompts')):
        for index, (what, unit, scale) in enumerate((('start', 'ms', 1), ('memory', 'MiB', 1024))):
            value, reference = medians[name][index] / scale, medians['empty'][index] / scale
            print(json.dumps({'name': what + suffix, 'value': round(value, 1), 'unit': unit,
                              'reference': round(reference, 1), 'reference_name': 'empty window',
                              'ratio': round(value / reference, 3), 'limit': LIMITS[what],
                              'direction': 'max'}), flush=True)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    if not os.environ.get('EASEL_BENCH_SESSION'):
        # DISPLAY first, then a bus that knows it.
        os.environ['EASEL_BENCH_SESSION'] = '1'
        os.execvp('xvfb-run', ['xvfb-run', '-a', '-s', '-screen 0 1280x1024x24', 'dbus-run-session', '--',
                               sys.executable, *sys.argv])
    os.environ.update({'LC_ALL': 'C.UTF-8', 'GSETTINGS_BACKEND': 'keyfile', 'GTK_A11Y': 'none',
                       'GSETTINGS_SCHEMA_DIR': str(build / 'data'), 'GDK_BACKEND': 'x11', 'NO_AT_BRIDGE': '1',
                       'GSK_RENDERER': 'cairo'})
    manager = subprocess.Popen(['openbox'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        with tempfile.TemporaryDirectory(prefix='easel-bench-') as folder:
            homes = {name: make_home(pathlib.Path(folder, name)) for name in ('one', 'many', 'empty')}
            prepare(build, homes['one'], 1)
            prepare(build, homes['many'], 300)
            tell(measure(build, homes))
    finally:
        manager.terminate()
        manager.wait()


if __name__ == '__main__':
    main()
