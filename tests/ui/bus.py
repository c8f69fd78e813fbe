# SPDX-License-Identifier: GPL-3.0-or-later
"""The accessibility bus, asked many things at once.

A page has hundreds of widgets, and a wait at each, as libatspi has it, costs more
than the answer does: here a question to all of them is one wait.
"""

from gi.repository import Gio, GLib

ROOT = '/org/a11y/atspi/accessible/root'
NOTHING = '/org/a11y/atspi/null'
ACCESSIBLE = 'org.a11y.atspi.Accessible'
# How long an answer may take, in ms.
PATIENCE = 5000


class Gone(Exception):
    """A widget went away while it was looked at."""


def connect(address):
    flags = Gio.DBusConnectionFlags
    return Gio.DBusConnection.new_for_address_sync(
        address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)


class Bus:
    def __init__(self, session_address):
        """@session_address is that of the session's bus, which knows where the other is."""
        session = connect(session_address)
        address, = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None,
                                     Gio.DBusCallFlags.NONE, PATIENCE, None).unpack()
        session.close_sync(None)
        self.connection = connect(address)

    def ask_all(self, peer, questions):
        """What @peer answers to each (path, interface, method[, arguments]): the first value, or a Gone."""
        answers = [None] * len(questions)
        waiting = len(questions)

        def on_answered(connection, result, number):
            nonlocal waiting
            waiting -= 1
            try:
                answers[number], = connection.call_finish(result).unpack()
            except GLib.Error as error:
                answers[number] = Gone(str(error))
        for number, (path, interface, method, *arguments) in enumerate(questions):
            self.connection.call(peer, path, interface, method, *(arguments or (None,)), None,
                                 Gio.DBusCallFlags.NONE, PATIENCE, None, on_answered, number)
        while waiting:
            GLib.MainContext.default().iteration(True)
        return answers

    def find(self, pid):
        """What the application of a process is called here, or None."""
        children, = self.ask_all('org.a11y.atspi.Registry', [(ROOT, ACCESSIBLE, 'GetChildren')])
        peers = [] if isinstance(children, Gone) else [peer for peer, _ in children]
        pids = self.ask_all('org.freedesktop.DBus', [
            ('/org/freedesktop/DBus', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
             GLib.Variant('(s)', (peer,))) for peer in peers])
        return next((peer for peer, found in zip(peers, pids) if found == pid), None)
