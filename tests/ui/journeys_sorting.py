# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys of sorting out a library: tags, collections, the trash, and an import that is stopped; journeys.py runs them."""

import re

import many_pictures
from driver import accept_file, wait
from journeys_library import choose_row, fill, open_library, row, rows, selected
from nodes import FRAME
from tap import check, equal, journey

MANY = 3000


def count(app, where='1', *values):
    return app.home.value(f'SELECT count(*) FROM assets WHERE {where}', *values)


def tagged(app, tag):
    return app.home.value('SELECT count(*) FROM asset_tags JOIN tags ON tags.id = tag_id WHERE name = ?', tag)


def choose_two(app, name):
    choose_row(app, name)
    app.key('shift+Right')
    wait(lambda: len(selected(app)) == 2, 'two to be chosen')


def make_collection(app, name, *within):
    many_pictures.cli(app, app.home, 'library', 'collections', 'create', name, *(('--within', *within) if within else ()))
    place(app, name)


def place(app, name):
    """Its row, another one after each change of it."""
    return app.find('list', 'Library').find('row', name)


@journey('sorting', 60)
def tag_and_rate(desktop):
    """Tags are typed and finished from those that there are, for one and for several; stars are given; both are found."""
    app = open_library(desktop)
    fill(app, 6)
    choose_row(app, 'picture-01')
    app.key('ctrl+i')
    app.click('button', '4 Stars (4)')
    wait(lambda: count(app, 'rating = 4') == 1, 'four stars')
    app.find('text', 'Tags').focus()
    app.type('Harbour, night')
    app.key('Return')
    wait(lambda: tagged(app, 'Harbour') == 1 and tagged(app, 'night') == 1, 'the tags')

    choose_row(app, 'picture-02')
    wait(lambda: app.find('text', 'Tags').text == '', 'no tags')
    app.find('text', 'Tags').focus()
    app.type('sea, ha')
    app.click('button', 'Tag: Harbour')
    wait(lambda: app.find('text', 'Tags').text == 'sea, Harbour' and app.find('text', 'Tags').focused, 'the whole tag')
    app.key('Return')
    wait(lambda: tagged(app, 'Harbour') == 2 and tagged(app, 'sea') == 1, 'the tags of the second')

    choose_two(app, 'picture-04')
    app.find('text', 'Add Tags').focus()
    app.type('sea')
    app.key('Return')
    wait(lambda: tagged(app, 'sea') == 3, 'the tag of three')
    app.find('label', '2 pictures tagged')
    choose_row(app, 'picture-00')
    app.key('ctrl+f')
    wait(lambda: any(node.focused for node in app.find_all('text', 'Search the library')), 'the focus in the search')
    app.type('se ha')
    wait(lambda: len(rows(app)) == 1 and 'picture-02' in rows(app)[0], 'the one with both tags')
    app.close()
    return (app,)


@journey('sorting', 120)
def stop_and_go_on(desktop):
    """Bringing in a folder is stopped, and begun once more goes on from there: nothing is missing, nothing there twice."""
    app = open_library(desktop)
    folder = many_pictures.write_folder(app.home.path / 'many', MANY, (8, 8))
    app.click('button', 'Bring In a Folder…')
    accept_file(app, folder, 'Bring In')
    stop = app.find('button', 'Stop')
    wait(lambda: count(app) >= 20, 'some of them')
    stop.press()
    app.find('label', re.compile('^Stopped: [0-9]+ pictures brought in$'))
    stopped = count(app)
    check(20 <= stopped < MANY, f'{stopped} are there')
    app.find_gone('progress bar', 'Bringing in')
    app.choose('Library Menu', 'Bring In a Folder…')
    accept_file(app, folder, 'Bring In')
    wait(lambda: count(app) == MANY, 'the others', 60)
    app.find('label', f'{MANY - stopped} pictures brought in')
    equal(app.home.value('SELECT count(DISTINCT seed) FROM assets'), MANY, 'different pictures')
    equal(app.home.query('SELECT model_id, steps FROM assets WHERE seed = 1001'), [('dream-1', 20)], 'what one says')
    app.close()
    return (app,)


@journey('sorting', 60)
def drop_on_a_collection(desktop):
    """Two pictures are dragged onto a collection in the sidebar; the undo takes out the one that was not in it before."""
    app = open_library(desktop)
    fill(app, 4)
    make_collection(app, 'Coast')
    many_pictures.cli(app, app.home, 'library', 'collections', 'add', 'Coast', '3')
    wait(lambda: place(app, 'Coast').description == '1 picture', 'its caption')
    choose_two(app, 'picture-02')
    x, y, width, height = row(app, 'picture-02').area
    to_x, to_y, to_width, to_height = place(app, 'Coast').area
    # As a hand does: on the way some more, and not quite still where it lets go.
    steps = [(x + width // 2 + across, y + height // 2 + down) for across, down in ((0, 0), (-30, 10), (-60, 20))]
    steps += [(to_x + to_width // 2 + across, to_y + to_height // 2) for across in (24, 18, 12, 6, 0)]
    for number, (at_x, at_y) in enumerate(steps):
        before = desktop.pixels()
        desktop.run('xdotool', 'mousemove', str(FRAME + at_x), str(FRAME + at_y), *(['mousedown', '1'] if number == 0 else []))
        # What is dragged follows the pointer, and the row says that it takes it, before it is let go.
        if number > 0:
            wait(lambda: desktop.pixels() != before, 'the drag to go on')
        desktop.settle()
    desktop.run('xdotool', 'mouseup', '1')
    wait(lambda: app.home.value('SELECT count(*) FROM collection_assets') == 2, 'two in the collection')
    app.click('button', 'Undo')
    wait(lambda: app.home.query('SELECT asset_id FROM collection_assets') == [(3,)], 'the one to stay')
    app.close()
    return (app,)


@journey('sorting', 60)
def move_a_collection(desktop):
    """A collection is moved into another one, which then shows what is in both."""
    app = open_library(desktop)
    fill(app, 3)
    make_collection(app, 'Work')
    make_collection(app, 'Harbours')
    many_pictures.cli(app, app.home, 'library', 'collections', 'add', 'Harbours', '1', '2')
    wait(lambda: place(app, 'Harbours').description == '2 pictures', 'its caption')
    place(app, 'Harbours').click(button=3)
    items = wait(lambda: len(app.find_all('menuitem')) == 4 and app.find_all('menuitem'), 'its menu')
    items[2].press()
    dialog = app.find('dialog', 'Move Collection')
    dialog.find('combo box').find('toggle').press()
    choice = wait(lambda: dialog.look('list box'), 'the places to move it to')
    wait(lambda: choice.find_all('row')[0].focused, 'the focus on the first')
    app.key('Down')
    wait(lambda: choice.find_all('row')[1].focused, 'the focus on the second')
    app.key('Return')
    wait(lambda: dialog.look('combo box', 'Work'), 'the other collection to be chosen')
    app.find('dialog', 'Move Collection').find('button', 'Move').press()
    wait(lambda: app.home.value("SELECT p.name FROM collections AS c JOIN collections AS p ON p.id = c.parent_id "
                                "WHERE c.name = 'Harbours'") == 'Work', 'the collection to be moved')
    app.click_row('Library', 'Work')
    wait(lambda: len(rows(app)) == 2, 'what is within')
    wait(lambda: place(app, 'Harbours').description == '2 pictures · in Work', 'where it is')
    app.close()
    return (app,)


@journey('sorting', 60)
def delete_for_good(desktop):
    """From the trash one comes back; the other goes for good, after a word of what that frees, with its file."""
    app = open_library(desktop)
    fill(app, 4)
    files = app.home.path / 'data' / 'easel' / 'files'
    equal(len([path for path in files.iterdir() if len(path.name) == 64]), 4, 'files')
    choose_two(app, 'picture-01')
    app.key('Delete')
    wait(lambda: count(app, 'trashed_at IS NOT NULL') == 2, 'two in the trash')
    app.click_row('Library', 'Trash')
    wait(lambda: len(rows(app)) == 2, 'the trash')
    choose_row(app, 'picture-01')
    app.key('ctrl+i')
    app.click('button', 'Restore')
    wait(lambda: count(app, 'trashed_at IS NOT NULL') == 1, 'one to be back')
    wait(lambda: len(rows(app)) == 1, 'one to stay')
    size = app.home.value('SELECT bytes FROM assets WHERE trashed_at IS NOT NULL')
    check(0 < size < 1000, f'{size} bytes')
    app.click('button', 'Empty Trash…')
    dialog = app.find('dialog', 'Delete 1 Picture for Good?')
    check(any(f'This frees {size} bytes' in node.name.replace('\u00a0', ' ') for node in dialog.find_all('label')),
          'what it frees is said')
    dialog.find('button', 'Delete').press()
    app.find('label', 'The Trash Is Empty')
    wait(lambda: len([path for path in files.iterdir() if len(path.name) == 64]) == 3, 'its file to go')
    equal(count(app, 'purged_at IS NOT NULL'), 1, 'deleted for good')
    app.click_row('Library', 'Everything')
    wait(lambda: len(rows(app)) == 3, 'the others')
    app.close()
    return (app,)
