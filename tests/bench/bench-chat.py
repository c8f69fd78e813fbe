#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Long chats: bench-chat.py BUILD [SECONDS]. First the program of the same name, without a window. Then chats of a real
database in the real page (window-chat-page.c): how soon one opens, what it needs. Then the view alone (window-chat.c): whether it scrolls without a stop, and how it keeps up
with a fast answer. Each on a virtual display of its own. SECONDS is how long the answer streams, 60 if not given.
"""

import json
import pathlib
import subprocess
import sys

import window_session


def measure(build, what):
    path = pathlib.Path(__file__).with_name('chat_page.py')
    done = subprocess.run([sys.executable, path, build, what], stdout=subprocess.PIPE, text=True, check=True,
                          stdin=subprocess.DEVNULL)
    return json.loads([line for line in done.stdout.splitlines() if line.startswith('{')][-1])


def tell(name, value, unit, reference, reference_name, limit):
    print(json.dumps({'name': name, 'value': round(value, 2), 'unit': unit, 'reference': round(reference, 2),
                      'reference_name': reference_name, 'ratio': round(value / reference, 3), 'limit': limit,
                      'direction': 'max'}), flush=True)


def measure_page(build):
    paint = measure(build, 'paint')
    tell('chat-page-10000', paint['10000'], 'ms CPU', paint['200'], '200 messages', 1.5)
    tell('chat-page-10000-of-10', paint['10000'], 'ms CPU', paint['10'], '10 messages', 2)
    print(json.dumps({'name': 'chat-page-beginning-turn', 'value': round(paint['turn'], 2), 'unit': 'ms', 'limit': 16,
                      'direction': 'max'}), flush=True)
    many, few = (measure(build, count)['memory'] for count in ('10000', '200'))
    tell('chat-page-memory-10000', many, 'KiB', few, '200 messages', 1.3)


if __name__ == '__main__':
    # The view's part starts this script anew, on its display.
    if not window_session.is_inside():
        subprocess.run([pathlib.Path(sys.argv[1]).resolve() / 'tests' / 'bench' / 'bench-chat'], check=True)
        measure_page(sys.argv[1])
    sys.exit(window_session.run('window-chat', *sys.argv[2:]))
