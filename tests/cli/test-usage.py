#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What calls cost, and budgets, from the command line.

    test-usage.py EASEL-CLI EASEL-TEST-SERVER [TEST…]
"""

import csv
import datetime
import io
import subprocess
import sys

from harness import Server, check, equal, main, test

MODEL = 'mine:test-model'
# Micro-US-dollars for a million tokens: so many that a small edit costs a cent or two.
PRICE = 100_000_000


def edit(home, *arguments, **kwargs):
    return home.good('edit', '--model', MODEL, '--instruction', 'warmer', *arguments, 'a cat', **kwargs)


def bad_edit(home, *arguments, **kwargs):
    return home.bad('edit', '--model', MODEL, '--instruction', 'warmer', *arguments, 'a cat', **kwargs)


def add_priced(home, server, price=PRICE):
    home.add_server(server)
    home.good('model', 'add', MODEL)
    if price is not None:
        home.sql("UPDATE provider_models SET price_input = ?, price_output = ?, price_source = 'user' "
                 "WHERE model_id = 'test-model'", price, price)


def calls(home):
    return home.sql("SELECT count(*) FROM usage WHERE kind = 'edit' AND state <> 'released'")[0][0]


@test
def nothing_was_used(home):
    answer = home.good('usage')
    equal(set(answer), {'since', 'until', 'by', 'total', 'entries'})
    equal((answer['by'], answer['entries'], answer['total']['calls'], answer['total']['cost_microusd']),
          ('kind', [], 0, 0))
    equal(home.good('budget'), [])
    equal(len(list(csv.reader(io.StringIO(home.run('usage', '--csv').out)))), 1)


@test
def calls_add_up(home):
    with Server(home, text='a big cat') as server:
        add_priced(home, server)
        for _ in range(3):
            edit(home)
    home.good('edit', '--instruction', 'warmer', 'a cold cat')
    paid = home.sql("SELECT sum(cost) FROM usage WHERE provider_slug = 'mine'")[0][0]
    check(paid > 0)
    by_model = home.good('usage', '--by', 'model')
    equal({row['key']: (row['calls'], row['cost_microusd']) for row in by_model['entries'] if row['key'][-1] != ':'},
          {MODEL: (3, paid), 'sandbox:editor': (1, 0)})
    by_provider = home.good('usage', '--by', 'provider')
    equal([row['key'] for row in by_provider['entries']], ['mine', 'sandbox'])
    by_day, = home.good('usage', '--by', 'day')['entries']
    equal(by_day['key'], datetime.date.today().isoformat())
    equal(by_day['cost_microusd'], paid)
    kinds = {row['key']: row['calls'] for row in home.good('usage')['entries']}
    equal(kinds['edit'], 4)
    equal(home.good('usage', '--since', datetime.date.today().isoformat())['total']['cost_microusd'], paid)
    plain = home.run('usage', '--by', 'model').out
    check(MODEL in plain and '$' in plain, plain)


@test
def unknown_is_never_nothing(home):
    with Server(home, text='a big cat') as server:
        home.add_server(server)
        edit(home)
    row, = [row for row in home.good('usage', '--by', 'model')['entries'] if row['key'] == MODEL]
    equal((row['cost_microusd'], row['unknown_calls']), (None, 1))
    check('unknown' in home.run('usage').out)
    lines = list(csv.DictReader(io.StringIO(home.run('usage', '--csv').out)))
    line, = [line for line in lines if line['kind'] == 'edit']
    equal((line['cost_usd'], line['price_input_usd']), ('', ''))


@test
def the_table_is_csv(home):
    home.good('usage')
    home.sql("INSERT INTO usage (provider_slug, provider_name, model_id, kind, state, cost, request_id, created_at) "
             "VALUES ('a', '=HYPERLINK(\"http://x\")', '+1, \"two\"' || char(10) || 'lines', 'edit', 'done', 1234567, "
             "'@SUM(1)', CAST(unixepoch('subsec') * 1000000 AS INTEGER))")
    raw = home.run('usage', '--csv').raw
    check(raw.endswith(b'\r\n'), raw)
    lines = list(csv.DictReader(io.StringIO(raw.decode(), newline='')))
    equal(len(lines), 1)
    line = lines[0]
    equal(line['provider_name'], '\'=HYPERLINK("http://x")')
    equal(line['model'], '\'+1, "two"\nlines')
    equal(line['request_id'], "'@SUM(1)")
    equal(line['cost_usd'], '1.234567')


@test
def a_local_day_is_asked_for(home):
    """The clocks of Berlin: a call at half past midnight belongs to the new day there, to the old one in UTC."""
    home.good('usage')
    moment = int(datetime.datetime(2026, 10, 31, 23, 30, tzinfo=datetime.timezone.utc).timestamp() * 1e6)
    home.sql("INSERT INTO usage (provider_slug, provider_name, model_id, kind, state, cost, created_at) "
             "VALUES ('a', 'A', 'm', 'edit', 'done', 5, ?)", moment)
    for zone, day, calls_since in (('Europe/Berlin', '2026-11-01', 1), ('UTC', '2026-10-31', 0)):
        answer = home.good('usage', '--since', '2026-10-01', '--by', 'day', env={'TZ': zone})
        equal([row['key'] for row in answer['entries']], [day], zone)
        equal(home.good('usage', '--since', '2026-11-01', env={'TZ': zone})['total']['calls'], calls_since, zone)


@test
def a_budget_is_kept(home):
    equal(home.good('budget', 'set', '--limit', '20'),
          [{'provider': None, 'limit_microusd': 20_000_000, 'warn_percent': 80, 'hard': False, 'spent_microusd': 0,
            'reserved_microusd': 0, 'unknown_calls': 0, 'state': 'fine'}])
    home.good('budget', 'set', '--limit', '$4,50', '--provider', 'sandbox', '--warn', '50', '--hard')
    all_of_them, sandbox = home.good('budget', 'show')
    equal((all_of_them['provider'], sandbox['provider'], sandbox['limit_microusd'], sandbox['warn_percent'],
           sandbox['hard']), (None, 'sandbox', 4_500_000, 50, True))
    check('sandbox' in home.run('budget').out and '$20.00' in home.run('budget').out)
    equal([row['provider'] for row in home.good('budget', 'remove')], ['sandbox'])
    home.bad('budget', 'remove', code=1, type='not-found')
    equal(home.good('budget', 'remove', '--provider', 'sandbox'), [])


@test
def misuse_is_said(home):
    for arguments in (['set'], ['set', '--limit', 'much'], ['set', '--limit', '-1'], ['set', '--limit', '1e9'],
                      ['set', '--limit', '99999999999999999999'], ['set', '--limit', '5', '--warn', '0'],
                      ['set', '--limit', '5', '--warn', '101'], ['spend'], ['show', 'me']):
        home.bad('budget', *arguments, code=2, type='invalid-input')
    home.bad('budget', 'set', '--limit', '5', '--provider', 'nobody', code=1, type='not-found', says='nobody')
    for day in ('yesterday', '2026-13-01', '2026-02-30', '2026-1', '', '2026-11-01x', '9999-01-01', '-001-01-01'):
        home.bad('usage', f'--since={day}', code=2, type='invalid-input')
    home.bad('usage', '--by', 'hour', code=2, type='invalid-input')
    equal(home.good('usage', '--since', '1970-01-01')['total']['calls'], 0)


@test
def a_hard_stop_holds(home):
    with Server(home, text='a big cat') as server:
        add_priced(home, server)
        home.good('budget', 'set', '--limit', '0.000001', '--hard')
        error = bad_edit(home, code=1, type='budget', says=('budget', '$'))
        equal((error['provider'], error['retryable']), ('mine', False))
        equal(calls(home), 0)
        # What is free goes on.
        home.good('edit', '--instruction', 'warmer', 'a cold cat')
        edit(home, '--over-budget')
        equal(home.sql("SELECT over_budget FROM usage WHERE provider_slug = 'mine' AND kind = 'edit'"), [(1,)])
        equal(home.good('budget')[0]['state'], 'used-up')
        home.good('budget', 'set', '--limit', '100', '--hard')
        edit(home)
        equal(len([body for body in server.bodies() if 'messages' in body]), 2)


@test
def an_unknown_price_asks(home):
    with Server(home, text='a big cat') as server:
        home.add_server(server)
        home.good('budget', 'set', '--limit', '100', '--provider', 'mine')
        edit(home)
        home.good('budget', 'set', '--limit', '100', '--provider', 'mine', '--hard')
        bad_edit(home, code=1, type='budget', says='not known')
        edit(home, '--unknown-price')
        equal(home.good('budget')[0]['unknown_calls'], 2)


@test
def calls_side_by_side_do_not_pass_a_stop(home):
    """Ten programs at once, and a budget that one fits under: what that one costs leaves no room for another."""
    with Server(home, text='a big cat') as server:
        add_priced(home, server)
        edit(home)
        estimate = home.sql("SELECT reserved_cost FROM usage WHERE provider_slug = 'mine' AND kind = 'edit'")[0][0]
        home.sql('DELETE FROM usage')
        home.good('budget', 'set', '--limit', f'{estimate / 1e6:.6f}', '--hard')
        runs = [home.start('edit', '--model', MODEL, '--instruction', 'warmer', 'a cat', '--json',
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(10)]
        codes = [(run.communicate(timeout=90), run.returncode)[1] for run in runs]
        equal(sorted(codes), [0] + [1] * 9)
        spent = home.good('budget')[0]['spent_microusd']
        check(0 < spent <= estimate, spent, estimate)
        equal(calls(home), 1)


@test
def tests_and_lists_are_calls_too(home):
    with Server(home) as server:
        home.add_server(server)
        home.good('provider', 'test', 'mine')
        home.good('models', '--provider', 'mine', '--refresh')
    kinds = dict(home.sql("SELECT kind, sum(cost) FROM usage WHERE state = 'done' GROUP BY kind"))
    check(kinds.get('test') == 0 and kinds.get('list') == 0, kinds)
    home.bad('provider', 'test', 'mine', code=1)
    equal(home.sql("SELECT count(*) FROM usage WHERE kind = 'test' AND state = 'failed' AND error_code <> ''"), [(2,)])


if __name__ == '__main__':
    sys.exit(main())
