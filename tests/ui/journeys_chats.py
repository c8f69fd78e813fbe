# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys through the chats; journeys.py runs them."""

import json
import re
import signal
import sqlite3
import time

import pictures
import scenes
from driver import accept_file, wait
from tap import check, equal, journey

ANSWER = 'Two directions hold the tower as it is. The **first** keeps the lamp amber.\n\n- warm core\n- cold edge\n'


def with_server(desktop, **options):
    """A window on a new chat with a test server as its default model."""
    home = desktop.home()
    first = desktop.start(home)
    scenes.try_it(first)
    wait(lambda: home.value('SELECT instruction FROM drafts'), 'the draft')
    first.close()
    home.add_provider(desktop.serve(**options))
    app = desktop.start(home)
    new_chat(app)
    app.find('toggle', 'Model: Test Model')
    return app


def new_chat(app):
    app.find('text', 'Prompt')
    app.key('ctrl+2')
    app.find('text', 'Search chats')
    app.key('ctrl+n')
    wait(lambda: app.find('text', 'Message').focused, 'the focus in the message')


def rows(app):
    """What a screen reader is told of the messages."""
    return [row.name for row in app.find('list', 'Messages').find_all('row')]


def wait_row(app, text):
    wait(lambda: any(text in row for row in rows(app)), f'{text!r} among the messages')


def messages(app, where='1'):
    return app.home.query(f'SELECT id, parent_id, kind, state FROM messages WHERE {where} ORDER BY id')


@journey('chats', 60)
def send_and_restart(desktop):
    """A message is sent and answered; kill and start: the same chat, with what was being written."""
    app = with_server(desktop, mode='ok', text=ANSWER)
    app.type('Which light is dangerous?')
    app.key('Return')
    wait_row(app, 'Which light is dangerous?')
    wait_row(app, 'Two directions hold the tower')
    app.find('button', 'Answer Again')
    wait(lambda: app.find('text', 'Message').text == '', 'an empty composer')
    equal([message[2:] for message in messages(app)], [('user', 'done'), ('assistant', 'done')], 'messages')
    app.find('list', 'Chats').find('row', re.compile('^Which light is dangerous'))
    app.type('and a draft')
    wait(lambda: app.home.value('SELECT draft FROM threads') == 'and a draft', 'the draft')
    app.process.send_signal(signal.SIGKILL)
    app.process.wait()

    again = desktop.start(app.home)
    wait_row(again, 'Two directions hold the tower')
    wait(lambda: again.find('text', 'Message').text == 'and a draft', 'the draft in the composer')
    # The other place is where it was.
    again.key('ctrl+1')
    wait(lambda: again.find('text', 'Prompt').text, 'the prompt')
    again.find('list', 'Prompts')
    again.key('ctrl+2')
    wait_row(again, 'Two directions hold the tower')
    again.close()
    return (again,)


@journey('chats', 60)
def stop_keeps_the_answer(desktop):
    """Stop stands where Send stood, keeps what came, and says so; Continue and Retry are there."""
    app = with_server(desktop, mode='slow', text=ANSWER * 20, piece=60, delay_ms=100)
    app.type('Go on and on')
    app.key('Return')
    # Rows are named when their text is whole.
    wait(lambda: app.find('status bar').text.startswith('Writing · '), 'the state')
    wait(lambda: app.home.value('SELECT length FROM messages WHERE kind = ?', 'assistant')
         or app.home.value('SELECT count(*) FROM message_chunks'), 'a part of the answer on the disk')
    app.click('button', 'Stop')
    app.find('alert', 'Stopped')
    app.find('button', 'Continue')
    app.find('button', 'Retry')
    app.find('button', 'Send')
    wait(lambda: messages(app, "kind = 'assistant' AND state = 'stopped'"), 'a stopped message')
    check(app.home.value("SELECT length FROM messages WHERE kind = 'assistant'") > 0, 'what came is kept')
    app.close()
    return (app,)


@journey('chats', 60)
def branches(desktop):
    """Answer Again and an edit open branches; Alt+Page Up goes back; nothing is overwritten."""
    app = with_server(desktop, mode='ok', text=ANSWER)
    app.type('First question')
    app.key('Return')
    app.click('button', 'Answer Again')
    app.find('label', 'Branch 2 of 2')
    app.find('button', 'Answer Again')
    app.key('alt+Prior')
    app.find('label', 'Branch 1 of 2')
    # The last message of one's own, in place.
    app.find('text', 'Message').focus()
    app.key('Up')
    wait(lambda: app.find('text', 'Text of the message').text == 'First question', 'the text to edit')
    wait(lambda: app.find('text', 'Text of the message').focused, 'the focus in it')
    app.key('ctrl+a')
    app.type('Second question')
    app.click('button', 'Save Only')
    wait_row(app, 'Second question')
    app.find_gone('text', 'Text of the message')
    equal(app.home.value('SELECT count(*) FROM messages'), 4, 'messages')
    equal(sorted(app.home.query("SELECT kind, count(*) FROM messages WHERE deleted_at IS NULL GROUP BY kind")),
          [('assistant', 2), ('user', 2)], 'kinds')
    app.key('alt+Prior')
    wait_row(app, 'First question')
    app.close()
    return (app,)


@journey('chats', 60)
def search_and_jump(desktop):
    """What is searched for is found in messages; a hit opens its chat; Ctrl+F searches in it."""
    app = with_server(desktop, mode='ok', text=ANSWER)
    app.type('the greenhouse in winter')
    app.key('Return')
    app.find('button', 'Answer Again')
    app.key('ctrl+n')
    wait(lambda: app.home.value('SELECT count(*) FROM threads') == 2, 'the second chat')
    app.type('a paper boat')
    app.key('Return')
    wait_row(app, 'a paper boat')
    app.find('button', 'Answer Again')
    app.key('ctrl+shift+f')
    app.type('greenhouse')
    wait(lambda: app.find('list', 'Chats').find_all('row')
         and all('greenhouse' in row.name + row.description for row in app.find('list', 'Chats').find_all('row')),
         'the hits alone')
    app.key('Return')
    wait_row(app, 'the greenhouse in winter')
    app.key('ctrl+f')
    wait(lambda: any(node.focused for node in app.find_all('text', 'Search in this chat')), 'the search to have the focus')
    app.type('amber')
    wait(lambda: any(node.text == '1 of 1' for node in app.find_all('status bar')), 'the count of hits')
    app.key('Escape')
    app.close()
    return (app,)


@journey('chat-files', 90)
def attach_a_picture(desktop):
    """A file goes along with a message and is in the library; what is no picture and no text is refused."""
    app = with_server(desktop, mode='ok', text=ANSWER)
    picture, broken = app.home.path / 'lamp.png', app.home.path / 'broken.bin'
    pictures.save(picture, (1600, 1000), dusk=True)
    broken.write_bytes(b'\0\1\2\3' * 400)
    scenes.attach(app, picture)
    app.find('text', 'Message').focus()
    app.type('What is this?')
    app.key('Return')
    app.find('button', 'Answer Again')
    app.find('image', 'lamp.png')
    wait(lambda: app.home.query('SELECT a.name, a.kind, a.width FROM message_attachments JOIN assets AS a ON a.id = asset_id')
         == [('lamp.png', 'image', 1600)], 'what went along')
    app.find_gone('button', 'Remove lamp.png')
    app.click('button', 'Attach Pictures or Texts')
    accept_file(app, broken, 'Open')
    app.find(None, re.compile('“broken.bin” is no picture and no text'))
    app.close()
    return (app,)


@journey('chats', 40)
def delete_chat_and_undo(desktop):
    """A deleted chat goes from the list; the toast brings it back."""
    app = with_server(desktop, mode='ok', text=ANSWER)
    app.type('to be deleted')
    app.key('Return')
    app.find('button', 'Answer Again')
    app.choose('Chat Menu', 'Delete')
    app.find('label', 'No Chats Yet')
    app.click('button', 'Undo')
    wait_row(app, 'to be deleted')
    wait(lambda: app.home.value('SELECT count(*) FROM threads WHERE deleted_at IS NULL') == 1, 'the chat')
    app.close()
    return (app,)


@journey('chat-files', 60)
def deleted_chats(desktop):
    """What was deleted is brought back, or deleted for good; both can be undone while the toast is there."""
    app = with_server(desktop, mode='ok', text=ANSWER)
    app.type('to be deleted')
    app.key('Return')
    app.find('button', 'Answer Again')
    app.choose('Chat Menu', 'Delete')
    app.find('label', 'No Chats Yet')
    app.choose('Main Menu', 'Deleted Chats…')
    dialog = app.find('dialog', 'Deleted Chats')
    dialog.find('button', 'Bring Back “to be deleted”').press()
    dialog.find(None, 'No Deleted Chats')
    wait(lambda: app.home.value('SELECT count(*) FROM threads WHERE deleted_at IS NULL') == 1, 'the chat')
    dialog.find('button', 'Undo').press()
    wait(lambda: app.home.value('SELECT count(*) FROM threads WHERE deleted_at IS NULL') == 0, 'it to be deleted again')
    dialog.find('button', 'Delete “to be deleted” for Good').press()
    dialog.find(None, 'No Deleted Chats')
    app.key('Escape')
    app.find_gone('dialog', 'Deleted Chats')
    wait(lambda: app.home.value('SELECT count(*) FROM messages') == 0, 'its words to go')
    equal(app.home.value('SELECT count(*) FROM threads'), 0, 'chats')
    app.close()
    return (app,)


@journey('chats', 40)
def refused_key_in_chat(desktop):
    """An error is a card in place that leads to Preferences, and what was written can be retried."""
    app = with_server(desktop, mode='401')
    app.type('hello')
    app.key('Return')
    app.find('alert', 'The key was not accepted')
    app.find('button', 'Retry')
    app.find('button', 'Copy Details')
    app.click('button', 'Preferences')
    app.find('dialog', 'Preferences')
    app.key('Escape')
    app.find_gone('dialog', 'Preferences')
    app.close()
    return (app,)


@journey('chat-ends', 60)
def restart_in_mid_answer(desktop):
    """A killed window comes back with what had come, says that it was cut off, and the way on is there."""
    app = with_server(desktop, mode='slow', text=ANSWER * 20, piece=60, delay_ms=100)
    app.type('Go on and on')
    app.key('Return')
    wait(lambda: (app.home.value('SELECT sum(length(text)) FROM message_chunks') or 0) > 90, 'a part of the answer on the disk')
    app.process.send_signal(signal.SIGKILL)
    app.process.wait()
    came = app.home.value("SELECT group_concat(text, '' ORDER BY id) FROM message_chunks")

    again = desktop.start(app.home)
    again.find('alert', 'This answer was cut off')
    again.find('button', 'Continue')
    again.find('button', 'Retry')
    wait_row(again, 'Two directions hold the tower')
    equal(messages(again, "kind = 'assistant'")[0][3], 'cut', 'state of the answer')
    check(again.home.value("SELECT text FROM message_texts JOIN messages ON id = message_id WHERE kind = 'assistant'")
          .startswith(came), 'what was on the disk is in the message')
    equal(again.home.value('SELECT count(*) FROM message_chunks'), 0, 'loose pieces')
    again.close()
    return (again,)


def change(home, *statements):
    """Changes the database as another program would."""
    connection = sqlite3.connect(home.database, timeout=10)
    with connection:
        for statement in statements:
            connection.execute(*statement)
        connection.execute('UPDATE change_counters SET n = n + 1')
    connection.close()


@journey('chat-ends', 60)
def budget_refuses_an_answer(desktop):
    """What a used up budget stops is said in place, and runs once on a click."""
    home = desktop.home()
    first = desktop.start(home)
    scenes.try_it(first)
    wait(lambda: home.value('SELECT instruction FROM drafts'), 'the draft')
    first.close()
    home.add_provider(desktop.serve(mode='ok', text=ANSWER))
    now = int(time.time() * 1_000_000)
    change(home, ("UPDATE provider_models SET price_input = 3000000, price_output = 15000000 WHERE model_id = 'test-model'",),
           ('INSERT INTO budgets (monthly_limit, hard_stop, created_at, updated_at) VALUES (1, 1, ?, ?)', (now, now)))
    app = desktop.start(home)
    new_chat(app)
    app.find('toggle', 'Model: Test Model')
    app.type('What would this cost?')
    app.key('Return')
    app.find('button', 'Run Once Anyway')
    equal(messages(app, "kind = 'assistant'")[0][3], 'failed', 'state of the answer')
    equal(app.home.value("SELECT count(*) FROM usage WHERE kind = 'chat'"), 0, 'calls')
    app.click('button', 'Run Once Anyway')
    wait_row(app, 'Two directions hold the tower')
    app.find('button', 'Answer Again')
    equal(app.home.value("SELECT count(*) FROM usage WHERE kind = 'chat'"), 1, 'calls')
    app.close()
    return (app,)


@journey('chat-ends', 60)
def summary_of_the_oldest(desktop):
    """What does not fit is said before it is sent; the oldest are summed up, and the summary can be edited."""
    app = with_server(desktop, mode='ok', text=ANSWER * 4)
    app.type('First question about the tower')
    app.key('Return')
    app.find('button', 'Answer Again')
    change(app.home, ("UPDATE provider_models SET context_tokens = 120, max_output_tokens = 20 WHERE model_id = 'test-model'",))
    app.find('text', 'Message').focus()
    app.type('and now another one that is a good deal longer than the first one was, so that both of them '
             'together are more than this model can read at once')
    app.click('button', 'Summarise the Oldest')
    app.find('label', 'Summary of what came before')
    wait(lambda: messages(app, "kind = 'insight'") and messages(app, "kind = 'insight'")[0][3] == 'done', 'the summary')
    check(app.home.value('SELECT draft FROM threads') is not None, 'a draft')
    app.close()
    return (app,)


@journey('chat-files', 60)
def export_and_import(desktop):
    """A chat goes into a file by its menu, and out of it in another home, where it is the same."""
    app = desktop.start(desktop.home())
    scenes.new_chat(app)
    scenes.send(app, 'Which light would make this feel more dangerous?')
    app.find('button', 'Answer Again')
    path = app.home.path / 'chat.json'
    app.choose('Chat Menu', 'Export…')
    wait(lambda: app.find('list item', 'Markdown').focused, 'the focus in the formats')
    app.key('Down', 'Down', 'Down', 'space')
    wait(lambda: app.find('radio button', 'JSON').has('checked'), 'JSON')
    app.click('button', 'Export…')
    accept_file(app, path, 'Save')
    app.find(None, re.compile('Exported as “chat.json”'))
    app.find_gone('dialog', 'Export Chat')
    first, = json.loads('[' + path.read_text() + ']')
    app.close()

    other = desktop.start(desktop.home())
    scenes.import_chats(other)
    other.click('button', 'Choose File…')
    accept_file(other, path, 'Open')
    other.find('button', 'Choose Another File…')
    equal(other.find('dialog', 'Import Chats').find('status bar').text, '1 chat was imported.', 'the report')
    other.key('Escape')
    other.find_gone('dialog', 'Import Chats')
    other.find('list', 'Chats').find('row', re.compile('^Which light would make'))
    equal([message[2:] for message in messages(other)], [('user', 'done'), ('assistant', 'done')], 'messages')
    equal(len(first['messages']), 2, 'messages in the file')
    equal(other.home.value('SELECT source FROM threads'), first['source'], 'where it came from')
    other.close()
    return (app, other)
