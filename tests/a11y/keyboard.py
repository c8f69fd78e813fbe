#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job without a mouse, and the way of the focus over each page.

    keyboard.py BUILD GROUP… | NAME…

Everything is done by keys that come from the display, as a keyboard's do.
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'ui'))
import driver  # noqa: E402  pylint: disable=wrong-import-position
import scenes  # noqa: E402  pylint: disable=wrong-import-position
import tap  # noqa: E402  pylint: disable=wrong-import-position
from driver import wait  # noqa: E402  pylint: disable=wrong-import-position

# More stops than any page has.
MOST = 60


def here(app):
    """What has the focus, by name; its list where it is a row."""
    node = app.focused()
    if node is None:
        return None
    name = node.name or (node.parent.name if node.parent is not None else '')
    return f'{node.role} “{name}”'


def wait_moved(app, before):
    """The focus after a key that moves it; the same if it stayed where it was."""
    try:
        return wait(lambda: here(app) not in (before, None) and here(app), 'the focus to move', 1.0)
    except driver.Failure:
        return here(app)


def go_to(app, wanted, key='Tab'):
    """Presses Tab until the focus is on what is called @wanted."""
    seen = []
    for _ in range(MOST):
        now = here(app)
        if now is not None and re.search(wanted, now):
            return now
        seen.append(now)
        app.key(key)
        wait_moved(app, now)
    raise driver.Failure(f'{wanted} is not on the way of the focus: {seen}')


def round_trip(app, key='Tab'):
    """All stops from here until the first comes again."""
    app.key(key)
    first = wait_moved(app, None)
    stops = [first]
    for _ in range(MOST):
        before = here(app)
        app.key(key)
        now = wait_moved(app, before)
        if now == first:
            return stops
        if now == before:
            raise driver.Failure(f'{key} leads nowhere from {now}: {stops}')
        stops.append(now)
    raise driver.Failure(f'{key} never comes back to {first}: {stops}')


@tap.journey('keyboard', 60)
def main_job_by_keyboard(desktop):
    """First start to restored revision with Tab, Enter, arrows and shortcuts."""
    app = desktop.start()
    app.find('button', 'Try It Now')
    go_to(app, 'Try It Now')
    app.key('Return')
    before = wait(lambda: app.find('text', 'Prompt').text, 'the example')
    wait(lambda: app.find('text', 'Instruction').text, 'the instruction')
    # No shortcut: by way of the button.
    go_to(app, 'button “Run”')
    app.key('Return')
    app.find('text', 'Review of the changes')
    wait(lambda: 'Review of the changes' in (here(app) or ''), 'the focus on the review')
    app.key('alt+Down', 'alt+Up', 't')
    wait(lambda: app.find('status bar').text.startswith('1 of'), 'one taken')
    app.key('BackSpace', 'Return')
    wait(lambda: app.find('status bar').text.startswith('2 of'), 'two taken')
    app.key('ctrl+z')
    wait(lambda: app.find('status bar').text.startswith('1 of'), 'one undone')
    app.key('ctrl+shift+a')
    wait(lambda: re.match(r'4 of 5', app.find('status bar').text), 'all others taken')
    go_to(app, 'button “Apply')
    app.key('Return')
    wait(lambda: app.home.value('SELECT revision_count FROM prompts') == 2, 'the second revision')
    app.key('ctrl+h')
    app.find('list', 'Revisions')
    go_to(app, 'Revision 2')
    go_to(app, 'Revision 1', 'Down')
    go_to(app, 'button “Restore”')
    app.key('Return')
    wait(lambda: app.find('text', 'Prompt').text == before, 'the old text')
    app.key('ctrl+h')
    app.find_gone('list', 'Revisions')
    app.close()


# Pages and what the focus must pass there. A dialog's own button to close is no
# stop in libadwaita: Escape does it.
STOPS = {
    'welcome': ('Try It Now', 'Add an Account…'),
    'prompt': ('text “Prompt”', 'text “Instruction”', 'Recipes', 'Model: Sample editor', 'button “Run”',
               'History', 'Prompt Menu', 'Main Menu', 'New Prompt', 'Search prompts', 'Negative prompt'),
    'new-chat': ('text “Message”', 'Attach Pictures', 'Model: Sample editor', 'Role: No Role', 'Search in This Chat',
                 'Chat Menu', 'New Chat', 'Search chats', 'list item “Chats”'),
    'review': ('Review of the changes', 'Previous Change', 'Next Change', 'Dismiss', 'Take All', 'Apply'),
    'history': ('Close History', 'Revision'),
    'edit-log': ('Search the log', 'Warmer light'),
    'preferences': ('Add', 'Offline samples'),
    'context': ('Target model or style', 'More, as JSON'),
}

# Where the way back is gone, too: all that holds texts and what lies over them.
BOTH_WAYS = ('welcome', 'review')


def add(name, wanted):
    def walk(desktop):
        app = desktop.start()
        scenes.SCENES[name](app)
        forward = round_trip(app)
        for stop in wanted:
            tap.check(any(stop in found for found in forward), f'{stop} is on the way of the focus: {forward}')
        if name in BOTH_WAYS:
            back = round_trip(app, 'shift+Tab')
            tap.equal(sorted(set(back)), sorted(set(forward)), 'the stops of the way back')
    walk.__name__ = f'no_trap_{name.replace("-", "_")}'
    tap.journey('trap', 60)(walk)


for scene_name, scene_stops in STOPS.items():
    add(scene_name, scene_stops)


def still(desktop, app):
    """A picture that no longer changes, without the caret's blinking."""
    desktop.settle()
    return desktop.pixels()


def see_focus(desktop, app, stops):
    """Each step of the focus changes the picture."""
    last = still(desktop, app)
    for _ in range(stops):
        before = here(app)
        app.key('Tab')
        after = wait_moved(app, before)
        now = still(desktop, app)
        tap.check(now != last, f'the focus can be seen to go from {before} to {after}')
        last = now


@tap.journey('keyboard', 60)
def focus_is_seen(desktop):
    """Each step of the focus can be seen; the check finds a step that cannot."""
    home = desktop.home()
    settings = home.path / 'config' / 'gtk-4.0'
    settings.mkdir(parents=True)
    (settings / 'settings.ini').write_text('[Settings]\ngtk-cursor-blink=false\ngtk-enable-animations=false\n',
                                           encoding='utf-8')
    # Planted: a style that hides the focus.
    css = settings / 'gtk.css'
    css.write_text('* { outline: none; }', encoding='utf-8')
    app = desktop.start(home)
    app.find('button', 'Try It Now')
    found = False
    try:
        see_focus(desktop, app, 3)
    except driver.Failure:
        found = True
    app.close()
    tap.check(found, 'a hidden focus is found')
    css.unlink()
    app = desktop.start(home)
    app.find('button', 'Try It Now')
    app.key('Tab')
    see_focus(desktop, app, 3)
    go_to(app, 'Try It Now')
    app.key('Return')
    wait(lambda: app.find('text', 'Instruction').text, 'the instruction')
    app.key('Tab')
    see_focus(desktop, app, 12)
    app.close()


if __name__ == '__main__':
    sys.exit(tap.main(sys.argv[1:]))
