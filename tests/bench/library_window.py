#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of window-library.c on a display of its own: library_window.py BUILD COUNT; bench-library.py starts it."""

import sys

import window_session

if __name__ == '__main__':
    sys.exit(window_session.run('window-library', *sys.argv[2:]))
