#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
How long the window stands still with a prompt of 1 MB, step by step, and what a key costs in a long
paragraph: bench-large.py BUILD [ALLOWANCE]. Starts window-large.c on a virtual display of its own. With
ALLOWANCE the status is 1 if a figure is more than so many times its limit.
"""

import sys

import window_session

if __name__ == '__main__':
    sys.exit(window_session.run('window-large', *sys.argv[2:]))
