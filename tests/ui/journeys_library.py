# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys through the library; journeys.py runs them."""

import re

import many_pictures
import scenes
from driver import accept_file, wait
from tap import check, equal, journey


def open_library(desktop):
    app = desktop.start()
    scenes.library_empty(app)
    return app


def fill(app, count):
    """The same as another program does it, while the window is open."""
    many_pictures.cli(app, app.home, 'library', 'import', many_pictures.write_folder(app.home.path / 'brought-in', count))
    wait(lambda: len(rows(app)) == count, f'{count} pictures')


def rows(app):
    return [row.name for row in app.find('list', 'Pictures').find_all('row')]


def row(app, name):
    return app.find('list', 'Pictures').find('row', re.compile(re.escape(name)))


def choose_row(app, name):
    found = row(app, name)
    found.click()
    wait(lambda: found.focused and found.has('selected'), f'{name} to be chosen')


def selected(app):
    return sorted(found.name for found in app.find('list', 'Pictures').find_all('row') if found.has('selected'))


def write_prompt(app, text):
    app.find('toggle', 'Generate').press()
    wait(lambda: app.find('text', 'Prompt').focused, 'the focus in the prompt')
    app.type(text)
    wait(lambda: app.find('text', 'Prompt').text == text, 'the words')


def start_many(app, count):
    """So many at once that most of them wait for their turn."""
    write_prompt(app, 'a slow lighthouse')
    # A row with a number tells the accessibility bus nothing of it: it is the one above.
    app.find('text', 'Seed').focus()
    app.key('shift+Tab')
    wait(lambda: not app.find('text', 'Seed').focused, 'the focus to leave the seed')
    app.key('ctrl+a')
    app.type(str(count))
    app.key('Tab')
    app.find('label', re.compile(f'^{count} pictures'))
    app.click('button', 'Generate')
    wait(lambda: app.home.value('SELECT count(*) FROM jobs') == count, 'the jobs')


def count_jobs(app, *states):
    return app.home.value(f'SELECT count(*) FROM jobs WHERE state IN ({", ".join("?" * len(states))})', *states)


@journey('library', 60)
def first_picture(desktop):
    """The first generation: its words become a picture that knows them, and again leads back to them."""
    app = open_library(desktop)
    write_prompt(app, 'a red lighthouse at night')
    app.click('button', 'Generate')
    wait(lambda: app.home.value('SELECT state FROM jobs') == 'stored', 'the picture to be stored')
    wait(lambda: len(rows(app)) == 1, 'the picture')
    wait(lambda: not app.find_all('button', 'Stop'), 'the tile of the job to go')
    equal(app.home.query('SELECT source, job_id, t.prompt FROM assets JOIN asset_texts AS t ON t.asset_id = id'),
          [('ai', 1, 'a red lighthouse at night')], 'what is known of it')
    equal(app.home.value('SELECT count(*) FROM usage WHERE kind = ?', 'image'), 1, 'calls')
    app.close()
    return (app,)


@journey('library', 90)
def cancel_picture(desktop):
    """One of many is stopped by the button of its tile, which says so and can be put away; the others go on."""
    app = open_library(desktop)
    start_many(app, 40)
    # One whose turn is far from coming, in whichever order they stand in the tree.
    waiting = re.compile('^Waiting')
    tiles = wait(lambda: len(app.find_all(None, waiting)) > 8 and app.find_all(None, waiting), 'tiles that wait')
    tile = tiles[len(tiles) // 2]
    tile.find('button', 'Stop').press()
    wait(lambda: count_jobs(app, 'cancelled') == 1, 'the job to be cancelled')
    wait(lambda: tile.look('label', 'Stopped'), 'the tile to say so')
    tile.find('button', 'Dismiss').press()
    wait(lambda: not app.find_all('label', 'Stopped'), 'the tile to go')
    wait(lambda: count_jobs(app, 'stored') > 0, 'others to be made')
    equal(count_jobs(app, 'cancelled', 'failed', 'unconfirmed'), 1, 'jobs without a picture')
    app.kill()
    return (app,)


@journey('library', 90)
def restart_in_the_middle(desktop):
    """Killed while pictures are being made: after the next start each is where its journal says, and none is lost."""
    app = open_library(desktop)
    start_many(app, 20)
    wait(lambda: count_jobs(app, 'stored') >= 2, 'some to be made')
    app.kill()
    check(count_jobs(app, 'stored') < 20, 'some are not made yet')
    again = desktop.start(app.home)
    wait(lambda: count_jobs(again, 'submitting', 'submitted', 'running', 'downloading', 'cancelling') == 0
         or count_jobs(again, 'stored') == 20, 'an end of those that were sent', 60)
    equal(again.home.value('SELECT count(*) FROM jobs'), 20, 'jobs')
    equal(again.home.value('SELECT count(*) FROM assets WHERE source = ?', 'ai'), count_jobs(again, 'stored'), 'pictures')
    equal(again.home.value('SELECT max(n) FROM (SELECT count(*) AS n FROM assets GROUP BY job_id)'), 1, 'pictures of a job')
    again.kill()
    return (again,)


@journey('library', 60)
def bring_in_a_folder(desktop):
    """What other programs wrote is read, what is damaged is listed with the reason, and the rest can be searched."""
    app = open_library(desktop)
    folder = many_pictures.write_folder(app.home.path / 'others', 4)
    (folder / 'broken.png').write_bytes((folder / 'picture-00.png').read_bytes()[:60])
    (folder / 'notes.txt').write_text('no picture\n', encoding='utf-8')
    app.click('button', 'Bring In a Folder…')
    accept_file(app, folder, 'Bring In')
    wait(lambda: len(rows(app)) == 4, 'four pictures')
    app.click('button', 'Show')
    dialog = app.find('dialog', 'Left Out')
    check('broken.png' in ' '.join(node.name for node in dialog.walk()), 'the damaged one is listed')
    app.key('Escape')
    app.find_gone('dialog', 'Left Out')
    equal(app.home.query('SELECT seed, steps, model_id FROM assets ORDER BY seed')[0], (1000, 20, 'dream-0'), 'what it says')
    choose_row(app, 'picture-01')
    app.key('ctrl+f')
    wait(lambda: any(node.focused for node in app.find_all('text', 'Search the library')), 'the focus in the search')
    app.type('neon')
    wait(lambda: [name for name in rows(app) if 'picture-01' in name] and len(rows(app)) == 1, 'the one with neon signs')
    app.close()
    return (app,)


@journey('library', 60)
def keys_alone(desktop):
    """Several are chosen, rated, put into the trash and brought back, all by keys but the undo."""
    app = open_library(desktop)
    fill(app, 6)
    choose_row(app, 'picture-05')
    app.key('shift+Right')
    wait(lambda: len(selected(app)) == 2, 'two to be chosen')
    app.key('shift+Right')
    wait(lambda: len(selected(app)) == 3, 'three to be chosen')
    app.key('4')
    wait(lambda: app.home.value('SELECT count(*) FROM assets WHERE rating = 4') == 3, 'three with four stars')
    app.key('Delete')
    wait(lambda: app.home.value('SELECT count(*) FROM assets WHERE trashed_at IS NOT NULL') == 3, 'three in the trash')
    wait(lambda: len(rows(app)) == 3, 'three to stay')
    app.click('button', 'Undo')
    wait(lambda: app.home.value('SELECT count(*) FROM assets WHERE trashed_at IS NOT NULL') == 0, 'none in the trash')
    wait(lambda: len(rows(app)) == 6, 'all six')
    app.close()
    return (app,)


@journey('library', 60)
def collect_and_save(desktop):
    """A collection is made, filled and emptied; a search is saved, shown again and deleted, and brought back."""
    app = open_library(desktop)
    fill(app, 6)
    app.choose('Library Menu', 'New Collection…')
    wait(lambda: app.find('text', 'Name').focused, 'the focus in the name')
    app.type('Coast')
    app.click('button', 'Create')
    app.find('label', 'Nothing in This Collection')
    app.find('list', 'Library').find('row', 'Coast')
    many = app.home.value('SELECT id FROM collections')
    check(many is not None, 'the collection is kept')

    app.click_row('Library', 'Everything')
    wait(lambda: len(rows(app)) == 6, 'all six')
    choose_row(app, 'picture-02')
    app.key('ctrl+f')
    wait(lambda: any(node.focused for node in app.find_all('text', 'Search the library')), 'the focus in the search')
    app.type('harbour')
    wait(lambda: len(rows(app)) == 1, 'the harbour')
    app.click('button', 'Save This Search…')
    wait(lambda: app.find('text', 'Name').focused, 'the focus in the name')
    app.type('Harbours')
    app.click('button', 'Save')
    app.find('list', 'Library').find('row', 'Harbours')
    app.click_row('Library', 'Everything')
    wait(lambda: len(rows(app)) == 6, 'all six')
    app.click_row('Library', 'Harbours')
    wait(lambda: len(rows(app)) == 1, 'the harbour alone')
    found = app.find('list', 'Library').find('row', 'Harbours')
    wait(lambda: found.focused, 'the focus on the saved search')
    app.key('shift+F10')
    items = wait(lambda: len(app.find_all('menuitem')) == 2 and app.find_all('menuitem'), 'its menu')
    items[1].press()
    wait(lambda: app.home.value('SELECT count(*) FROM saved_searches') == 0, 'the saved search to go')
    wait(lambda: len(rows(app)) == 6, 'everything to be shown')
    app.click('button', 'Undo')
    wait(lambda: app.home.value('SELECT name FROM saved_searches') == 'Harbours', 'the saved search to be back')
    app.close()
    return (app,)
