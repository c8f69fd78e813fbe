# SPDX-License-Identifier: GPL-3.0-or-later
"""Widgets as a screen reader has them, and how to wait for them."""

import os
import re
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402  pylint: disable=wrong-import-position

from bus import ACCESSIBLE, NOTHING, Gone  # noqa: E402  pylint: disable=wrong-import-position

# A slow or shared machine may stretch the bounds, never a test's meaning.
FACTOR = float(os.environ.get('EASEL_TEST_TIME_FACTOR', '1'))
PATIENCE = 20.0 * FACTOR
STEP = 0.05
# Around a window without a compositor.
FRAME = 5

# The end of any text.
ALL = 2 ** 31 - 1
TEXT, EDITABLE, ACTION = (f'org.a11y.atspi.{name}' for name in ('Text', 'EditableText', 'Action'))


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


# ---- what is asked of a widget


def question(path, interface, method, signature=None, *values):
    return path, f'org.a11y.atspi.{interface}', method, GLib.Variant(signature, values) if signature else None


def question_of(path, name):
    """The question for a property."""
    return path, 'org.freedesktop.DBus.Properties', 'Get', GLib.Variant('(ss)', (ACCESSIBLE, name))


def role_name(role):
    return Atspi.role_get_name(Atspi.Role(role))


def has_state(states, state):
    number = int(getattr(Atspi.StateType, state.upper()))
    return bool(states[number // 32] >> number % 32 & 1)


def known(answer):
    """@answer, unless the widget is gone."""
    if isinstance(answer, Gone):
        raise answer
    return answer


class Seen:
    """A widget as it was at one moment, with what was below it."""

    def __init__(self, parent, role, states, name, description, text):
        self.parent = parent
        self.children = []
        self.role, self.name, self.description, self.text = role, name, description, text
        self.focused, self.enabled = has_state(states, 'focused'), has_state(states, 'sensitive')

    def walk(self):
        """Itself and all below, in the order of the screen."""
        yield self
        for child in self.children:
            yield from child.walk()

    def __str__(self):
        return f'{self.role} “{self.name}”'

    def describe(self, depth=0):
        """The tree below, as lines."""
        lines = ['  ' * depth + str(self) + (f' = {self.text[:80]!r}' if self.text else '')
                 + (' (focused)' if self.focused else '') + ('' if self.enabled else ' (insensitive)')]
        return '\n'.join(lines + [child.describe(depth + 1) for child in self.children])


class Node:
    """A widget as a screen reader has it: what it is asked, it is asked now."""

    def __init__(self, path, app):
        self.path = path
        self.app = app

    def ask(self, *asked):
        answer, = self.app.ask_all([question(self.path, *asked)])
        return known(answer)

    def get(self, name):
        answer, = self.app.ask_all([question_of(self.path, name)])
        return known(answer)

    @property
    def name(self):
        return self.get('Name')

    @property
    def description(self):
        return self.get('Description')

    @property
    def role(self):
        return known(self.app.roles([self.path])[0])

    @property
    def interfaces(self):
        return known(self.app.interfaces([self.path])[0])

    @property
    def children(self):
        return [Node(path, self.app) for _, path in self.ask('Accessible', 'GetChildren')]

    @property
    def parent(self):
        _, path = self.get('Parent')
        return Node(path, self.app) if path != NOTHING else None

    def has(self, state):
        return has_state(self.ask('Accessible', 'GetState'), state)

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
        if TEXT not in self.interfaces:
            return None
        return self.ask('Text', 'GetText', '(ii)', 0, ALL)

    # ---- what is below

    def survey(self):
        """The states of itself and of all below that shows, in the order of the screen, and what is below each."""
        states, below, level = {}, {}, [self.path]
        while level:
            answers = zip(level, self.app.ask_all([question(path, 'Accessible', 'GetState') for path in level]))
            shown = {path: answer for path, answer in answers
                     if not isinstance(answer, Gone) and has_state(answer, 'showing')}
            children = self.app.ask_all([question(path, 'Accessible', 'GetChildren') for path in shown])
            level = []
            for path, found in zip(shown, children):
                if not isinstance(found, Gone):
                    states[path] = shown[path]
                    below[path] = [child for _, child in found]
                    level += below[path]
        ordered, stack = {}, [self.path]
        while stack:
            path = stack.pop()
            if path in states:
                ordered[path] = states[path]
                stack.extend(reversed(below[path]))
        return ordered, below

    def walk(self):
        """Itself and all below that shows, in the order of the screen."""
        return [Node(path, self.app) for path in self.survey()[0]]

    def see(self):
        """Itself and all below that shows, as it is now."""
        states, below = self.survey()
        paths = list(states)
        texts = [path for path, found in zip(paths, self.app.interfaces(paths)) if not isinstance(found, Gone) and TEXT in found]
        facts = dict(zip(paths, zip(self.app.roles(paths), states.values(),
                                    self.app.ask_all([question_of(path, 'Name') for path in paths]),
                                    self.app.ask_all([question_of(path, 'Description') for path in paths]))))
        words = dict(zip(texts, self.app.ask_all([question(path, 'Text', 'GetText', '(ii)', 0, ALL) for path in texts])))

        def add(path, parent):
            if path not in facts or any(isinstance(fact, Gone) for fact in (*facts[path], words.get(path))):
                return None
            seen = Seen(parent, *facts[path], words.get(path))
            seen.children = [child for child in (add(child, seen) for child in below[path]) if child is not None]
            return seen
        seen = add(self.path, None)
        if seen is None:
            raise Gone(self.path)
        return seen

    def find_all(self, role=None, name=None):
        """All that are there now."""
        paths = list(self.survey()[0])
        if role is not None:
            wanted = ROLES.get(role, (role,))
            paths = [path for path, found in zip(paths, self.app.roles(paths)) if found in wanted]
        if name is not None:
            names = self.app.ask_all([question_of(path, 'Name') for path in paths])
            paths = [path for path, found in zip(paths, names) if not isinstance(found, Gone) and matches(name, found)]
        return [Node(path, self.app) for path in paths]

    def look(self, role=None, name=None):
        """The first that is there now, or None."""
        return next(iter(self.find_all(role, name)), None)

    def find(self, role=None, name=None, patience=None):
        """The first that is there within @patience."""
        return wait(lambda: self.look(role, name), f'{role or "widget"} {name or ""} in the window', patience)

    # ---- what is done to it

    def press(self):
        """What a click does. Waits until the widget can be pressed."""
        wait(lambda: self.enabled, f'{self} to become sensitive')
        if ACTION not in self.interfaces:
            raise Failure(f'{self} has no action')
        self.ask('Action', 'DoAction', '(i)', 0)

    @property
    def area(self):
        """Where it is in its window: x, y, width, height."""
        return self.ask('Component', 'GetExtents', '(u)', int(Atspi.CoordType.WINDOW))

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
        if EDITABLE not in self.interfaces:
            raise Failure(f'{self} is no editable text')
        self.ask('EditableText', 'SetTextContents', '(s)', text)
        wait(lambda: self.text == text, f'{self} to hold the text')

    def __str__(self):
        try:
            return f'{self.role} “{self.name}”'
        except Gone:
            return 'a widget that is gone'

    def describe(self):
        """The tree below, as lines."""
        return self.see().describe()


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
