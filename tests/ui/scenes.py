# SPDX-License-Identifier: GPL-3.0-or-later
"""The places of Easel, each with the way to it: for pictures and for checks of every page.

A scene is a function that takes a running application with a fresh home and
leaves the place in view. Each says where it is by waiting for what stands there.
"""

import json
import re
import types

import driver
import many_pictures
import nodes
import pictures


def try_it(app):
    app.click('button', 'Try It Now')
    driver.wait(lambda: app.find('text', 'Instruction').text, 'the example instruction')


def run(app):
    app.click('button', 'Run')
    app.find('text', re.compile('Review of the changes|Prompt with what you take'))


def welcome(app):
    app.find('button', 'Try It Now')


def prompt(app):
    try_it(app)


def empty(app):
    """The prompt is deleted and the toast with its undo is gone or there: both are of this page."""
    try_it(app)
    app.choose('Prompt Menu', 'Delete')
    app.find('label', re.compile('^(No Prompts Yet|Your prompts appear here.)$'))
    app.find('button', 'Undo')


def deleted_elsewhere(app):
    try_it(app)
    app.home.delete_prompts()
    app.find('label', 'This prompt was deleted in another window')


def new_prompt(app):
    try_it(app)
    show_sidebar(app)
    app.key('ctrl+n')
    driver.wait(lambda: app.find('text', 'Prompt').text == '', 'an empty prompt')


def parts(app):
    try_it(app)
    app.choose('Prompt Menu', 'Show Parts')
    app.find(None, re.compile('dramatic clouds'))


def recipes(app):
    try_it(app)
    app.click('toggle', 'Recipes')
    app.find('menuitem')


def models(app):
    try_it(app)
    app.find('toggle', re.compile('^Model: ')).press()
    app.find('list', 'Models')


def prompt_menu(app):
    try_it(app)
    app.click('toggle', 'Prompt Menu')
    app.find('menuitem')


def main_menu(app):
    try_it(app)
    show_sidebar(app)
    app.click('toggle', 'Main Menu')
    app.find('menuitem')


def review(app):
    try_it(app)
    run(app)
    app.key('t', 'l')
    driver.wait(lambda: nodes.plain(app.find('status bar').text).startswith('1 of'), 'one taken change')


def side_by_side(app):
    """There is no room for it in a narrow window."""
    review(app)
    app.click('radio button', 'Side by Side')
    app.find('text', 'Prompt with what you take')


def applied(app):
    try_it(app)
    run(app)
    app.key('t', 't', 'l')
    app.key('ctrl+Return')
    driver.wait(lambda: app.home.value('SELECT revision_count FROM prompts') == 2, 'the second revision')
    app.find('text', 'Instruction')


def history(app):
    applied(app)
    app.key('ctrl+h')
    app.find('list', 'Revisions')


def compare(app):
    history(app)
    rows = app.find('list', 'Revisions').find_all('row')
    rows[-1].click()
    app.click('button', re.compile('Compare'))
    app.find('button', 'Close')


def edit_log(app):
    applied(app)
    app.choose('Prompt Menu', 'Edit Log')
    app.find('dialog', 'Edit Log')


def edit_log_entry(app):
    edit_log(app)
    driver.wait(lambda: app.find('list', re.compile('.')).find_all('row'), 'a row of the log')
    app.find('dialog', 'Edit Log').find_all('row')[0].click()
    app.find('list', 'Details')


def context(app):
    try_it(app)
    app.choose('Prompt Menu', 'Context…')
    app.find('dialog', 'Context')


def rename(app):
    try_it(app)
    app.choose('Prompt Menu', 'Rename…')
    app.find('dialog', 'Rename Prompt')


def preferences(app):
    try_it(app)
    app.key('ctrl+comma')
    app.find('dialog', 'Preferences')


def usage(app):
    preferences(app)
    app.home.add_calls()
    app.click('page tab', 'Usage')
    app.find('label', 'Month to date')


def account(app):
    preferences(app)
    app.find('dialog', 'Preferences').find(None, re.compile('^Offline samples')).click()
    app.find('list', 'Models')


def own_account(app):
    """An account of the user's own, on a server that does not answer."""
    preferences(app)
    app.home.add_provider(types.SimpleNamespace(url='http://127.0.0.1:9/v1'))
    app.find('label', re.compile('Unreachable'))
    app.find('dialog', 'Preferences').find(None, re.compile('^Test server')).click()
    app.find('list', 'Models')
    app.scroll_down()
    app.desktop.settle()
    app.find('row', re.compile('^Advanced$')).click()
    app.find(None, re.compile('^Protocol'))
    app.scroll_down()


def general(app):
    preferences(app)
    app.click('page tab', 'General')
    app.find('label', 'Answers')


def all_models(app):
    preferences(app)
    app.find('dialog', 'Preferences').find(None, re.compile('^All Models')).click()
    app.find('list', 'Models')


def model(app):
    all_models(app)
    app.find('list', 'Models').find(None, re.compile('^Sample editor')).click()
    app.find(None, 'Offer This Model')


def new_account(app):
    preferences(app)
    app.find('dialog', 'Preferences').find(None, re.compile('^Add')).press()
    app.find('dialog', 'Preferences').find(None, re.compile('^Anthropic'))


def shortcuts(app):
    try_it(app)
    app.key('ctrl+question')
    app.find('dialog', 'Keyboard Shortcuts')


def about(app):
    try_it(app)
    show_sidebar(app)
    app.choose('Main Menu', 'About Easel')
    app.find('dialog', 'About')


def manage_recipes(app):
    try_it(app)
    app.choose('Recipes', -1)
    app.find('dialog', re.compile('Recipes'))


def error(app):
    """Needs a home whose default model answers with an error."""
    try_it(app)
    app.click('button', 'Run')
    app.find('button', 'Try Again')


def chats(app):
    """No chat is there yet."""
    try_it(app)
    show_sidebar(app)
    app.key('ctrl+2')
    app.find('button', 'New Chat')


def new_chat(app):
    chats(app)
    app.key('ctrl+n')
    driver.wait(lambda: app.find('text', 'Message').focused, 'the focus in the message')


def send(app, text):
    app.find('text', 'Message').focus()
    app.type(text)
    app.key('Return')


def chat(app):
    """A branch, code, a folded thought, an answer that was cut off, and one that failed."""
    try_it(app)
    show_sidebar(app)
    app.home.add_chats()
    app.key('ctrl+2')
    app.click_row('Chats', 'Storm light')
    app.find('alert', 'No connection')


def chat_top(app):
    chat(app)
    app.find('list', 'Messages')
    app.scroll_up()
    app.find('button', re.compile('^Previous Branch'))


def chat_list(app):
    chat(app)
    show_sidebar(app)
    app.key('ctrl+shift+f')
    app.type('tower')
    driver.wait(lambda: len(app.find('list', 'Chats').find_all('row')) == 1, 'one hit')


def chat_folders(app):
    """The list with its headings, one of which is folded."""
    chat(app)
    show_sidebar(app)
    coast = app.find('list', 'Chats').find('row', 'Coast')
    coast.click()
    driver.wait(lambda: not coast.has('expanded'), 'the folded folder')


def chat_edit(app):
    new_chat(app)
    send(app, 'Which light would make this feel more dangerous?')
    app.find('button', 'Answer Again')
    app.find('text', 'Message').focus()
    app.key('Up')
    app.find('button', 'Save and Answer')


def attach(app, *paths):
    """By the button and the file chooser."""
    for path in paths:
        app.click('button', 'Attach Pictures or Texts')
        driver.accept_file(app, path, 'Open')
        app.find('button', f'Remove {path.name}')


def chat_pictures(app):
    """A picture that was sent, and one that is about to be."""
    try_it(app)
    app.home.add_provider(app.desktop.serve(mode='ok', text='The lamp is the only warm thing in it.'))
    show_sidebar(app)
    app.key('ctrl+2')
    app.find('button', 'New Chat')
    app.key('ctrl+n')
    driver.wait(lambda: app.find('text', 'Message').focused, 'the focus in the message')
    app.find('toggle', 'Model: Test Model')
    sent, next_one = app.home.path / 'lamp.png', app.home.path / 'tall.png'
    notes = app.home.path / 'notes.txt'
    pictures.save(sent, (1600, 1000), dusk=True)
    pictures.save(next_one, (400, 700))
    notes.write_text('The keeper left the harbour at dusk.\n')
    attach(app, sent, notes)
    send(app, 'Which light would make this feel more dangerous?')
    app.find('button', 'Answer Again')
    app.find('image', 'lamp.png')
    attach(app, next_one)


def chat_settings(app):
    new_chat(app)
    app.choose('Chat Menu', 'Chat Settings…')
    app.find('dialog', 'Chat Settings')


def use_as_prompt(app):
    chat_top(app)
    app.click('button', re.compile('Use as Prompt'))
    app.find('dialog', 'Use as Prompt')


def export_chat(app):
    chat(app)
    app.choose('Chat Menu', 'Export…')
    app.find('button', 'Export…')


def import_chats(app):
    chats(app)
    app.choose('Main Menu', 'Import Chats…')
    app.find('button', 'Choose File…')


def import_report(app):
    """Some of the chats of a file are not what they should be."""
    import_chats(app)
    path = app.home.path / 'conversations.json'
    path.write_text(json.dumps([
        {'title': 'Lighthouses', 'id': 'a', 'mapping': {'m': {'parent': None, 'message': {
            'author': {'role': 'user'}, 'content': {'content_type': 'text', 'parts': ['Draw a lighthouse.']}}}}},
        {'title': 'A chat that goes round', 'id': 'b', 'mapping': {
            'm': {'parent': 'n', 'message': None}, 'n': {'parent': 'm', 'message': None}}},
        {'title': 'Something else'}]))
    app.click('button', 'Choose File…')
    driver.accept_file(app, path, 'Open')
    app.find('button', 'Choose Another File…')


def library(app):
    try_it(app)
    pictures.fill(app.home, app.desktop)
    app.key('ctrl+3')
    app.find('row', re.compile('noon.png'))


def view(app):
    """The picture that came last."""
    library(app)
    row = app.find('row', re.compile('dusk.png'))
    row.click()
    driver.wait(lambda: row.focused, 'the focus on the picture')
    app.key('Return')
    app.find('button', 'Full Screen (F11)')


def view_zoomed(app):
    view(app)
    app.key('1', 'plus', 'plus', 'plus', 'plus')
    app.find('button', re.compile('^2[0-9][0-9] %$'))


def compare_pictures(app):
    library(app)
    row = app.find('row', re.compile('dusk.png'))
    row.click()
    driver.wait(lambda: row.focused, 'the focus on the picture')
    app.key('ctrl+a')
    driver.wait(lambda: app.find('row', re.compile('noon.png')).has('selected'), 'both selected')
    app.key('ctrl+d')
    app.find('label', re.compile('changes in the prompt'))


def compare_slider(app):
    compare_pictures(app)
    if app.look('radio button', 'Slider') is not None:
        app.click('radio button', 'Slider')
    app.find('slider', 'Boundary between the pictures')


def history_pictures(app):
    history(app)
    pictures.fill(app.home, app.desktop)
    for name in ('noon.png', 'dusk.png'):
        pictures.link(app.home, name)
    app.find('button', '2 pictures of revision 2')


def export_picture(app):
    view(app)
    app.key('ctrl+e')
    app.find('dialog', 'Export 1 File')


def generate(app):
    """The panel, with words that came from a prompt."""
    library(app)
    app.click('toggle button', 'Generate')
    prompt = app.find('text', 'Prompt')
    driver.wait(lambda: prompt.focused, 'the focus in the prompt')
    prompt.write('a red lighthouse at night, waves')
    driver.wait(lambda: app.find(None, 'Vary in a Sheet…').enabled, 'the price')


def sheet_dialog(app):
    generate(app)
    app.find(None, 'Vary in a Sheet…').click()
    app.find('button', re.compile('^Generate [0-9]+ Pictures$'))


def sheet(app):
    sheet_dialog(app)
    app.click('button', re.compile('^Generate [0-9]+ Pictures$'))
    driver.wait(lambda: app.find('button', 'Export…').enabled, 'the first picture of the sheet')


def show_sidebar(app):
    """In a narrow window the sidebar is a page of its own."""
    new = re.compile('^(New (Prompt|Chat)|Bring In Pictures)$')
    if app.look('button', new) is None:
        app.click('button', 'Back')
        app.find('button', new)


# In the order in which a user meets them.
SCENES = {scene.__name__.replace('_', '-'): scene for scene in (
    welcome, prompt, empty, deleted_elsewhere, new_prompt, parts, recipes, models, prompt_menu, main_menu, review, side_by_side, applied,
    history, compare, edit_log, edit_log_entry, context, rename, preferences, general, usage, account, own_account, all_models, model, new_account, shortcuts,
    about,
    manage_recipes, chats, new_chat, chat, chat_top, chat_list, chat_folders, chat_edit, chat_pictures, chat_settings, use_as_prompt,
    export_chat, import_chats, import_report,
    view, view_zoomed, export_picture, compare_pictures, compare_slider, history_pictures)}


# The library with many pictures in it.

def library_empty(app):
    try_it(app)
    show_sidebar(app)
    app.key('ctrl+3')
    driver.wait(lambda: app.home.value('SELECT count(*) FROM prompts'), 'the database')
    app.find('list', 'Library').find('row', 'Everything').click()
    app.find('button', 'Bring In Pictures…')


def fill_library(app, count=24):
    """Pictures of several days, some rated, two collections, one within the other, and a saved search."""
    many_pictures.cli(app, app.home, 'library', 'import', many_pictures.write_folder(app.home.path / 'brought-in', count))
    app.home.change_library()


def library_full(app):
    library_empty(app)
    fill_library(app)
    app.find('list', 'Pictures').find('row', re.compile('picture-07'))
    driver.wait(lambda: app.home.value('SELECT count(*) FROM assets') == 24, 'the pictures')


def library_parts(app):
    """The list of the library's parts."""
    library_full(app)
    show_sidebar(app)
    app.find('list', 'Library').find('row', 'Storm light')


def library_details(app):
    library_full(app)
    row = app.find('list', 'Pictures').find('row', re.compile('picture-07'))
    row.click()
    driver.wait(lambda: row.focused, 'the focus on the picture')
    app.key('ctrl+i')
    app.find('label', 'Prompt')


def library_filter(app):
    library_full(app)
    app.find('list', 'Pictures').find('row', re.compile('picture-07')).click()
    app.key('ctrl+f')
    driver.wait(lambda: any(node.focused for node in app.find_all('text', 'Search the library')), 'the focus in the search')
    app.type('harbour')
    app.find('button', 'Save This Search…')
    driver.wait(lambda: len(app.find('list', 'Pictures').find_all('row')) == 4, 'what is found')


def library_generate(app):
    library_full(app)
    app.find('toggle', 'Generate').press()
    driver.wait(lambda: app.find('text', 'Prompt').focused, 'the focus in the prompt')


def library_trash(app):
    library_empty(app)
    show_sidebar(app)
    app.find('list', 'Library').find('row', 'Trash').click()
    app.find('label', 'The Trash Is Empty')


SCENES.update({scene.__name__.replace('_', '-'): scene for scene in (
    library_empty, library_full, library_parts, library_details, library_filter, library_generate, library_trash)})
SCENES.update({scene.__name__.replace('_', '-'): scene for scene in (generate, sheet_dialog, sheet)})
