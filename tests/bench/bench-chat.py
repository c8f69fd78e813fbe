#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The view of a long thread: how soon it opens, what it needs, whether it scrolls without a stop, and how it
keeps up with a fast answer: bench-chat.py BUILD [SECONDS]. Starts window-chat.c on a virtual display of its
own. SECONDS is how long the answer streams, 60 if not given.
"""

import sys

import window_session

if __name__ == '__main__':
    sys.exit(window_session.run('window-chat', *sys.argv[2:]))
