# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys through the viewer; journeys.py runs them."""

import json
import pathlib
import re
import subprocess

import pictures
import scenes
from driver import accept_file, wait
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
    if not tile(app, name).focused:
        tile(app, name).click()
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


def export(app, title, choice, path, last='Everything'):
    """Exports what is selected with a choice of the dialog, which knows the last one."""
    app.key('ctrl+e')
    dialog = app.find('dialog', title)
    check(dialog.find('radio button', last).has('checked'), f'{last} was chosen before')
    dialog.find('row', choice).click()
    wait(lambda: dialog.find('radio button', choice).has('checked'), f'{choice} to be chosen')
    app.click('button', 'Export…')
    accept_file(app, path, 'Export')
    app.find_gone('dialog', title)


def words_of(path):
    """All that a picture says of itself besides its points."""
    from PIL import Image
    with Image.open(path) as picture:
        said = dict(picture.info)
    tags = json.loads(subprocess.run(['exiftool', '-json', '-PNG:Parameters', '-XMP:all', '-EXIF:all', '-PNG:Comment',
                                      str(path)], capture_output=True, text=True, check=True).stdout)[0]
    return said, {name for name in tags if name != 'SourceFile'}


def points_of(path):
    from PIL import Image
    with Image.open(path) as picture:
        return picture.convert('RGB').tobytes()


@journey('viewer', 90)
def export_without_metadata(desktop):
    """A picture goes out with nothing but its points, then as it came; of several none is written over."""
    app = library(desktop)
    source = app.home.path / 'pictures'
    check('basalt' in words_of(source / 'dusk.png')[0].get('parameters', ''), 'the source says its prompt')
    view(app, 'dusk.png')
    out = app.home.path / 'out'
    out.mkdir()
    export(app, 'Export 1 File', 'Nothing', out / 'plain.png')
    app.find('button', 'Show in Files')
    equal(words_of(out / 'plain.png'), ({}, set()), 'what the copy says')
    check(b'basalt' not in (out / 'plain.png').read_bytes(), 'no word of the prompt in its bytes')
    equal(points_of(out / 'plain.png'), points_of(source / 'dusk.png'), 'points')
    export(app, 'Export 1 File', 'Original file', out / 'original.png', 'Nothing')
    equal((out / 'original.png').read_bytes(), (source / 'dusk.png').read_bytes(), 'bytes of the original')
    app.key('Escape')
    wait(lambda: tile(app, 'dusk.png').focused, 'the focus on the tile')
    app.key('ctrl+a')
    wait(lambda: tile(app, 'noon.png').has('selected'), 'all selected')
    before = {path.name: path.read_bytes() for path in source.iterdir()}
    export(app, 'Export 2 Files', 'Prompt only', source, 'Original file')
    equal(sorted(path.name for path in source.iterdir()), ['dusk-1.png', 'dusk.png', 'noon-1.png', 'noon.png'], 'names')
    for name, content in before.items():
        equal((source / name).read_bytes(), content, f'the bytes of {name}')
    check('calm sea' in str(words_of(source / 'noon-1.png')[0]), 'the copy says its prompt')
    check('coast-xl' not in str(words_of(source / 'noon-1.png')[0]), 'and not its model')
    app.close()
    return (app,)


@journey('viewer', 60)
def compare_two(desktop):
    """Two lighthouses beside each other and on each other, with what differs of their words and of how they were made."""
    app = library(desktop)
    tile(app, 'dusk.png').click()
    wait(lambda: tile(app, 'dusk.png').focused, 'the focus on a picture')
    app.key('ctrl+a')
    wait(lambda: tile(app, 'noon.png').has('selected'), 'both selected')
    app.key('ctrl+d')
    words = app.find('text', 'Prompt of A with the changes of B')
    wait(lambda: 'noon' in words.text and 'dusk' in words.text, 'the words of both')
    summary = app.find('label', re.compile('changes in the prompt'))
    check('steps 28 → 40' in summary.name, f'what differs of the steps: {summary.name}')
    check('seed' not in summary.name, 'nothing of the seed, which is the same')
    wait(lambda: {'Picture, noon.png', 'Picture, dusk.png'} <= {node.name for node in app.find_all('image')}, 'both pictures')
    app.click('radio button', 'Slider')
    boundary = app.find('slider', 'Boundary between the pictures')
    wait(lambda: boundary.focused, 'the focus on the boundary')
    app.key('x')
    wait(lambda: 'steps 40 → 28' in app.find('label', re.compile('changes in the prompt')).name, 'the other way round')
    app.key('Escape')
    wait(lambda: tile(app, 'dusk.png').focused or tile(app, 'noon.png').focused, 'the focus on a picture')
    app.close()
    return (app,)


def edit_prompt_of(app, name):
    """From a picture to its prompt."""
    tile(app, name).click()
    wait(lambda: tile(app, name).focused, f'the focus on {name}')
    if app.look('button', 'Edit This Prompt') is None:
        app.key('ctrl+i')
    prompt = pictures.DUSK if name == 'dusk.png' else pictures.NOON
    wait(lambda: prompt in app.labels(), f'the details of {name}')
    app.click('button', 'Edit This Prompt')
    app.find('text', 'Prompt')


@journey('viewer', 60)
def from_a_prompt_to_its_pictures(desktop):
    """A revision shows its pictures; from one of them the way leads back to its prompt, from another to a new one."""
    app = desktop.start(desktop.home())
    scenes.applied(app)
    app.key('ctrl+h')
    app.find('list', 'Revisions').find('row', 'Revision 2')
    pictures.fill(app.home, desktop)
    pictures.link(app.home, 'dusk.png')
    app.click('button', '1 picture of revision 2')
    app.find('button', 'Revision 2')
    tile(app, 'dusk.png')
    app.find_gone('row', re.compile('noon.png'))
    edit_prompt_of(app, 'dusk.png')
    equal(app.home.value('SELECT COUNT(*) FROM prompts'), 1, 'prompts')
    app.key('ctrl+3')
    app.click('button', 'Revision 2')
    tile(app, 'noon.png')
    edit_prompt_of(app, 'noon.png')
    wait(lambda: app.find('text', 'Prompt').text == pictures.NOON, 'a new prompt with its words')
    equal(app.home.value('SELECT COUNT(*) FROM prompts'), 2, 'prompts')
    app.close()
    return (app,)


@journey('viewer', 60)
def play_a_clip(desktop):
    """A clip plays when it is asked to; one that no decoder knows says so, and the keys still lead away from it."""
    app = desktop.start(desktop.home())
    scenes.try_it(app)
    made = pictures.command(app.home, desktop, 'generate', '--model', 'sandbox:clip', '--out', str(app.home.path / 'out'), 'a light')
    content = pathlib.Path(made['assets'][0]['path']).read_bytes()
    at = content.index(b'stsd') + 16
    odd = app.home.path / 'odd.mp4'
    odd.write_bytes(content.replace(content[at:at + 4], b'qqqq'))
    pictures.command(app.home, desktop, 'library', 'import', str(odd))
    app.key('ctrl+3')
    tile(app, 'odd.mp4').click()
    wait(lambda: tile(app, 'odd.mp4').focused, 'the focus on the clip')
    app.key('Return')
    play = app.find('button', 'Play (Space)')
    wait(lambda: play.focused, 'the focus on the button')
    app.key('space')
    app.find('label', 'Cannot Play This Clip')
    wait(lambda: app.focused() is not None, 'the focus somewhere')
    app.key('Next')
    play = app.find('button', 'Play (Space)')
    wait(lambda: play.focused, 'the focus on the button')
    app.key('space')
    app.find_gone('button', 'Play (Space)')
    app.find('label', re.compile(r'^-0:0'))
    app.key('Escape')
    app.find('list', 'Pictures')
    app.close()
    return (app,)


@journey('viewer', 60)
def rename_a_picture(desktop):
    """By a key, in the details: its tile says so at once; undone, it has its old name; nothing is no name."""
    app = library(desktop)
    found = tile(app, 'dusk.png')
    found.click()
    wait(lambda: tile(app, 'dusk.png').focused, 'the focus on the tile')
    app.key('F2')
    entry = wait(lambda: next((node for node in app.find_all('text', 'Name') if node.focused), None), 'the focus in the name')
    equal(entry.text, 'dusk.png', 'what it is called')
    app.type('evening <b>.png')
    app.key('Return')
    app.find('label', 'Renamed to “evening <b>.png”')
    tile(app, 'evening <b>.png')
    equal(app.home.query("SELECT count(*) FROM assets WHERE name = 'evening <b>.png'"), [(1,)], 'stored')
    app.click('button', 'Undo')
    tile(app, 'dusk.png')
    wait(lambda: entry.text == 'dusk.png', 'the old name in the details')
    entry.focus()
    wait(lambda: entry.focused, 'the focus in the name')
    app.key('ctrl+a', 'BackSpace', 'Return')
    wait(lambda: entry.text == 'dusk.png', 'the old name')
    app.close()
    return (app,)


def rename(app, old, new):
    """By a key in the grid; what is said of it is the caller's."""
    # A second click where one was just now would be a double click.
    if not tile(app, old).focused:
        tile(app, old).click()
        wait(lambda: tile(app, old).focused, f'the focus on {old}')
    app.key('F2')
    wait(lambda: any(node.focused for node in app.find_all('text', 'Name')), 'the focus in the name')
    app.key('ctrl+a')
    app.type(new)
    app.key('Return')


@journey('viewer', 90)
def library_goes_away(desktop):
    """Its files and its database vanish under the open window, and come back: a sentence each, nothing is lost."""
    app = library(desktop)
    files, database = app.home.database.parent / 'files', app.home.database
    files.rename(files.with_name('files-away'))
    found = tile(app, 'dusk.png')
    found.click()
    wait(lambda: tile(app, 'dusk.png').focused, 'the focus on the tile')
    app.key('Return')
    app.find('label', 'Cannot Show This Picture')
    app.find('label', re.compile('The file of this picture is missing'))
    app.key('Escape')
    wait(lambda: tile(app, 'dusk.png').focused, 'the focus on the tile again')
    # What is known of it is there, and may be changed.
    rename(app, 'dusk.png', 'evening.png')
    app.find('label', 'Renamed to “evening.png”')
    files.with_name('files-away').rename(files)
    view(app, 'evening.png')
    app.key('Escape')
    wait(lambda: tile(app, 'evening.png').focused, 'the focus on the tile')
    database.rename(database.with_name('away.db'))
    rename(app, 'evening.png', 'lost.png')
    app.find('label', re.compile('was moved or deleted while Easel has it open'))
    database.with_name('away.db').rename(database)
    rename(app, 'evening.png', 'kept.png')
    tile(app, 'kept.png')
    equal(app.home.query("SELECT count(*) FROM assets WHERE name = 'kept.png'"), [(1,)], 'stored')
    app.close()
    return (app,)


@journey('viewer', 90)
def from_a_sheet_to_its_picture(desktop):
    """A cell of a sheet is pressed: its picture is looked at."""
    app = desktop.start(desktop.home())
    scenes.sheet(app)
    # All of them: what ends after the window would be told to a desktop that is not there.
    wait(lambda: len(app.find_all('button', re.compile('^Steps [0-9]+, Seed [0-9]+$'))) == 6, 'six cells with pictures')
    app.find_all('button', re.compile('^Steps [0-9]+, Seed [0-9]+$'))[0].press()
    picture = wait(lambda: next((node for node in app.find_all('image') if node.focused), None), 'the picture with the focus')
    check(picture.showing, 'the picture in view')
    app.find('button', 'Back to the Library (Escape)')
    app.key('Escape')
    app.find('list', 'Pictures')
    app.close()
    return (app,)


@journey('viewer', 120)
def two_revisions_with_one_seed(desktop):
    """From the history of a prompt: pictures of both, in a sheet, with the price before."""
    app = desktop.start(desktop.home())
    scenes.history(app)
    rows = app.find('list', 'Revisions').find_all('row')
    rows[-1].click()
    wait(lambda: rows[-1].focused, 'the focus on the first revision')
    app.key('shift+Up')
    app.click('button', 'Generate Both…')
    start = app.find('button', 'Generate 2 Pictures')
    check('1, 2' in [entry.text for entry in app.find_all('text', 'Values, with commas between them')], 'both are chosen')
    start.press()
    wait(lambda: len(app.find_all('button', re.compile('^Revision [12], Seed 1$'))) == 2, 'both pictures')
    equal(app.home.query('SELECT count(DISTINCT revision_id), count(DISTINCT seed), count(*) FROM jobs'), [(2, 1, 2)], 'jobs')
    app.key('Escape')
    app.find_gone('button', re.compile('^Revision [12], Seed 1$'))
    app.close()
    return (app,)
