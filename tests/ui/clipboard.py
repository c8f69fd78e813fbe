#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another program that copied something: it holds the clipboard until its input ends.

    clipboard.py TYPE FILE
"""

import sys

import gi

gi.require_version('Gdk', '4.0')
gi.require_version('Gtk', '4.0')
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


def main(kind, path):
    with open(path, 'rb') as file:
        content = Gdk.ContentProvider.new_for_bytes(kind, GLib.Bytes.new(file.read()))
    Gtk.init()
    display = Gdk.Display.get_default()
    loop = GLib.MainLoop()
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IOCondition.HUP, lambda *_: loop.quit())
    display.get_clipboard().set_content(content)
    display.sync()
    print('ready', flush=True)
    loop.run()


if __name__ == '__main__':
    main(*sys.argv[1:])
