#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop's service of notifications, on the session bus that it is started on.

Says each notification as a line of JSON; a line with its number clicks it.
"""

import json
import sys

from gi.repository import Gio, GLib

NODE = Gio.DBusNodeInfo.new_for_xml('''
<node><interface name="org.freedesktop.Notifications">
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>''')
PATH = '/org/freedesktop/Notifications'
NAME = 'org.freedesktop.Notifications'


def say(**words):
    print(json.dumps(words), flush=True)


def main():
    connection = Gio.bus_get_sync(Gio.BusType.SESSION)
    loop = GLib.MainLoop()
    count = 0

    def on_call(_connection, _sender, _path, _interface, method, parameters, invocation):
        nonlocal count
        if method == 'Notify':
            _, replaces, _, title, body, actions, _, _ = parameters.unpack()
            count = count if replaces else count + 1
            say(number=replaces or count, title=title, body=body, actions=actions)
            invocation.return_value(GLib.Variant('(u)', (replaces or count,)))
        elif method == 'GetCapabilities':
            invocation.return_value(GLib.Variant('(as)', (['actions', 'body'],)))
        else:
            say(closed=parameters.unpack()[0])
            invocation.return_value(None)

    def on_line(channel, _condition):
        line = channel.readline()
        if not line:
            loop.quit()
            return False
        connection.emit_signal(None, PATH, NAME, 'ActionInvoked', GLib.Variant('(us)', (int(line), 'default')))
        return True

    connection.register_object(PATH, NODE.interfaces[0], on_call, None, None)
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, on_line)
    Gio.bus_own_name_on_connection(connection, NAME, Gio.BusNameOwnerFlags.NONE, lambda *_: say(ready=True), None)
    loop.run()


if __name__ == '__main__':
    main()
