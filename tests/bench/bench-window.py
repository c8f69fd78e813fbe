#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
From an answer's bytes to the screen, and typing while an answer comes in:
bench-window.py BUILD. Starts window-latency.c on a virtual display of its own.
"""

import sys

import window_session

if __name__ == '__main__':
    sys.exit(window_session.run('window-latency'))
