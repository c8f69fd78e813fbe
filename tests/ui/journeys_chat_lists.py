# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys through the list of chats, and what reaches a chat from other programs."""

import contextlib
import json
import pathlib
import re
import subprocess
import sys
import time

import pictures
import scenes
from driver import wait
from journeys_chats import ANSWER, change, messages, wait_row, with_server
from tap import check, equal, journey

FOLDER = pathlib.Path(__file__).resolve().parent


class Beside:
    """Another program of the desktop, from when it is ready; it ends with its input."""

    def __init__(self, desktop, program, *arguments):
        self.path = desktop.path / f'{program}-{time.monotonic_ns()}.out'
        with open(self.path, 'wb') as out:
            self.process = subprocess.Popen([sys.executable, '-B', str(FOLDER / program), *map(str, arguments)],
                                            env=desktop.environment, stdin=subprocess.PIPE, stdout=out, text=True)

    def __enter__(self):
        wait(lambda: any('ready' in line for line in self.lines()), 'the other program')
        return self

    def __exit__(self, *_):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def lines(self):
        """What it said so far."""
        return self.path.read_text(encoding='utf-8').splitlines()

    def say(self, line):
        self.process.stdin.write(f'{line}\n')
        self.process.stdin.flush()


# ---- folders


def listed(app):
    return [row.name for row in app.find('list', 'Chats').find_all('row')]


def wait_listed(app, *names):
    try:
        wait(lambda: listed(app) == list(names), 'the list of chats')
    except AssertionError as error:
        raise type(error)(f'{error}: {listed(app)}') from None


def row(app, name):
    return app.find('list', 'Chats').find('row', name)


def ask(app, name, number):
    """Opens the menu of a row with its key and chooses an item by its place, as 4.18 tells no names of it."""
    wait(lambda: row(app, name).focused, f'the focus on {name}')
    app.key('shift+F10')
    wait(lambda: len(app.find_all('menuitem')) > number, 'the menu')
    app.find_all('menuitem')[number].press()


PINNED, KEEPER = 'Why are hands wrong?', 'Names for the keeper'
OTHERS = ['Storm light, moods', 'Palette from a photo', 'Poster copy, three tones', 'Camera words that work']


@journey('chat-lists', 120)
def folders(desktop):
    """Chats stand beneath their folders, which fold by mouse and keys, stay so, and are renamed."""
    app = desktop.start(desktop.home())
    scenes.chat(app)
    wait_listed(app, PINNED, 'Coast', KEEPER, 'Other Chats', *OTHERS)
    coast = row(app, 'Coast')
    equal(coast.description, '1 chat', 'what is said of the folder')
    check(coast.has('expandable') and coast.has('expanded'), 'it says that it is unfolded')
    check(not row(app, KEEPER).has('expandable'), 'a chat does not fold')
    # A click folds it and opens nothing.
    coast.click()
    wait_listed(app, PINNED, 'Coast', 'Other Chats', *OTHERS)
    wait(lambda: not row(app, 'Coast').has('expanded') and row(app, 'Coast').focused, 'the folded folder')
    check(row(app, 'Storm light, moods').has('selected'), 'the chat that is open')
    # Keys do the same, each in its own way.
    for key, names in (('Right', (KEEPER,)), ('Left', ()), ('space', (KEEPER,)), ('Return', ())):
        app.key(key)
        wait_listed(app, PINNED, 'Coast', *names, 'Other Chats', *OTHERS)
    app.key('Right')
    wait_listed(app, PINNED, 'Coast', KEEPER, 'Other Chats', *OTHERS)
    app.key('Down')
    wait(lambda: row(app, KEEPER).focused and row(app, KEEPER).has('selected'), 'the chat below the folder')
    app.key('Down')
    wait(lambda: row(app, 'Other Chats').focused, 'the next folder')
    check(row(app, KEEPER).has('selected'), 'a heading is not chosen')
    app.key('Left')
    wait_listed(app, PINNED, 'Coast', KEEPER, 'Other Chats')
    app.close()

    again = desktop.start(app.home)
    wait_listed(again, PINNED, 'Coast', KEEPER, 'Other Chats')
    row(again, 'Coast').click()
    wait_listed(again, PINNED, 'Coast', 'Other Chats')
    ask(again, 'Coast', 0)
    dialog = again.find('dialog', 'Rename Folder')
    wait(lambda: dialog.find('text', 'Folder').focused and dialog.find('text', 'Folder').text == 'Coast', 'its name')
    dialog.find('text', 'Folder').write('Sea')
    again.key('Return')
    again.find_gone('dialog', 'Rename Folder')
    # Another name is another folder: it is not folded.
    wait_listed(again, PINNED, 'Sea', KEEPER, 'Other Chats')
    again.close()
    return app, again


@journey('chat-lists', 120)
def move_to_folder(desktop):
    """The dialog knows the folders that there are; an empty name takes a chat out, and with the last one the headings go."""
    app = desktop.start(desktop.home())
    scenes.chat(app)
    storm, *others = OTHERS
    row(app, storm).click()
    ask(app, storm, 2)
    dialog = app.find('dialog', 'Move to Folder')
    wait(lambda: dialog.find('text', 'Folder').focused, 'the focus in the name')
    equal(dialog.find('text', 'Folder').text, '', 'its folder')
    dialog.find('button', 'Coast').press()
    wait(lambda: dialog.find('text', 'Folder').text == 'Coast', 'the folder that was pressed')
    dialog.find('button', 'Move').press()
    app.find_gone('dialog', 'Move to Folder')
    wait_listed(app, PINNED, 'Coast', storm, KEEPER, 'Other Chats', *others)
    wait(lambda: row(app, 'Coast').description == '2 chats', 'the number of chats')
    check(row(app, storm).has('selected'), 'the chat that is open')
    # What is not wanted changes nothing.
    row(app, KEEPER).click()
    ask(app, KEEPER, 2)
    dialog = app.find('dialog', 'Move to Folder')
    wait(lambda: dialog.find('text', 'Folder').focused, 'the focus in the name')
    dialog.find('text', 'Folder').write('Elsewhere')
    dialog.find('button', 'Cancel').press()
    app.find_gone('dialog', 'Move to Folder')
    for name in (KEEPER, storm):
        row(app, name).click()
        ask(app, name, 2)
        dialog = app.find('dialog', 'Move to Folder')
        wait(lambda: dialog.find('text', 'Folder').focused, 'the focus in the name')  # pylint: disable=cell-var-from-loop
        equal(dialog.find('text', 'Folder').text, 'Coast', 'its folder')
        dialog.find('text', 'Folder').write('')
        app.key('Return')
        app.find_gone('dialog', 'Move to Folder')
    wait_listed(app, PINNED, storm, KEEPER, *others)
    equal(app.home.query("SELECT DISTINCT folder FROM threads"), [('',)], 'folders')
    app.close()
    return (app,)


# ---- other programs


@journey('chat-lists', 120)
def paste_a_picture(desktop):
    """A picture that another program copied goes along; words are pasted as words; what is no picture is refused."""
    app = with_server(desktop, mode='ok', text=ANSWER)
    path = app.home.path / 'copied.png'
    pictures.save(path, (640, 400), dusk=True)
    with Beside(desktop, 'clipboard.py', 'image/png', path):
        app.key('ctrl+v')
        app.find('button', 'Remove Pasted picture')
    app.type('What is this?')
    with Beside(desktop, 'clipboard.py', 'text/plain;charset=utf-8', write(app, 'words.txt', ' And that?')):
        app.key('ctrl+v')
        wait(lambda: app.find('text', 'Message').text == 'What is this? And that?', 'the words')
    app.key('Return')
    wait_row(app, 'What is this? And that?')
    app.find('button', 'Answer Again')
    app.find('image', 'Pasted picture')
    equal(app.home.query('SELECT a.kind, a.width, a.height FROM message_attachments JOIN assets AS a ON a.id = asset_id'),
          [('image', 640, 400)], 'what went along')
    app.close()
    return (app,)


def write(app, name, text):
    path = app.home.path / name
    path.write_text(text)
    return path


@journey('chat-lists', 120)
def notify_of_an_answer(desktop):
    """An answer that ends while nobody looks is a notification, and a click on it leads there."""
    with Beside(desktop, 'notifications.py') as service:
        app = with_server(desktop, mode='slow', text=ANSWER * 2, piece=400, delay_ms=100)
        app.type('Tell me when you are done')
        app.key('Return')
        wait(lambda: app.find('status bar').text.startswith('Writing · '), 'the state')
        desktop.run('xdotool', 'windowminimize', desktop.window_id(app))
        wait(lambda: messages(app, "kind = 'assistant' AND state = 'done'"), 'the answer')
        _, told = wait(lambda: len(service.lines()) > 1 and [json.loads(line) for line in service.lines()], 'the notification')
        equal((told['title'], told['body']), ('Tell me when you are done', 'Test Model has answered'), 'the notification')
        check('default' in told['actions'], 'it can be clicked')
        service.say(told['number'])
        app.wait_active()
        wait_row(app, 'Tell me when you are done')
        # What ends in sight is no news.
        app.find('text', 'Message').focus()
        app.type('and once more')
        app.key('Return')
        wait(lambda: len(messages(app, "kind = 'assistant' AND state = 'done'")) == 2, 'the second answer')
        app.close()
        equal([line for line in service.lines()[2:] if 'title' in line], [], 'other notifications')
    return (app,)


@journey('chat-lists', 120)
def summary_is_edited(desktop):
    """A summary is read in its place and edited, and the next message goes with the edited words."""
    requests = desktop.path / 'requests'
    app = with_server(desktop, mode='ok', text=ANSWER * 4, requests=requests)
    app.type('First question about the tower')
    app.key('Return')
    app.find('button', 'Answer Again')
    change(app.home, ("UPDATE provider_models SET context_tokens = 160, max_output_tokens = 20 WHERE model_id = 'test-model'",))
    app.find('text', 'Message').focus()
    app.type('and now another one that is a good deal longer than the first one was, so that both of them '
             'together are more than this model can read at once, however the words of either of them are counted')
    app.click('button', 'Summarise the Oldest')
    app.find('label', 'Summary of what came before')
    wait(lambda: messages(app, "kind = 'insight' AND state = 'done'"), 'the summary')
    app.find('label', re.compile('^Models read this instead of the messages above'))
    # Of the three messages it alone can be edited where it stands in view: its button is the last.
    wait(lambda: app.find_all('button', 'Edit'), 'a button to edit')[-1].press()
    text = wait(lambda: next((node for node in app.find_all('text', 'Text of the message') if node.focused), None),
                'the focus in the summary')
    check('Two directions hold the tower' in text.text, 'the words of the summary')
    app.key('ctrl+a')
    app.type('The tower stays, the lamp is amber.')
    app.click('button', 'Save Only')
    wait_row(app, 'The tower stays, the lamp is amber.')
    app.find_gone('text', 'Text of the message')
    app.find('text', 'Message').focus()
    wait(lambda: app.find('text', 'Message').text.startswith('and now another one'), 'the message that waits')
    app.key('Return')
    wait(lambda: messages(app, "kind = 'assistant' AND state = 'done' AND id > (SELECT min(id) FROM messages WHERE kind = 'insight')"),
         'the answer')
    # What came is written when it ends.
    desktop.servers[-1].stop()
    came = [part for part in requests.read_bytes().decode('utf-8').split('\n----\n') if '\r\n\r\n{' in part]
    last = json.loads(came[-1].split('\r\n\r\n', 1)[1])
    said = json.dumps(last['messages'])
    check('The tower stays, the lamp is amber.' in said, 'the edited summary goes along')
    check('First question about the tower' not in said, 'what it stands for does not')
    check('and now another one' in said, 'the message goes along')
    # The summary as the model wrote it is another branch, not gone.
    equal(len(messages(app, "kind = 'insight'")), 2, 'summaries')
    app.close()
    return (app,)
