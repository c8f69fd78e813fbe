#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys through accounts, models and usage in the real window, as TAP.

    accounts.py BUILD [NAME]…
"""

import csv
import re
import sqlite3
import sys
import time
import types

import driver
import journeys
import scenes
import tap
from driver import accept_file, chooser, wait
from tap import check, equal, journey

NOWHERE = types.SimpleNamespace(url='http://127.0.0.1:9/v1')
KEY = 'sk-proj-' + 'Zx9' * 14


def change(home, *statements):
    """Writes to the database as another process does."""
    connection = sqlite3.connect(home.database, timeout=10)
    with connection:
        for statement in statements:
            connection.execute(*statement)
        connection.execute('UPDATE change_counters SET n = n + 1')
    connection.close()


def preferences(app):
    app.key('ctrl+comma')
    return app.find('dialog', 'Preferences')


def usage(app):
    preferences(app)
    app.click('page tab', 'Usage')
    app.find('label', 'Month to date')


def leave(app):
    """Closes the preferences, from whatever page of theirs, and the window."""
    def gone():
        if app.look('dialog', 'Preferences') is None:
            return True
        app.key('Escape')
        return False
    wait(gone, 'the preferences to close')
    app.close()


# ---- the window's keys


@journey('accounts', 60)
def choose_model_by_key(desktop):
    """Ctrl+M opens the models in a narrow window, wherever the focus and whatever stands in front; not behind a dialog."""
    app = desktop.start(desktop.home())
    scenes.try_it(app)
    desktop.resize(app, 360 + 2 * driver.FRAME, 720)
    desktop.settle()

    def opens(where):
        app.key('ctrl+m')
        app.find('text', 'Search models')
        app.key('Escape')
        app.find_gone('text', 'Search models')
        check(app.find('text', 'Instruction').showing, f'the page shows after {where}')

    for _ in range(3):
        opens('opening it')
    app.find('text', 'Prompt').focus()
    opens('the editor')
    app.click('button', 'Back')
    app.find('button', 'New Prompt')
    opens('the list in front')
    app.click('button', 'Back')
    app.find('text', 'Search prompts').click()
    opens('the search in front')
    preferences(app)
    app.key('ctrl+m')
    desktop.settle()
    check(app.look('text', 'Search models') is None, 'nothing opens behind a dialog')
    app.key('Escape')
    app.find_gone('dialog', 'Preferences')
    opens('a dialog')
    app.close()
    return (app,)


# ---- accounts


@journey('accounts', 60)
def state_of_an_account(desktop):
    """The page of an account says what its check found, without a test of its own, and follows what comes later."""
    app = desktop.start(desktop.home())
    scenes.try_it(app)
    preferences(app)
    app.home.add_provider(NOWHERE)
    app.find('label', 'Unreachable')
    app.find('dialog', 'Preferences').find('row', re.compile('^Test server')).click()
    app.find('label', 'No answer from this address')
    app.find('button', 'Copy Details')
    server = desktop.serve()
    change(app.home, ('UPDATE providers SET base_url = ?', (server.url,)))
    wait(lambda: app.find('text', 'Address').text == server.url, 'the other address')
    app.click('button', re.compile('^Test'))
    app.find('label', 'Works')
    leave(app)
    return (app,)


@journey('accounts', 60)
def picture_of_an_account(desktop):
    """A file becomes the picture of an account; one that is no picture is refused in words."""
    home = desktop.home()
    app = desktop.start(home)
    scenes.try_it(app)
    preferences(app)
    home.add_provider(NOWHERE)
    app.find('dialog', 'Preferences').find('row', re.compile('^Test server')).click()
    app.find('list', 'Models')
    app.scroll_down()
    picture, other = home.path / 'sign.png', home.path / 'other.png'
    desktop.run('convert', '-size', '64x64', 'xc:teal', str(picture))
    other.write_text('no picture')
    app.click('button', 'Choose…')
    accept_file(app, other, 'Open')
    app.find('label', re.compile('picture', re.I))
    wait(lambda: any('“other.png”' in text or 'PNG' in text for text in app.labels()), 'what is wrong with the file')
    equal(home.value("SELECT count(*) FROM providers WHERE image IS NOT NULL"), 0, 'pictures of accounts')
    app.click('button', 'Choose…')
    accept_file(app, picture, 'Open')
    wait(lambda: home.value("SELECT image FROM providers WHERE slug = 'test'"), 'the picture in the database')
    app.click('button', 'Reset')
    wait(lambda: home.value("SELECT image FROM providers WHERE slug = 'test'") is None, 'no picture any more')
    leave(app)
    return (app,)


@journey('accounts', 60)
def key_of_the_environment_is_said(desktop):
    """What a service tells of itself comes to the window as a toast."""
    home = desktop.home()
    first = desktop.start(home)
    scenes.try_it(first)
    wait(lambda: home.value('SELECT instruction FROM drafts'), 'the draft')
    first.close()
    home.add_provider(types.SimpleNamespace(url='https://api.openai.com/v1'), slug='mine', needs_key=True)
    # Nothing leaves this computer: the way out is a port where nobody answers.
    app = desktop.start(home, {'OPENAI_API_KEY': KEY, 'https_proxy': 'http://127.0.0.1:9', 'no_proxy': ''})
    app.find('toggle', 'Model: Test Model')
    app.key('ctrl+Return')
    app.find('label', re.compile('keyring has no key for Test server, so it uses the key from OPENAI_API_KEY'))
    app.find('alert')
    check(KEY not in ''.join(window.describe() for window in app.windows), 'no key in the window')
    app.close()
    check(KEY not in app.log(), 'no key in the log')
    return (app,)


# ---- usage


@journey('accounts', 60)
def budget_of_a_month(desktop):
    """A budget is made, refused while it is no amount, changed and removed."""
    home = desktop.home()
    app = desktop.start(home)
    scenes.try_it(app)
    usage(app)
    app.find('label', 'No Budget')

    def add():
        return [button for button in app.find_all('button', 'Add') if button.area[1] > 0][-1]
    add().press()
    dialog = app.find('dialog', 'New Budget')
    limit = dialog.find('text', 'US Dollars a Month')
    for wrong in ('a lot', '-5', '1e9', ''):
        limit.write(wrong)
        wait(lambda: not dialog.find('button', 'Save').enabled, f'no way to save {wrong!r}')
    limit.write('12.50')
    dialog.find('button', 'Save').press()
    wait(lambda: home.query('SELECT monthly_limit, warn_percent, hard_stop FROM budgets') == [(12_500_000, 80, 1)],
         'the budget in the database')
    app.find('label', re.compile(r'^\$0\.00 of \$12\.50'))
    app.click('button', 'Change Budget')
    dialog = app.find('dialog', re.compile('^Budget for'))
    equal(dialog.find('text', 'US Dollars a Month').text, '12.50', 'the limit that is there')
    dialog.find('text', 'US Dollars a Month').write('40')
    dialog.find_all('check box', re.compile('Stop Calls'))[-1].press()
    dialog.find('button', 'Save').press()
    wait(lambda: home.query('SELECT monthly_limit, hard_stop FROM budgets') == [(40_000_000, 0)], 'the change')
    app.find('label', re.compile('does not stop'))
    app.click('button', 'Change Budget')
    app.find('dialog', re.compile('^Budget for')).find('button', 'Remove').press()
    app.find('label', 'No Budget')
    equal(home.value('SELECT count(*) FROM budgets'), 0, 'budgets')
    leave(app)
    return (app,)


@journey('accounts', 60)
def run_once_anyway(desktop):
    """What a used up budget stops runs on a click; while it is reviewed nothing more is offered, then again."""
    app, _ = journeys.with_server(desktop, text=journeys.example_answer())
    now = int(time.time() * 1_000_000)
    change(app.home, ("UPDATE provider_models SET price_input = 1000000, price_output = 1000000 WHERE model_id = 'test-model'",),
           ('INSERT INTO budgets (monthly_limit, hard_stop, created_at, updated_at) VALUES (1, 1, ?, ?)', (now, now)),
           ('INSERT INTO usage (provider_slug, provider_name, model_id, kind, state, cost, created_at)'
            " VALUES ('test', 'Test server', 'test-model', 'edit', 'done', 5, ?)", (now,)))
    app.key('ctrl+i')
    app.type(' now')
    app.find('button', 'Run Once Anyway')
    app.key('ctrl+Return')
    app.find('label', re.compile('would cross the budget'))
    equal(app.home.value('SELECT count(*) FROM ai_interactions WHERE output != \'\''), 0, 'answers')
    app.click('button', 'Run Once Anyway')
    journeys.wait_review(app)
    app.find_gone('button', 'Run Once Anyway')
    app.key('Escape')
    app.find('button', 'Run Once Anyway')
    journeys.wait_text(app, journeys.prompt_text(app))
    app.close()
    return (app,)


@journey('accounts', 60)
def usage_as_a_file(desktop):
    """Export CSV writes what the month cost, whole; what cannot be written is said."""
    home = desktop.home()
    app = desktop.start(home)
    scenes.try_it(app)
    home.add_calls(2)
    usage(app)
    path = home.path / 'spent.csv'
    app.click('button', 'Export CSV…')
    check(re.fullmatch(r'easel-usage-\d{4}-\d\d\.csv', chooser(app).find('text').text), 'a name is proposed')
    accept_file(app, path, 'Save')
    rows = wait(lambda: path.exists() and path.stat().st_size and list(csv.DictReader(path.open(encoding='utf-8'))),
                'the file')
    month = time.strftime('%Y-%m')
    wanted = home.value("SELECT count(*) FROM usage WHERE strftime('%Y-%m', created_at / 1000000, 'unixepoch',"
                        " 'localtime') = ?", month)
    equal(len(rows), wanted, 'calls in the file')
    equal(path.stat().st_mode & 0o777, 0o600, 'who may read the file')
    app.click('button', 'Export CSV…')
    accept_file(app, '/proc/spent.csv', 'Save')
    app.find('label', re.compile('spent.csv|/proc'))
    leave(app)
    return (app,)


@journey('accounts', 60)
def very_large_numbers(desktop):
    """Sums that no account ever saw are shown whole, in a narrow window too."""
    home = desktop.home()
    app = desktop.start(home)
    scenes.try_it(app)
    now = int(time.time() * 1_000_000)
    insert = ('INSERT INTO usage (provider_slug, provider_name, model_id, kind, state, cost, input_tokens, output_tokens,'
              " created_at) VALUES ('acme', 'Acme, the makers of a model with a long name', ?, 'edit', 'done', ?, ?, ?, ?)")
    huge = 9_007_199_254_740_991  # all that a number of JSON holds
    change(home, *[(insert, (f'a-model-whose-name-is-long-{i}', huge // 8, huge // 8, huge // 8, now))
                   for i in range(5)],
           ('INSERT INTO budgets (monthly_limit, hard_stop, created_at, updated_at) VALUES (?, 1, ?, ?)',
            (huge // 2, now, now)))
    desktop.resize(app, 360 + 2 * driver.FRAME, 720)
    usage(app)
    app.find('label', re.compile(r'^\$5[,.]?629[,.]?499[,.]?534'))
    app.find('label', re.compile('Used up'))
    for name in ('Model', 'Account', 'Day', 'Kind'):
        app.click('radio button', name)
        desktop.settle()
    dialog = app.find('dialog', 'Preferences')
    left, _, width, _ = dialog.area
    for label in dialog.find_all('label'):
        x, _, wide, _ = label.area
        check(x >= left and x + wide <= left + width, f'{label} stands inside the dialog')
    leave(app)
    return (app,)


if __name__ == '__main__':
    # Other journeys come with what they share with these.
    sys.exit(tap.main([*sys.argv[1:2], *(sys.argv[2:] or ['accounts'])]))
