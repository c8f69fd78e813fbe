# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys through the viewer; journeys.py runs them."""

import re

import pictures
import scenes
from driver import wait
from tap import check, equal, journey


def library(desktop, extra=()):
    """A window on a library of lighthouses, the newest selected."""
    app = desktop.start(desktop.home())
    scenes.try_it(app)
    pictures.fill(app.home, desktop, extra)
    app.key('ctrl+3')
    tile(app, 'noon.png')
    return app


def tile(app, name):
    return app.find('row', re.compile(re.escape(name)))


def view(app, name):
    """Opens a picture by a key, as who has no pointer does."""
    found = tile(app, name)
    found.click()
    wait(lambda: tile(app, name).focused, f'the focus on {name}')
    app.key('Return')
    return shown(app, name)


def shown(app, name):
    """The picture in view, with the focus."""
    return wait(lambda: next((node for node in app.find_all('image', re.compile(re.escape(name))) if node.focused), None),
                f'the picture {name} with the focus')


def zoom(app):
    """How large it is shown, in percent."""
    return int(re.match(r'\d+', app.find('button', re.compile(r'^\d+ %$')).name)[0])


@journey('viewer', 60)
def look_at_pictures(desktop):
    """Open, zoom, next, previous, full screen and back, by keyboard alone."""
    app = library(desktop)
    picture = view(app, 'dusk.png')
    wait(lambda: 'basalt' in shown(app, 'dusk.png').description, 'the prompt as its description')
    fit = zoom(app)
    app.key('plus', 'plus')
    wait(lambda: zoom(app) > fit, 'a larger picture')
    app.key('0')
    wait(lambda: zoom(app) == fit, 'the whole picture')
    app.key('1')
    wait(lambda: zoom(app) == 100, 'its own size')
    app.key('0')
    app.key('Next')
    shown(app, 'noon.png')
    app.find('label', re.compile('^2 of 2'))
    check(not app.find('button', 'Next (Page Down)').enabled, 'there is no next one')
    app.key('Prior')
    shown(app, 'dusk.png')
    app.key('F11')
    app.find('button', 'Leave Full Screen (F11)')
    app.key('Escape')
    app.find('button', 'Full Screen (F11)')
    check(picture.showing, 'the viewer is still there')
    app.key('Escape')
    wait(lambda: tile(app, 'dusk.png').focused, 'the focus on the tile')
    app.close()
    return (app,)


@journey('viewer', 60)
def trash_in_the_viewer(desktop):
    """A picture goes to the trash: its neighbour is shown; undone, it is shown again; the last one closes it."""
    app = library(desktop)
    view(app, 'dusk.png')
    app.key('Delete')
    shown(app, 'noon.png')
    equal(len(app.home.query('SELECT id FROM assets WHERE trashed_at IS NOT NULL')), 1, 'in the trash')
    app.click('button', 'Undo')
    wait(lambda: app.look('image', re.compile('dusk.png')), 'the picture that came back')
    # As another process does.
    for row in app.home.query('SELECT id FROM assets'):
        pictures.command(app.home, desktop, 'library', 'trash', str(row[0]))
    app.find('label', 'No Pictures Yet')
    app.close()
    return (app,)
