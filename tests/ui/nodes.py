# SPDX-License-Identifier: GPL-3.0-or-later
"""Widgets as a screen reader has them, and how to wait for them."""

import contextlib
import os
import re
import time

# A slow or shared machine may stretch the bounds, never a test's meaning.
FACTOR = float(os.environ.get('EASEL_TEST_TIME_FACTOR', '1'))
PATIENCE = 20.0 * FACTOR
STEP = 0.05
# Around a window without a compositor.
FRAME = 5


class Failure(AssertionError):
    pass


class Late(Failure):
    """Something was waited for and did not come."""


def wait(condition, what, patience=None):
    """Waits until @condition returns something true, and returns that."""
    patience = patience or PATIENCE
    end = time.monotonic() + patience
    while True:
        value = None
        try:
            value = condition()
        except Gone:
            pass
        if value:
            return value
        if time.monotonic() > end:
            raise Late(f'waited {patience:g} s for {what}')
        time.sleep(STEP)


class Gone(Exception):
    """A widget went away while it was looked at."""


def atspi(function):
    """Calls @function; a widget that is gone is a Gone, nothing else is."""
    from gi.repository import GLib
    try:
        return function()
    except GLib.Error as error:
        raise Gone(str(error)) from None


class Node:
    """A widget as a screen reader has it."""

    def __init__(self, accessible, app):
        self.accessible = accessible
        self.app = app

    @property
    def name(self):
        return atspi(self.accessible.get_name) or ''

    @property
    def description(self):
        return atspi(self.accessible.get_description) or ''

    @property
    def role(self):
        return atspi(self.accessible.get_role_name)

    @property
    def children(self):
        count = atspi(self.accessible.get_child_count)
        found = (atspi(lambda i=i: self.accessible.get_child_at_index(i)) for i in range(count))
        return [Node(child, self.app) for child in found if child is not None]

    @property
    def parent(self):
        parent = atspi(self.accessible.get_parent)
        return Node(parent, self.app) if parent is not None else None

    def has(self, state):
        from gi.repository import Atspi
        states = atspi(self.accessible.get_state_set)
        return states.contains(getattr(Atspi.StateType, state.upper()))

    @property
    def showing(self):
        return self.has('showing')

    @property
    def enabled(self):
        return self.has('sensitive')

    @property
    def focused(self):
        return self.has('focused')

    @property
    def text(self):
        """The text of an entry or a text view; None of anything else."""
        from gi.repository import Atspi
        if atspi(self.accessible.get_text_iface) is None:
            return None
        count = atspi(lambda: Atspi.Text.get_character_count(self.accessible))
        return atspi(lambda: Atspi.Text.get_text(self.accessible, 0, count))

    def walk(self, hidden=False):
        """Itself and all below that shows, in the order of the screen."""
        stack = [self]
        while stack:
            node = stack.pop()
            try:
                if not hidden and node.role not in ('application',) and not node.showing:
                    continue
                below = node.children
            except Gone:
                continue
            yield node
            stack.extend(reversed(below))

    def search(self, role=None, name=None):
        roles = ROLES.get(role, (role,))
        for node in self.walk():
            with contextlib.suppress(Gone):
                if (role is None or node.role in roles) and (name is None or matches(name, node.name)):
                    yield node

    def find_all(self, role=None, name=None):
        return list(self.search(role, name))

    def look(self, role=None, name=None):
        """The first that is there now, or None."""
        return next(self.search(role, name), None)

    def find(self, role=None, name=None, patience=None):
        """The first that is there within @patience."""
        return wait(lambda: self.look(role, name), f'{role or "widget"} {name or ""} in the window', patience)

    def press(self):
        """What a click does. Waits until the widget can be pressed."""
        from gi.repository import Atspi
        wait(lambda: self.enabled, f'{self} to become sensitive')
        if atspi(self.accessible.get_action_iface) is None:
            raise Failure(f'{self} has no action')
        atspi(lambda: Atspi.Action.do_action(self.accessible, 0))

    @property
    def area(self):
        """Where it is in its window: x, y, width, height."""
        from gi.repository import Atspi
        rect = atspi(lambda: Atspi.Component.get_extents(self.accessible, Atspi.CoordType.WINDOW))
        return rect.x, rect.y, rect.width, rect.height

    def click(self, button=1, modifiers=()):
        """Clicks near its start with the mouse: for what has no action of its own."""
        def size():
            return self.area[2] > 0 and self.area
        x, y, width, height = wait(size, f'{self} to have a size')
        self.app.wait_active()
        # The window stands at the corner of the display, its frame around it.
        x, y = x + FRAME + min(width // 2, 40), y + FRAME + min(height // 2, 12)
        command = ['xdotool', 'mousemove', str(x), str(y)]
        for modifier in modifiers:
            command += ['keydown', modifier]
        command += ['click', str(button)]
        for modifier in modifiers:
            command += ['keyup', modifier]
        self.app.desktop.run(*command)

    def focus(self):
        """Gives it the focus by a click; GTK lets no assistive technology move the focus."""
        self.click()
        wait(lambda: self.focused, f'the focus on {self}')

    def write(self, text):
        """Puts @text into it, as an assistive technology does."""
        from gi.repository import Atspi
        if atspi(self.accessible.get_editable_text_iface) is None:
            raise Failure(f'{self} is no editable text')
        atspi(lambda: Atspi.EditableText.set_text_contents(self.accessible, text))
        wait(lambda: self.text == text, f'{self} to hold the text')

    def __str__(self):
        try:
            return f'{self.role} “{self.name}”'
        except Gone:
            return 'a widget that is gone'

    def describe(self):
        """The tree below, as lines."""
        lines = []

        def add(node, depth):
            try:
                text = node.text
                lines.append('  ' * depth + str(node) + (f' = {text[:80]!r}' if text else '')
                             + (' (focused)' if node.focused else '') + ('' if node.enabled else ' (insensitive)'))
                below = node.children
            except Gone:
                return
            for child in below:
                with contextlib.suppress(Gone):
                    if child.showing:
                        add(child, depth + 1)

        add(self, 0)
        return '\n'.join(lines)


# GTK's names of a role differ between versions.
ROLES = {
    'button': ('push button', 'button'),
    # A menu button is named twice: the box around it does nothing.
    'toggle': ('toggle button',),
    'text': ('text', 'entry', 'editable text'),
    'dialog': ('dialog', 'alert'),
    'menuitem': ('menu item', 'check menu item', 'radio menu item'),
    'row': ('list item', 'table row'),
}


def plain(text):
    """@text without the brackets of the pseudo-translation."""
    return text.replace('⟦', '').replace('⟧', '')


def matches(wanted, name):
    name = plain(name)
    return bool(wanted.search(name)) if isinstance(wanted, re.Pattern) else wanted == name
