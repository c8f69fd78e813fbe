#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of window-chat-page.c on a display of its own: chat_page.py BUILD paint|COUNT; bench-chat.py starts it."""

import sys

import window_session

if __name__ == '__main__':
    sys.exit(window_session.run('window-chat-page', *sys.argv[2:]))
