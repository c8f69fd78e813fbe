#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window with faults for a screen reader, so that the check of names shows that it finds them."""

import gi

gi.require_version('Gtk', '4.0')
from gi.repository import Gio, GLib, Gtk  # noqa: E402  pylint: disable=wrong-import-position


def label(widget, text):
    widget.update_property([Gtk.AccessibleProperty.LABEL], [text])
    return widget


def activate(application):
    box = Gtk.Box()
    box.append(Gtk.Button(label='Fine'))
    box.append(Gtk.Button(icon_name='document-edit-symbolic'))
    inside = Gtk.Box()
    inside.append(Gtk.Label(label='Save'))
    box.append(label(Gtk.Button(child=inside), 'Something else'))
    box.append(label(Gtk.Button(icon_name='document-edit-symbolic'), 'Wheel'))
    box.append(Gtk.TextView(width_request=50))
    window = Gtk.ApplicationWindow(application=application, title='Planted', child=box)
    window.set_titlebar(Gtk.Box())
    window.present()


GLib.set_prgname('planted')
APPLICATION = Gtk.Application(application_id='io.github.easel_app.Planted', flags=Gio.ApplicationFlags.NON_UNIQUE)
APPLICATION.connect('activate', activate)
APPLICATION.run()
