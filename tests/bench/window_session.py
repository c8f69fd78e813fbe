# SPDX-License-Identifier: GPL-3.0-or-later
"""A display, a bus, a home and a window manager for a benchmark that opens windows."""

import os
import pathlib
import subprocess
import sys
import tempfile


def is_inside():
    """Whether this runs on the display already."""
    return bool(os.environ.get('EASEL_BENCH_SESSION'))


def run(program, *arguments):
    """Runs the built program @program, with a fresh folder as its first argument; returns its status. The
    build is the script's own first argument."""
    build = pathlib.Path(sys.argv[1]).resolve()
    if not is_inside():
        os.environ['EASEL_BENCH_SESSION'] = '1'
        os.execvp('xvfb-run', ['xvfb-run', '-a', '-s', '-screen 0 1280x1024x24', 'dbus-run-session', '--',
                               sys.executable, *sys.argv])
    with tempfile.TemporaryDirectory(prefix='easel-bench-') as home:
        env = {**os.environ, 'HOME': home, 'LC_ALL': 'C.UTF-8', 'GSETTINGS_BACKEND': 'memory',
               'GSETTINGS_SCHEMA_DIR': str(build / 'data'), 'GTK_A11Y': 'none', 'GDK_BACKEND': 'x11',
               'GSK_RENDERER': 'cairo', 'ADW_DISABLE_PORTAL': '1'}
        for name in ('config', 'data', 'state', 'cache', 'runtime'):
            folder = pathlib.Path(home, name)
            folder.mkdir(mode=0o700)
            env[f'XDG_{name.upper()}_{"DIR" if name == "runtime" else "HOME"}'] = str(folder)
        # A window has the focus, and with it a caret that blinks, only where something manages windows.
        manager = subprocess.Popen(['openbox'], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            return subprocess.run([build / 'tests' / 'bench' / program, home, *arguments], env=env).returncode
        finally:
            manager.terminate()
            manager.wait()
