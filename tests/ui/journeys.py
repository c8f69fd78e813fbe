#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys through the real window, as TAP.

    journeys.py BUILD GROUP… | NAME…

Each journey has a fresh home, its own bound, and prints its time. It fails on
a warning of the toolkit as on a wrong text.
"""

import re
import signal
import sys

import journeys_chat_lists
import journeys_chats
import journeys_library
import journeys_sorting
import journeys_viewer
import scenes
import tap
from driver import wait
from tap import check, equal, journey

EXAMPLE = 'a lonely lighthouse'
# Two of the five words of the test server's answer stand beside each other: a change each but those.
WHOLE = 4
KEY = 'sk-proj-' + 'Zx9' * 14


# ---- what several journeys do


def prompt_text(app):
    return app.find('text', 'Prompt').text


def wait_text(app, text):
    wait(lambda: prompt_text(app) == text, f'the prompt {text[:40]!r}')


def counts(app):
    """What the bar of a review says: taken, of how many."""
    text = wait(lambda: app.find('status bar').text, 'the count of the review')
    match = re.match(r'(\d+) of (\d+) taken', text)
    return int(match[1]), int(match[2])


def wait_review(app):
    app.find('text', 'Review of the changes')
    return wait(lambda: counts(app), 'a review')


def with_server(desktop, needs_key=False, environment=None, **options):
    """A home with the example in it and a test server as its default model, and a window on it."""
    home = desktop.home()
    first = desktop.start(home)
    scenes.try_it(first)
    wait(lambda: home.value('SELECT instruction FROM drafts'), 'the draft')
    first.close()
    server = desktop.serve(**options)
    home.add_provider(server, needs_key=needs_key)
    app = desktop.start(home, environment)
    wait(lambda: prompt_text(app).startswith(EXAMPLE), 'the example')
    app.find('toggle', 'Model: Test Model')
    return app, server


def answer(text, *changes):
    for old, new in changes:
        check(old in text, f'{old!r} is in the example')
        text = text.replace(old, new)
    return text


def example_answer():
    return answer('a lonely lighthouse on a rocky headland, waves breaking against black basalt, warm light in the '
                  'lantern room, (dramatic clouds:1.2) low over the horizon, 35mm photograph, soft film grain, '
                  'muted palette',
                  ('lonely', 'forgotten'), ('rocky', 'chalk'), ('basalt', 'granite'), ('warm', 'golden'),
                  ('muted', 'faded'))


# ---- the main job


@journey('main', 60)
def first_start_to_restart(desktop):
    """First start, sample edit, two of the changes by keyboard, history, restore, restart."""
    home = desktop.home()
    app = desktop.start(home)
    app.click('button', 'Try It Now')
    before = wait(lambda: prompt_text(app), 'the example')
    wait(lambda: app.find('text', 'Instruction').text, 'the instruction')
    app.key('ctrl+Return')
    taken, total = wait_review(app)
    equal(taken, 0, 'taken at the start')
    check(total >= 3, 'three changes or more')
    app.key('t')
    wait(lambda: counts(app)[0] == 1, 'one taken')
    app.key('l', 't')
    wait(lambda: counts(app)[0] == 2, 'two taken')
    app.find('button', 'Apply 2 Changes')
    app.key('ctrl+Return')
    wait(lambda: home.value('SELECT revision_count FROM prompts') == 2, 'the second revision')
    after = home.value('SELECT text FROM revisions WHERE number = 2')
    wait_text(app, after)
    proposed = home.value('SELECT prompt_after FROM ai_interactions')
    check(after not in (before, proposed), 'a text of its own: neither the old nor the whole answer')
    equal(home.value('SELECT outcome FROM ai_interactions'), 'partly', 'the outcome in the log')

    app.key('ctrl+h')
    rows = wait(lambda: len(app.find('list', 'Revisions').find_all('row')) == 2
                and app.find('list', 'Revisions').find_all('row'), 'two revisions in the history')
    equal([row.name for row in rows], ['Revision 2', 'Revision 1'], 'the history')
    rows[1].click()
    app.click('button', 'Restore')
    wait_text(app, before)
    wait(lambda: home.value('SELECT revision_count FROM prompts') == 3, 'the third revision')
    equal(home.value("SELECT text FROM revisions WHERE number = 3 AND origin = 'restore'"), before, 'what was restored')

    app.key('ctrl+i')
    wait(lambda: app.find('text', 'Instruction').focused, 'the focus in the instruction')
    app.type('make it winter')
    wait(lambda: home.value('SELECT instruction FROM drafts') == 'make it winter', 'the draft of the instruction')
    app.close()

    again = desktop.start(home)
    wait_text(again, before)
    wait(lambda: again.find('text', 'Instruction').text == 'make it winter', 'the instruction')
    wait(lambda: again.find('list', 'Prompts').find('list item').description.startswith('3 revisions'),
         'the caption of the prompt')
    again.close()
    return app, again


@journey('main')
def dismiss_by_keyboard(desktop):
    """Escape dismisses; with something taken it asks first; nothing changes."""
    app = desktop.start()
    scenes.try_it(app)
    before = prompt_text(app)
    app.key('ctrl+Return')
    wait_review(app)
    app.key('t')
    wait(lambda: counts(app)[0] == 1, 'one taken')
    app.key('Escape')
    dialog = app.find('dialog', 'Dismiss This Edit?')
    dialog.find('button', 'Go On Reviewing').press()
    app.find_gone('dialog', 'Dismiss This Edit?')
    equal(counts(app)[0], 1, 'taken after going on')
    app.key('Escape')
    app.find('dialog', 'Dismiss This Edit?').find('button', 'Dismiss').press()
    wait_text(app, before)
    wait(lambda: app.home.value('SELECT outcome FROM ai_interactions') == 'dismissed', 'the outcome in the log')
    equal(app.home.value('SELECT revision_count FROM prompts'), 1, 'revisions')
    app.close()
    return (app,)


@journey('main')
def typed_text_survives_kill(desktop):
    """What was typed is there after kill -9, one second after the last key."""
    home = desktop.home()
    app = desktop.start(home)
    scenes.try_it(app)
    app.key('ctrl+n')
    wait_text(app, '')
    text = 'a red kite over wet slate roofs, October'
    app.type(text)
    wait_text(app, text)
    wait(lambda: home.value('SELECT count(*) FROM drafts WHERE text = ?', text), 'the draft', 1.0)
    app.process.send_signal(signal.SIGKILL)
    app.process.wait()
    again = desktop.start(home)
    wait_text(again, text)
    equal(len(again.find('list', 'Prompts').find_all('row')), 2, 'prompts in the list')
    again.close()
    return (again,)


@journey('main')
def undo_is_one_step(desktop):
    """An accepted review is undone by one Ctrl+Z."""
    app = desktop.start()
    scenes.try_it(app)
    before = prompt_text(app)
    app.key('ctrl+Return')
    wait_review(app)
    app.key('ctrl+shift+a', 'ctrl+Return')
    wait(lambda: app.home.value('SELECT revision_count FROM prompts') == 2, 'the second revision')
    wait_text(app, app.home.value('SELECT prompt_after FROM ai_interactions'))
    app.find('text', 'Prompt').focus()
    app.key('ctrl+z')
    wait_text(app, before)
    app.close()
    return (app,)


# ---- prompts


@journey('prompts')
def delete_and_undo(desktop):
    """A deleted prompt goes from the list; the toast brings it back."""
    app = desktop.start()
    scenes.try_it(app)
    text = prompt_text(app)
    app.choose('Prompt Menu', 'Delete')
    app.find('label', 'No Prompts Yet')
    wait(lambda: app.home.value('SELECT deleted_at FROM prompts'), 'the prompt to be deleted')
    app.click('button', 'Undo')
    wait_text(app, text)
    wait(lambda: app.home.value('SELECT count(*) FROM prompts WHERE deleted_at IS NULL') == 1, 'the prompt back')
    app.find('list', 'Prompts').find('row')
    app.close()
    return (app,)


@journey('prompts')
def rename_and_search(desktop):
    """A new name stands in list and title; a search finds by name and by text."""
    app = desktop.start()
    scenes.try_it(app)
    app.choose('Prompt Menu', 'Rename…')
    app.find('dialog', 'Rename Prompt').find('text', 'Title')
    app.key('ctrl+a')
    app.type('Coast study')
    app.key('Return')
    app.find('list', 'Prompts').find('row', 'Coast study')
    app.key('ctrl+n')
    wait_text(app, '')
    app.type('seven paper cranes')
    wait(lambda: app.home.value("SELECT count(*) FROM drafts WHERE text = 'seven paper cranes'"), 'the draft')

    def shown():
        rows = app.find('list', 'Prompts').find_all('row')
        return [row.name for row in rows]
    for query, wanted in (('coast', ['Coast study']), ('lighthouse', ['Coast study']), ('crane', ['seven paper cranes'])):
        app.key('ctrl+f')
        entry = app.find('entry', 'Search prompts')
        wait(lambda: app.focused() is not None and 'Search prompts' in (app.focused().name, app.focused().parent.name),
             'the focus in the search')
        app.key('ctrl+a')
        app.type(query)
        wait(lambda wanted=wanted: shown() == wanted, f'{wanted} for {query!r}')
    app.key('ctrl+a')
    app.type('zeppelin')
    app.find('label', 'No Matches')
    app.click('button', 'Clear Search')
    wait(lambda: len(shown()) == 2, 'the whole list')
    check(entry.text in ('', None), 'an empty search')
    app.close()
    return (app,)


@journey('prompts')
def two_windows(desktop):
    """One prompt in two windows: what is typed in one stands in the other."""
    app = desktop.start()
    scenes.try_it(app)
    app.key('ctrl+shift+n')
    windows = wait(lambda: len(app.windows) == 2 and app.windows, 'the second window')
    texts = [wait(lambda window=window: window.look('text', 'Prompt'), 'the prompt in each window') for window in windows]
    before = wait(lambda: texts[0].text == texts[1].text and texts[0].text, 'the same text in both')
    active = wait(lambda: next((i for i, window in enumerate(app.windows) if window.has('active')), None) is not None
                  and next(i for i, window in enumerate(app.windows) if window.has('active')) + 1, 'an active window') - 1
    texts[active].focus()
    app.key('ctrl+End')
    app.type(', first snow')
    wait(lambda: all(text.text == before + ', first snow' for text in texts), 'what was typed in both windows')
    app.key('ctrl+w')
    wait(lambda: len(app.windows) == 1, 'one window')
    app.close()
    return (app,)


@journey('prompts')
def deleted_in_another_window(desktop):
    """A prompt that one window deletes stays readable in the other, which can bring it back."""
    app = desktop.start()
    scenes.try_it(app)
    text = prompt_text(app)
    app.key('ctrl+shift+n')
    wait(lambda: len(app.windows) == 2, 'the second window')
    wait(lambda: all(window.look('text', 'Prompt') for window in app.windows), 'the prompt in each window')
    app.choose('Prompt Menu', 'Delete')
    app.find('label', 'No Prompts Yet')
    app.find('label', 'This prompt was deleted in another window')
    equal(prompt_text(app), text, 'the text that stays')
    app.click('button', 'Restore')
    app.find_gone('label', 'This prompt was deleted in another window')
    wait(lambda: app.home.value('SELECT count(*) FROM prompts WHERE deleted_at IS NULL') == 1, 'the prompt back')
    app.find('list', 'Prompts').find('row')
    app.stop()
    return (app,)


@journey('prompts', 40)
def session_comes_back(desktop):
    """Sidebar, history and caret are found again as they were left."""
    home = desktop.home()
    app = desktop.start(home)
    scenes.try_it(app)
    text = prompt_text(app)
    app.find('list', 'Prompts')
    app.key('F9')
    app.find_gone('list', 'Prompts')
    app.key('ctrl+h')
    app.find('list', 'Revisions')
    app.find('text', 'Prompt').focus()
    app.key('ctrl+Home', 'Right', 'Right')
    app.close()
    again = desktop.start(home)
    wait_text(again, text)
    again.find('list', 'Revisions')
    check(again.look('list', 'Prompts') is None, 'the sidebar stays away')
    wait(lambda: again.find('text', 'Prompt').focused, 'the focus in the text')
    again.type('X')
    wait_text(again, text[:2] + 'X' + text[2:])
    # The way back to the list brings both.
    again.click('button', 'Back')
    again.find('list', 'Prompts')
    again.find('text', 'Prompt')
    again.key('ctrl+h')
    again.find_gone('list', 'Revisions')
    again.close()
    last = desktop.start(home)
    last.find('list', 'Prompts')
    check(last.look('list', 'Revisions') is None, 'the history stays away')
    last.close()
    return app, again, last


@journey('prompts')
def pasted_key_is_questioned(desktop):
    """A text that looks like a key is asked about before it is pasted, and before it is sent."""
    app = desktop.start()
    scenes.try_it(app)
    before = prompt_text(app)
    app.key('ctrl+f')
    app.type(KEY)
    app.key('ctrl+a', 'ctrl+c', 'Escape')
    prompt = app.find('text', 'Prompt')
    prompt.focus()
    app.key('ctrl+End', 'space', 'ctrl+v')
    dialog = app.find('dialog', 'Paste a Key?')
    dialog.find('button', 'Do Not Paste').press()
    app.find_gone('dialog', 'Paste a Key?')
    equal(prompt_text(app), before + ' ', 'the text after “Do Not Paste”')
    app.key('ctrl+v')
    app.find('dialog', 'Paste a Key?').find('button', 'Paste Anyway').press()
    wait_text(app, before + ' ' + KEY)
    app.key('ctrl+Return')
    app.find('dialog', 'Send a Key?').find('button', 'Do Not Send').press()
    app.find_gone('dialog', 'Send a Key?')
    equal(app.home.value('SELECT count(*) FROM ai_interactions'), 0, 'calls of a model')
    app.close()
    return (app,)


# ---- when it goes wrong


@journey('server', 40)
def server_dies_in_mid_stream(desktop):
    """A connection that breaks: what came is kept, can be reviewed, and Try Again works."""
    app, server = with_server(desktop, mode='die', text=example_answer(), after=2600, piece=200, delay_ms=5)
    app.key('ctrl+Return')
    app.find('alert', 'The answer stopped halfway')
    app.find('button', 'Try Again')
    app.click('button', 'Review What Came')
    taken, total = wait_review(app)
    check(1 <= total < WHOLE, f'some of the changes came: {total}')
    text = app.find('text', 'Review of the changes').text
    check('palette' in text and 'faded' not in text, 'what did not come stays as it was')
    app.key('Escape')
    wait(lambda: prompt_text(app).startswith(EXAMPLE), 'the prompt')
    # The same again, with a server that has come back.
    app.key('ctrl+Return')
    app.find('alert', 'The answer stopped halfway')
    server.stop()
    better = desktop.serve(mode='ok', text=example_answer())
    app.home.set_provider_url(better)
    again(app)
    taken, total = wait_review(app)
    equal(total, WHOLE, 'changes of the whole answer')
    app.close()
    return (app,)


def again(app):
    """Try Again until the other address is known: another process wrote it."""
    def tried():
        if app.look('text', 'Review of the changes') is not None:
            return True
        button = app.look('button', 'Try Again')
        if button is not None and button.enabled:
            button.press()
        return False
    wait(tried, 'a review after trying again')


@journey('server')
def bad_key(desktop):
    """A refused key: a card that says so and leads to Preferences; nothing of the key anywhere."""
    app, _ = with_server(desktop, needs_key=True, environment={'EASEL_KEY_TEST': KEY}, mode='401')
    app.key('ctrl+Return')
    app.find('alert', 'The key was not accepted')
    check(all(KEY not in text for window in app.windows for text in [window.describe()]), 'no key in the window')
    app.click('button', 'Preferences')
    app.find('dialog', 'Preferences')
    app.key('Escape')
    app.find_gone('dialog', 'Preferences')
    app.close()
    check(KEY not in app.log(), 'no key in the log')
    check(KEY.encode() not in app.home.database.read_bytes(), 'no key in the database')
    return (app,)


@journey('server')
def gone_model_is_said(desktop):
    """The chosen model goes: the window says which one is used now, until that is closed."""
    app, _ = with_server(desktop)
    desktop.resize(app, 360, 700)
    check(app.find('text', 'Prompt').showing, 'the prompt in the narrow window')
    app.home.disable_provider()
    said = app.find('label', re.compile('Test server.*“Sample editor” is used now'))
    toast = app.find('button', 'Dismiss').parent
    check(said.area[1] >= toast.area[1] and said.area[1] + said.area[3] <= toast.area[1] + toast.area[3],
          'all of it can be read in a narrow window')
    app.find('toggle', 'Model: Sample editor')
    app.click('button', 'Dismiss')
    app.find_gone('label', re.compile('is used now'))
    app.close()
    return (app,)


@journey('server')
def typing_while_streaming(desktop):
    """Keep Writing: what is typed stays; changes that meet it are conflicts."""
    app, _ = with_server(desktop, mode='slow', text=example_answer(), piece=120, delay_ms=60)
    app.key('ctrl+Return')
    app.click('button', 'Keep Writing')
    app.find('text', 'Prompt').focus()
    app.key('ctrl+Home')
    app.key('ctrl+Right', 'ctrl+Right')
    app.key('ctrl+BackSpace')
    app.type('merry')
    typed = 'a merry lighthouse'
    wait(lambda: prompt_text(app).startswith(typed), 'what was typed')
    app.find('alert', 'The answer is here')
    check(prompt_text(app).startswith(typed), 'the editor stays as long as one writes')
    app.click('button', 'Review')
    wait_review(app)
    app.find('label', re.compile('meets what you wrote meanwhile'))
    app.find('label', re.compile('1 conflict'))
    app.key('ctrl+shift+a', 'ctrl+Return')
    wait(lambda: prompt_text(app).startswith(typed) and 'chalk' in prompt_text(app) and 'faded' in prompt_text(app),
         'the other changes beside what was typed')
    app.close()
    return (app,)


@journey('server')
def stop_keeps_what_came(desktop):
    """Stop in mid-stream: the review has what came."""
    app, _ = with_server(desktop, mode='slow', text=example_answer(), piece=120, delay_ms=60)
    app.key('ctrl+Return')
    live = app.find('text', 'Prompt with the answer so far')
    wait(lambda: 'forgotten' in (live.text or ''), 'the first change')
    app.key('Escape')
    taken, total = wait_review(app)
    check(1 <= total < WHOLE, f'some of the changes came: {total}')
    app.find('label', re.compile('cut off'))
    app.close()
    return (app,)


@journey('server', 40)
def close_while_it_streams(desktop):
    """Closed in mid-stream: the next start offers what came."""
    app, _ = with_server(desktop, mode='slow', text=example_answer(), piece=120, delay_ms=60)
    app.key('ctrl+Return')
    live = app.find('text', 'Prompt with the answer so far')
    wait(lambda: 'forgotten' in (live.text or ''), 'the first change')
    app.close()
    next_app = desktop.start(app.home)
    taken, total = wait_review(next_app)
    check(1 <= total < WHOLE, f'some of the changes came: {total}')
    next_app.key('Escape')
    wait(lambda: prompt_text(next_app).startswith(EXAMPLE), 'the prompt')
    next_app.close()
    return app, next_app


# Theirs are journeys too.
OTHERS = (journeys_chat_lists, journeys_chats, journeys_library, journeys_sorting, journeys_viewer)

if __name__ == '__main__':
    sys.exit(tap.main(sys.argv[1:]))
