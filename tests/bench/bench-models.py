#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The page of models, with 10 and with 1,000 of them, and a search in it:
bench-models.py BUILD. Starts models-page.c on a virtual display of its own.
"""

import os
import pathlib
import subprocess
import sys
import tempfile


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    if not os.environ.get('EASEL_BENCH_SESSION'):
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
        return subprocess.run([build / 'tests' / 'bench' / 'models-page', home], env=env).returncode


if __name__ == '__main__':
    sys.exit(main())
