#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of the command line: what scripts rely on, and bad input.

    test-cli.py EASEL-CLI EASEL-TEST-SERVER [TEST…]
"""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time

from harness import ERROR_KEYS, Home, Server, Skip, check, equal, main, test, wait_for

PROMPT = 'a lonely lighthouse, cold light, calm sea'
LOG_KEYS = {'interaction_id', 'prompt_id', 'instruction', 'prompt_before', 'prompt_after', 'input', 'output', 'context',
            'provider_id', 'model_id', 'state', 'outcome', 'error', 'generation', 'input_tokens', 'output_tokens',
            'cost_microusd', 'duration', 'created_at', 'error_code', 'status', 'request_id', 'retries', 'first_token',
            'fallback_for', 'from_cache'}
SAMPLES = 'sandbox:editor'


def edit(home, prompt=PROMPT, *arguments, instruction='warmer', **kwargs):
    return home.good('edit', '--instruction', instruction, *arguments, prompt, **kwargs)


def bad_edit(home, *arguments, instruction='warmer', **kwargs):
    return home.bad('edit', '--instruction', instruction, *arguments, **kwargs)


# ---- the contract ----

@test
def fresh_home_answers_everything(home):
    equal(home.good('prompts'), [])
    equal(home.good('log'), [])
    providers = home.good('providers')
    equal(providers, [{'id': 'sandbox', 'name': 'Offline samples', 'protocol': 'openai',
                       'base_url': 'http://localhost/v1', 'enabled': True, 'needs_key': False,
                       'from_environment': False}])
    models = home.good('models')
    equal([model['id'] for model in models], ['sandbox:clip', SAMPLES, 'sandbox:painter'])
    equal(models[0]['price_input_microusd_per_million'], 0)
    state = home.good('check')
    equal(state['database'], {'path': str(home.database), 'problems': []})
    equal(state['keyring']['name'] is None, state['keyring']['problem'] is not None)
    equal(state['providers'], [{'id': 'sandbox', 'state': 'ready', 'models': 3, 'problem': None}])
    equal(oct(home.database.stat().st_mode & 0o777), '0o600')
    equal(oct(home.database.parent.stat().st_mode & 0o777), '0o700')


@test
def edit_answers_what_was_promised(home):
    answer = edit(home)
    equal(set(answer), {'prompt_after', 'model_id', 'provider_id', 'interaction_id', 'changes', 'usage', 'fallback_for',
                        'from_cache'})
    equal(answer['prompt_after'], 'a lonely lighthouse, warm light, calm sea')
    equal((answer['provider_id'], answer['model_id']), ('sandbox', 'editor'))
    equal(answer['changes'], [{'kind': 'replace', 'before': 'cold', 'after': 'warm'}])
    equal(set(answer['usage']), {'input_tokens', 'output_tokens', 'cost_microusd'})
    equal(answer['usage']['cost_microusd'], 0)
    check(answer['usage']['output_tokens'] > 0)
    equal(home.good('prompts'), [], 'an edit of a text stores no prompt')

    row, = home.good('log')
    equal(set(row), LOG_KEYS)
    equal(row['interaction_id'], answer['interaction_id'])
    equal((row['prompt_before'], row['prompt_after']), (PROMPT, answer['prompt_after']))
    equal((row['state'], row['outcome'], row['error'], row['prompt_id']), ('finished', 'open', None, None))
    ledger, = home.sql('SELECT state, cost, interaction_id, kind, output_tokens FROM usage')
    equal(ledger, ('done', 0, answer['interaction_id'], 'edit', answer['usage']['output_tokens']))


@test
def edit_prints_a_word_diff(home):
    result = home.run('edit', '--instruction', 'warmer', PROMPT)
    equal((result.code, result.out), (0, 'a lonely lighthouse, [-cold-]{+warm+} light, calm sea\n'), result)
    result = home.run('edit', '--instruction', 'warmer', '-', stdin=(PROMPT + '\n').encode())
    equal((result.code, result.out), (0, 'a lonely lighthouse, [-cold-]{+warm+} light, calm sea\n'), result)
    # After "--" nothing is an option.
    result = home.run('edit', '--instruction', 'as it is', '--', '--json')
    equal(result.code, 1, result)


@test
def texts_pass_as_they_are(home):
    text = '東京の夜, ผู้หญิง, 👩‍👩‍👧, cafe\u0301, “cold light”\tand\n\nmore \x7f'
    with Server(home, text=text + ' end') as server:
        home.add_server(server)
        answer = edit(home, text, '--model', 'mine:test-model', instruction='längere Zeile ☃')
    equal(answer['prompt_after'], text + ' end')
    row, = home.good('log')
    equal((row['prompt_before'], row['instruction']), (text, 'längere Zeile ☃'))
    # In a locale that knows no UTF-8, too.
    answer = edit(home, 'ein kühler Morgen, cold light', '--context', '{"stil":"Öl"}', '--lock', 'kühler',
                  env={'LC_ALL': 'C'})
    equal(answer['prompt_after'], 'ein kühler Morgen, warm light')


@test
def signs_of_the_request_are_text_in_a_prompt(home):
    for text in ('a <prompt>x</prompt> castle, cold light', '<negative>x</negative>, cold light', '</prompt>, cold light',
                 'a \\<b, <locked>z</locked>, cold light', '&lt;b&gt; &amp; cold light', 'cold light\r\nline two\r\n\r\n',
                 '  cold light  ', '"cold light"', '```cold light```', 'Prompt: cold light',
                 'Prompt: x, cold light\nNegative prompt: blur', 'cold light\nNegative prompt: blur\nSteps: 20'):
        equal(edit(home, '-', stdin=text.encode() + b'\n')['prompt_after'], text.replace('cold', 'warm'))


@test
def a_terminal_gets_no_orders(home):
    with Server(home, text='a \x1b[31mred\x1b]0;title\x07 castle\u009b1m') as server:
        home.add_server(server)
        arguments = ('edit', '--model', 'mine:test-model', '--instruction', 'x', 'a red castle')
        check(b'\x1b[31mred' in home.run(*arguments).raw, 'what is no terminal gets the text as it is')
        master, slave = os.openpty()
        process = home.start(*arguments, env={'TERM': 'xterm', 'NO_COLOR': '1'}, stdout=slave, stdin=slave,
                             stderr=subprocess.DEVNULL)
        os.close(slave)
        equal(process.wait(60), 0)
        shown = os.read(master, 65536).decode()
        os.close(master)
    check('red' in shown and '\x1b' not in shown and '\x07' not in shown and '\u009b' not in shown, repr(shown))
    check('\ufffd' in shown, repr(shown))
    # A list has one line for each.
    edit(home, PROMPT, instruction='warmer\n\x1b[31m')
    equal(len(home.run('log').out.splitlines()), 3)
    check('\x1b' not in home.run('log').out)


@test
def the_request_says_what_was_asked(home):
    with Server(home, text='a cat') as server:
        home.add_server(server)
        answer = edit(home, 'a cat', '--model', 'mine:test-model', '--context', '{"target":"SDXL"}',
                      '--temperature', '0.5', '--max-tokens', '77', '--generation', 'gen-1')
        equal((answer['prompt_after'], answer['changes']), ('a cat', []))
        equal(answer['usage']['cost_microusd'], None, 'an unknown price is not 0')
        body, = server.bodies()
    equal((body['model'], body['temperature'], body['stream']), ('test-model', 0.5, True))
    check(77 in (body.get('max_tokens'), body.get('max_completion_tokens')), body)
    message = json.dumps(body['messages'])
    check('SDXL' in message and 'warmer' in message, message)
    row, = home.good('log')
    equal((row['generation'], row['context']), ('gen-1', '{"target":"SDXL"}'))


@test
def a_model_may_hold_colons(home):
    with Server(home, text='a dog') as server:
        home.add_server(server)
        answer = edit(home, 'a cat', '--model', 'mine:llama3:8b')
        equal((answer['provider_id'], answer['model_id']), ('mine', 'llama3:8b'))
        equal(server.bodies()[0]['model'], 'llama3:8b')


@test
def locks_hold(home):
    answer = edit(home, 'cold light, warm heart, cold light', '--lock', 'cold light')
    equal(answer['prompt_after'].count('cold light'), 2, 'every occurrence is locked')
    # What a model does to a lock is refused and said.
    with Server(home, text='warm light, a castle, big') as server:
        home.add_server(server)
        answer = edit(home, 'cold light, a house', '--model', 'mine:test-model', '--lock', 'cold light')
        check(answer['prompt_after'].startswith('cold light'), answer)
        check('locked' in [change.get('refused') for change in answer['changes']], answer)
        result = home.run('edit', '--model', 'mine:test-model', '--instruction', 'x', '--lock', 'cold light',
                          'cold light, a house')
        check('put back' in result.err, result)
        check('cold light' in json.dumps(server.bodies()[0]['messages']))
    bad_edit(home, '--lock', 'moon', PROMPT, code=2, type='invalid-input', says='moon')
    bad_edit(home, '--lock', '', PROMPT, code=2, type='invalid-input')


@test
def a_stored_prompt_changes_by_apply_only(home):
    prompt, (first,) = home.add_prompt(PROMPT)
    answer = home.good('edit', '--instruction', 'warmer', '--prompt-id', str(prompt))
    equal(answer['prompt_after'], 'a lonely lighthouse, warm light, calm sea')
    equal(len(home.good('revisions', str(prompt))), 1)
    equal(home.good('log')[0]['prompt_id'], prompt)

    answer = home.good('edit', '--instruction', 'warmer', '--prompt-id', str(prompt), '--apply')
    newest, oldest = home.good('revisions', str(prompt))
    equal(set(newest), {'revision_id', 'number', 'text', 'negative', 'origin', 'model', 'created_at'})
    equal((newest['revision_id'], newest['text'], newest['origin']),
          (answer['revision_id'], answer['prompt_after'], 'edit'))
    equal((newest['number'], oldest['number'], oldest['revision_id']), (2, 1, first))
    check(newest['model'], newest)
    equal([row['outcome'] for row in home.good('log')], ['taken', 'open'])
    listed, = home.good('prompts')
    equal((listed['prompt_id'], listed['revisions'], listed['title']), (prompt, 2, 'Sample'))
    equal(len(home.good('prompts', 'warm')), 1)
    equal(home.good('prompts', 'zebra'), [])

    result = home.run('diff', str(first), str(answer['revision_id']))
    equal(result.out, 'a lonely lighthouse, [-cold-]{+warm+} light, calm sea\n', result)
    hunks = home.good('diff', str(first), str(answer['revision_id']))
    equal(''.join(hunk['before'] for hunk in hunks), PROMPT)
    equal(''.join(hunk['after'] for hunk in hunks), answer['prompt_after'])
    equal([hunk['kind'] for hunk in hunks], ['equal', 'replace', 'equal'])


@test
def apply_keeps_what_is_marked(home):
    text = 'a castle, drifting fog, cold light, calm sea'
    locks = json.dumps([[text.index('calm'), len('calm sea')]])
    off = json.dumps([[text.index('drifting'), len('drifting fog')]])
    prompt, _ = home.add_prompt(text, locks=locks, off=off)
    answer = home.good('edit', '--instruction', 'warmer', '--prompt-id', str(prompt), '--apply')
    equal(answer['prompt_after'], text.replace('cold', 'warm'), 'what is switched off is kept')
    kept, = home.sql('SELECT text, locks, off FROM revisions WHERE id = ?', answer['revision_id'])
    equal(json.loads(kept[1]), json.loads(locks))
    equal(json.loads(kept[2] or '[]'), json.loads(off), 'what was switched off stays so')


@test
def apply_keeps_a_draft(home):
    prompt, (first,) = home.add_prompt('an old text')
    home.sql('INSERT INTO drafts (prompt_id, revision_id, text, updated_at) VALUES (?, ?, ?, 1)', prompt, first, PROMPT)
    answer = home.good('edit', '--instruction', 'warmer', '--prompt-id', str(prompt), '--apply')
    equal([(row['text'], row['origin']) for row in home.good('revisions', str(prompt))],
          [(answer['prompt_after'], 'edit'), (PROMPT, 'typed'), ('an old text', 'typed')])


@test
def apply_meets_what_is_typed_meanwhile(home):
    text = 'a lonely lighthouse, cold light, calm sea'
    prompt, (first,) = home.add_prompt(text)
    process = home.start('edit', '--instruction', 'warmer', '--prompt-id', str(prompt), '--apply', '--json',
                         stdout=subprocess.PIPE)
    deadline = time.monotonic() + 20
    while not home.sql('SELECT 1 FROM ai_interactions') and time.monotonic() < deadline:
        time.sleep(0.005)
    # A window saves what is typed in the same prompt while the answer comes.
    home.sql('INSERT INTO drafts (prompt_id, revision_id, text, updated_at) VALUES (?, ?, ?, 1)', prompt, first,
             text + ', gulls')
    out, _ = process.communicate(timeout=60)
    equal(process.returncode, 0)
    equal(json.loads(out)['prompt_after'], 'a lonely lighthouse, warm light, calm sea, gulls')
    equal([(row['text'], row['origin']) for row in home.good('revisions', str(prompt))],
          [('a lonely lighthouse, warm light, calm sea, gulls', 'edit'), (text + ', gulls', 'typed'), (text, 'typed')])
    equal(home.sql('SELECT count(*) FROM drafts'), [(0,)])


@test
def apply_makes_no_revision_of_nothing(home):
    prompt, (first,) = home.add_prompt(PROMPT)
    home.sql('INSERT INTO drafts (prompt_id, revision_id, text, updated_at) VALUES (?, ?, ?, 1)', prompt, first, PROMPT)
    home.good('edit', '--instruction', 'warmer', '--prompt-id', str(prompt), '--apply')
    equal([row['origin'] for row in home.good('revisions', str(prompt))], ['edit', 'typed'])


@test
def log_is_limited_and_searched(home):
    for number in range(3):
        edit(home, f'{PROMPT}, number{number}')
    equal(len(home.good('log', '--limit', '2')), 2)
    rows = home.good('log')
    equal([row['interaction_id'] for row in rows], sorted((row['interaction_id'] for row in rows), reverse=True))
    equal(len(home.good('log', 'number1')), 1)
    home.bad('log', '--limit', '0', code=2)
    home.bad('log', '--limit', 'many', code=2)


@test
def providers_come_and_go(home):
    with Server(home) as server:
        added = home.good('provider', 'add', '--protocol', 'openai', '--name', 'My Server', '--base-url', server.url)
        equal((added['id'], added['base_url'], added['needs_key']), ('my-server', server.url, False))
        equal(home.good('provider', 'test', 'my-server'), {'state': 'ready', 'models': 1})
        equal([model['id'] for model in home.good('models', '--provider', 'my-server', '--refresh')],
              ['my-server:test-model'])
        home.good('model', 'default', 'my-server:test-model')
        equal([model['id'] for model in home.good('models') if model['default']], ['my-server:test-model'])
        equal(edit(home)['provider_id'], 'my-server')
        home.good('model', 'add', 'my-server:other', '--name', 'Another')
        equal(len(home.good('models', '--provider', 'my-server')), 2)
        equal(home.good('provider', 'edit', 'my-server', '--name', 'Renamed')['name'], 'Renamed')
        equal(home.good('provider', 'disable', 'my-server')['enabled'], False)
        bad_edit(home, '--model', 'my-server:test-model', PROMPT, code=1, says='disabled')
        equal(home.good('provider', 'enable', 'my-server')['enabled'], True)
        home.good('provider', 'remove', 'my-server')
    equal([provider['id'] for provider in home.good('providers')], ['sandbox'])
    equal(home.good('log')[0]['provider_id'], 'my-server', 'what used it keeps its name')
    home.good('provider', 'remove', 'sandbox')
    equal(home.good('providers'), [], 'the samples stay away once removed')
    home.bad('edit', '--instruction', 'x', PROMPT, code=2)


@test
def models_are_what_the_user_says(home):
    listed = {'data': [{'id': 'a', 'name': 'Listed', 'context_length': 1000,
                        'pricing': {'prompt': '0.000002', 'completion': '0.000004'}}, {'id': 'b'}]}
    with Server(home, script=[{'path': '/v1/models', 'body': json.dumps(listed)}]) as server:
        home.add_server(server)
        home.good('models', '--provider', 'mine', '--refresh')
        model = home.good('model', 'edit', 'mine:a', '--name', 'Own', '--price-input', '0.25', '--context', '2000',
                          '--capabilities', 'vision,tools')
        equal((model['name'], model['price_input_microusd_per_million'], model['price_output_microusd_per_million']),
              ('Own', 250000, 4000000))
        equal((model['price_source'], model['context_tokens'], model['capabilities'], model['vision']),
              ('you', 2000, ['vision', 'tools'], True))
        check(model['price_date'], model)
        equal(model['changed'], ['name', 'capabilities', 'context', 'price-input'])
        home.good('models', '--provider', 'mine', '--refresh')
        equal(home.good('model', 'edit', 'mine:a', '--reset', 'name,price-input')['changed'], ['capabilities', 'context'])
        model = home.good('model', 'edit', 'mine:a', '--reset', 'all')
        equal((model['name'], model['price_input_microusd_per_million'], model['price_source'], model['changed']),
              ('Listed', 2000000, 'Mine', []))
        for arguments, says in ((('--price-input', '-1'), 'below zero'), (('--price-input', 'much'), 'no price'),
                                (('--context', '0'), 'tokens'), (('--capabilities', 'flying'), 'vision'),
                                (('--reset', 'everything'), 'none of'), ((), 'something to change')):
            home.bad('model', 'edit', 'mine:a', *arguments, code=2, type='invalid-input', says=says)
        home.bad('model', 'add', 'mine:a', code=2, type='invalid-input', says='already')
        home.bad('model', 'remove', 'mine:a', code=2, type='invalid-input', says='Disable')
        equal(home.good('model', 'disable', 'mine:a')['offered'], False)
        equal(len(home.good('models', '--provider', 'mine')), 1)
        equal(len(home.good('models', '--provider', 'mine', '--all')), 2)
        home.good('model', 'enable', 'mine:a')
        equal(home.good('model', 'fallback', 'mine:b')['fallback_for'], ['llm'])
        home.good('model', 'fallback', '--none')
        equal([model for model in home.good('models') if model['fallback_for']], [])
        own = home.good('model', 'add', 'mine:own:8b', '--name', 'Own', '--price-input', 'unknown')
        equal((own['own'], own['price_input_microusd_per_million']), (True, 0), 'on this computer it is free')
        equal(home.good('model', 'remove', 'mine:own:8b'), {})
        home.bad('model', 'remove', 'mine:own:8b', code=1, type='not-found')


@test
def a_name_is_given_once(home):
    home.good('provider', 'add', '--protocol', 'openai', '--name', 'One', '--base-url', 'https://a.example/v1')
    home.bad('provider', 'add', '--protocol', 'openai', '--name', 'Two', '--id', 'one', '--base-url',
             'https://b.example/v1', code=2, type='invalid-input', says='one')
    home.bad('provider', 'add', '--protocol', 'openai', '--name', 'one', '--id', 'three', '--base-url',
             'https://b.example/v1', code=2, type='invalid-input')
    for slug in ('a:b', 'Ä', '', 'a b', 'x' * 65):
        home.bad('provider', 'add', '--protocol', 'openai', '--name', 'Four', '--id', slug, '--base-url',
                 'https://b.example/v1', code=2, type='invalid-input')
    equal(len(home.good('providers')), 2)


@test
def the_samples_stay_what_they_are(home):
    for arguments in (('edit', 'sandbox', '--base-url', 'https://a.example/v1'), ('edit', 'sandbox', '--allow-http'),
                      ('set-key', 'sandbox'), ('add', '--protocol', 'openai', '--name', 'X', '--id', 'sandbox')):
        home.bad('provider', *arguments, stdin=b'sk-x', code=2, type='invalid-input', says='samples')
    home.good('provider', 'remove', 'sandbox')
    equal(home.good('provider', 'add', '--protocol', 'openai', '--name', 'Sandbox', '--base-url',
                    'https://a.example/v1')['id'], 'sandbox-2')


@test
def names_are_one_line(home):
    home.good('provider', 'add', '--protocol', 'openai', '--name', '日本', '--id', 'x', '--base-url', 'https://a.example/v1')
    for name in ('', ' ', 'a\nb', 'a\x1b[31m', 'n' * 201):
        home.bad('provider', 'edit', 'x', '--name', name, code=2, type='invalid-input', says='name')
        home.bad('provider', 'add', '--protocol', 'openai', '--name', name, '--base-url', 'https://a.example/v1', code=2,
                 type='invalid-input', says='name')
    for model in ('x:a\nb', 'x:' + 'm' * 300):
        home.bad('model', 'add', model, code=2, type='invalid-input')
    equal(home.good('provider', 'edit', 'x', '--name', ' New ')['name'], 'New')


@test
def misuse_is_said(home):
    for arguments in (('nonsense',), ('edit',), ('edit', PROMPT), ('edit', '--instruction', 'x'),
                      ('edit', '--instruction', 'x', 'one', 'two'), ('edit', '--instruction', 'x', '--apply', PROMPT),
                      ('edit', '--no-such-option'), ('edit', '--instruction'),
                      ('edit', '--instruction', 'x', '--max-tokens', '-1', PROMPT),
                      ('edit', '--instruction', 'x', '--temperature', '3', PROMPT),
                      ('edit', '--instruction', 'x', '--temperature', '-1', PROMPT),
                      ('edit', '--instruction', 'x', '--temperature', 'nan', PROMPT),
                      ('edit', '--instruction', 'x', '--temperature', 'hot', PROMPT),
                      ('edit', '--instruction', 'x', '--prompt-id', '-4'),
                      ('revisions',), ('revisions', 'one'), ('revisions', '0'), ('revisions', '1', '2'),
                      ('diff', '1'), ('diff', '1', 'x'), ('diff', '1', '2', '3'), ('provider',), ('provider', 'test'),
                      ('provider', 'dance', 'sandbox'), ('provider', 'add'),
                      ('provider', 'add', '--protocol', 'smtp', '--name', 'x', '--base-url', 'https://a.example'),
                      ('provider', 'add', '--protocol', 'openai', '--name', ' ', '--base-url', 'https://a.example'),
                      ('provider', 'enable', 'sandbox', 'more'), ('providers', 'more'), ('prompts', 'a', 'b'),
                      ('check', 'more'), ('log', 'a', 'b'),
                      ('model',), ('model', 'add'), ('model', 'add', 'nocolon'), ('models', '--refresh'),
                      ('sandbox',), ('sandbox', '--port', '70000'), ('sandbox', '--port', 'x')):
        home.bad(*arguments, code=2, type='invalid-input')
    for arguments in (('revisions', '99'), ('diff', '98', '99'), ('provider', 'test', 'none'),
                      ('provider', 'remove', 'none'), ('models', '--provider', 'none'), ('model', 'default', 'none:x'),
                      ('edit', '--instruction', 'x', '--prompt-id', '99')):
        home.bad(*arguments, code=1, type='not-found')
    home.bad('edit', '--key-fd', 'x', '--instruction', 'y', PROMPT, code=2)
    home.bad('edit', '--key-fd', '77', '--instruction', 'y', PROMPT, code=2)
    result = home.run()
    equal((result.code, result.raw), (2, b''))
    equal(home.run('--help').code, 0)
    check(home.run('--version').out.startswith('easel-cli '))


# ---- bad input ----

@test
def empty_prompts_are_refused(home):
    for prompt in ('', ' ', '\n\t ', '\u00a0\u3000'):
        bad_edit(home, prompt, code=2, type='invalid-input', says='prompt is empty')
        bad_edit(home, '-', stdin=prompt.encode(), code=2, type='invalid-input', says='prompt is empty')
    bad_edit(home, PROMPT, instruction=' ', code=2, type='invalid-input', says='instruction is empty')
    equal(home.good('log'), [])


@test
def what_is_no_text_is_refused(home):
    for raw in (b'a \xff cat', b'\xc3', b'\xed\xa0\x80', b'\xf5\x80\x80\x80'):
        bad_edit(home, '-', stdin=raw, code=2, type='invalid-input', says='UTF-8')
        bad_edit(home, raw, code=2, type='invalid-input', says='UTF-8')
        bad_edit(home, PROMPT, instruction=raw, code=2, type='invalid-input', says='UTF-8')
        for option in ('--lock', '--model', '--context', '--generation', '--negative'):
            bad_edit(home, option, raw, PROMPT, code=2, type='invalid-input', says='UTF-8')
        home.bad('provider', 'test', raw, code=2, type='invalid-input', says='UTF-8')
        home.bad(raw, code=2, type='invalid-input', says='UTF-8')
    bad_edit(home, '-', stdin=b'a\0cat', code=2, type='invalid-input', says='NUL')
    equal(home.good('log'), [])


@test
def a_large_prompt_is_edited(home):
    words = [f'word{number % 977}' for number in range(150_000)]
    words[75_000] = 'cold'
    text = ' '.join(words)[:1_000_000] + ', cold light'
    answer = home.good('edit', '--instruction', 'warmer', '-', stdin=text.encode())
    check(abs(len(answer['prompt_after']) - len(text)) < 100)
    check(answer['changes'])
    bad_edit(home, '-', stdin=b'word ' * 1_000_000, code=1, type='too-long', says='Shorten')
    home.bad('edit', '--instruction', 'x' * 30_000, PROMPT, code=1, type='too-long', says='instruction')


@test
def unknown_models_are_named(home):
    for model in ('nocolon', ':x', 'sandbox:', ''):
        bad_edit(home, '--model', model, PROMPT, code=2, type='invalid-input', says=model)
    bad_edit(home, '--model', 'nobody:x', PROMPT, code=1, type='not-found', says='nobody')
    bad_edit(home, '--model', 'sandbox:nope', PROMPT, code=1, says='nope')


@test
def a_context_is_an_object(home):
    for context in ('{', '[]', '"x"', '1', 'null', '{"a":}', '{"a":1}x', "{'a':1}", '{"a":1,}', '{"a":' * 1000):
        bad_edit(home, '--context', context, PROMPT, code=2, type='invalid-input', says='context')
    edit(home, PROMPT, '--context', '{}')
    edit(home, PROMPT, '--context', '')


@test
def addresses_are_checked(home):
    for url in ('not a url', 'ftp://a.example/v1', 'http://', 'https://', 'https://user:pw@a.example/v1',
                'http://a.example/v1', 'https://a.example:99999/v1', 'javascript:1', '//a.example', 'https://a b/',
                'https://[::1', '/v1', 'https://a.example/v1?key=1#x\n', 'https://a.example/v1?v=2&api_key=pw'):
        error = home.bad('provider', 'add', '--protocol', 'openai', '--name', 'X', '--base-url', url,
                         code=2, type='invalid-input')
        check('pw' not in error['message'], error)
    equal(len(home.good('providers')), 1)
    home.good('provider', 'add', '--protocol', 'openai', '--name', 'X', '--base-url', 'http://a.example/v1',
              '--allow-http')
    home.bad('provider', 'edit', 'x', '--base-url', 'gopher://x', code=2)


@test
def a_page_instead_of_an_answer(home):
    page = {'status': 200, 'type': 'text/html', 'body': '<!DOCTYPE html><title>Sign in</title><p>Welcome'}
    with Server(home, script=[page]) as server:
        home.add_server(server)
        for arguments in (('provider', 'test', 'mine'), ('models', '--provider', 'mine', '--refresh'),
                          ('edit', '--model', 'mine:m', '--instruction', 'x', PROMPT)):
            error = home.bad(*arguments, code=1, type='protocol')
            check('web page' in error['message'] or 'HTML' in error['message'], error)
    state = home.run('check', '--json')
    equal(state.code, 1)
    equal([provider['state'] for provider in state.json['providers'] if provider['id'] == 'mine'], ['network'])


@test
def failures_have_their_names(home):
    for mode, options, wanted, status in (('401', {}, 'auth', 401), ('429', {}, 'rate-limit', 429),
                                          ('500', {}, None, 500), ('cut', {'after': 150}, None, None),
                                          ('die', {'after': 0}, None, None), ('error-in-stream', {}, 'provider-fault', 200)):
        with Server(home, mode, **options) as server:
            slug = f's-{mode}'
            home.add_server(server, slug=slug)
            result = home.run('edit', '--model', f'{slug}:test-model', '--instruction', 'x', PROMPT, '--json')
            equal(result.code, 1, result)
            error = result.json['error']
            equal(set(error), ERROR_KEYS, result)
            equal((error['provider'], error['status']), (slug, status), result)
            if wanted is not None:
                equal(error['type'], wanted, result)
            row = home.good('log', '--limit', '1')[0]
            equal((row['state'], row['error']), ('failed', error['message']), row)
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        port = listener.getsockname()[1]
    home.good('provider', 'add', '--protocol', 'openai', '--name', 'Nobody', '--base-url',
              f'http://127.0.0.1:{port}/v1')
    equal(home.bad('provider', 'test', 'nobody', code=1, type='network')['retryable'], True)
    states = {row[0] for row in home.sql('SELECT state FROM usage')}
    check('reserved' not in states, states)


@test
def busy_is_waited_for(home):
    with Server(home, '429-then-ok', text='a warm castle') as server:
        home.add_server(server)
        equal(edit(home, 'a cold castle', '--model', 'mine:test-model')['prompt_after'], 'a warm castle')
        equal(len(server.bodies()), 2)


@test
def output_that_cannot_be_written_is_a_failure(home):
    for arguments in (('providers', '--json'), ('edit', '--instruction', 'warmer', PROMPT), ('--help',)):
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([sys.argv[1], *arguments], env=home.env, stdout=full, stderr=subprocess.PIPE,
                                  stdin=subprocess.DEVNULL, check=False)
        equal(done.returncode, 1, arguments, done.stderr)
        check(b'easel-cli: ' in done.stderr, done.stderr)


@test
def closed_streams_are_no_files(home):
    def close(*fds):
        return lambda: [os.close(fd) for fd in fds]

    result = home.run('edit', '--instruction', 'warmer', '-', '--json', preexec_fn=close(0))
    equal((result.code, result.json['error']['type']), (2, 'invalid-input'), result)
    result = home.run('edit', '--instruction', 'warmer', PROMPT, preexec_fn=close(1))
    equal(result.code, 1, result)
    equal(home.run('edit', '--instruction', 'warmer', PROMPT, preexec_fn=close(0, 1, 2)).code, 1)
    equal(home.good('check')['database']['problems'], [])
    # A reader that has seen enough.
    process = home.start('log', '--json', stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    process.stdout.close()
    check(process.wait(60) in (1, -signal.SIGPIPE))


def fill(folder):
    with open(folder / 'filler', 'wb', buffering=0) as file:
        try:
            while True:
                file.write(b'x' * 4096)
        except OSError:
            pass


@test
def a_full_disk_loses_nothing(home):
    if home.mount(home.data, '3m'):
        kept = edit(home)
        fill(home.data)
        limit = None
    else:
        kept = edit(home)
        size = home.database.stat().st_size

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    text = 'a cold castle, ' * 20_000
    result = home.run('edit', '--instruction', 'warmer', '-', '--json', stdin=text.encode(), preexec_fn=limit,
                      alarms=False)
    equal(result.code, 1, result)
    equal(result.json['error']['type'], 'storage', result)
    check(str(home.data) in result.json['error']['message'], result)
    (home.data / 'filler').unlink(missing_ok=True)
    equal(home.good('check')['database']['problems'], [])
    check(kept['interaction_id'] in [row['interaction_id'] for row in home.good('log')])
    edit(home)


@test
def a_disk_that_fills_up_keeps_the_answer(home):
    if not home.mount(home.data, '3m'):
        raise Skip('no disk of its own can be mounted here')
    answer = ' '.join(f'word{number}' for number in range(60))
    with Server(home, 'slow', text=answer, piece=600, delay_ms=40) as server:
        home.add_server(server)
        process = home.start('edit', '--model', 'mine:test-model', '--instruction', 'x', 'a castle', '--json',
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        # Before it is on its way a call may still fail: nothing would be lost.
        wait_for(lambda: home.sql("SELECT count(*) FROM usage WHERE sent_at IS NOT NULL")[0][0])
        fill(home.data)
        out, err = process.communicate(timeout=60)
    equal((process.returncode, json.loads(out)['prompt_after']), (0, answer), err)
    check(str(home.data).encode() in err, err)
    (home.data / 'filler').unlink()
    equal(home.sql('PRAGMA integrity_check'), [('ok',)])
    row, = home.good('log')
    check(row['state'] in ('cut', 'finished') and answer.startswith(row['output']), row)
    equal(home.sql("SELECT count(*) FROM usage WHERE state = 'reserved'"), [(0,)])


@test
def a_read_only_folder_is_named(home):
    if home.mount(home.data, '8m'):
        edit(home)
        subprocess.run(['mount', '-o', 'remount,ro', home.data], check=True)
    elif os.geteuid() != 0:
        edit(home)
        home.database.parent.chmod(0o500)
        home.database.chmod(0o400)
    else:
        raise Skip('root without mounts can write anywhere')
    bad_edit(home, PROMPT, code=1, type='storage', says=str(home.data))
    if home.mounts:
        subprocess.run(['mount', '-o', 'remount,rw', home.data], check=True)
    else:
        home.database.parent.chmod(0o700)
        home.database.chmod(0o600)
    equal(len(home.good('log')), 1)


@test
def a_data_home_below_a_file(home):
    (home.path / 'file').write_text('x')
    home.bad('prompts', env={'XDG_DATA_HOME': str(home.path / 'file' / 'data')}, code=1, type='storage',
             says=str(home.path / 'file'))
    # A path need not be text, what is said of it is.
    home.bad('prompts', env={'XDG_DATA_HOME': os.fsencode(home.path / 'file') + b'/\xff'}, code=1, type='storage')
    odd = {'XDG_DATA_HOME': os.fsencode(home.path) + b'/\xff\x1b'}
    check('easel.db' in home.good('check', env=odd)['database']['path'])
    home.data.write_text('x')
    home.bad('prompts', code=1, type='storage', says=str(home.data))


@test
def a_damaged_database_is_not_touched(home):
    edit(home)
    home.database.write_bytes(b'this is no database, ' * 100)
    home.bad('prompts', code=1, type='storage', says=str(home.database))
    check(home.database.read_bytes().startswith(b'this is no database'))


@test
def a_newer_database_is_read_only_or_refused(home):
    edit(home)
    version = home.sql('PRAGMA user_version')[0][0]
    home.sql(f'PRAGMA user_version = {version + 1}')
    error = bad_edit(home, PROMPT, code=1, type='storage')
    check('newer' in error['message'] or 'Update' in error['message'], error)
    equal(home.sql('PRAGMA user_version')[0][0], version + 1)


# ---- processes ----

@test
def the_samples_are_served(home):
    process = home.start('sandbox', '--port', '0', '--json', stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        said = json.loads(process.stdout.readline())
        equal(said['base_url'], f'http://127.0.0.1:{said["port"]}/v1')

        def ask(*headers, path='/v1/models'):
            with socket.create_connection(('127.0.0.1', said['port']), 10) as connection:
                lines = (f'GET {path} HTTP/1.1', *headers, 'Connection: close', '', '')
                connection.sendall('\r\n'.join(lines).encode())
                answer = b''
                while data := connection.recv(65536):
                    answer += data
            head = answer.split(b'\r\n\r\n')[0].decode().lower()
            check('access-control' not in head, head)
            return int(head.split()[1])

        host = f'Host: 127.0.0.1:{said["port"]}'
        equal(ask(host), 200)
        equal(ask(f'Host: localhost:{said["port"]}'), 200)
        for headers in (('Host: evil.example',), (f'Host: evil.example:{said["port"]}',), ('Host: 127.0.0.1.evil.example',),
                        (host, 'Origin: https://evil.example'), (host, 'Origin: null'), (host, f'Origin: http://127.0.0.1:{said["port"]}')):
            check(ask(*headers) >= 400, headers)
        with Home() as other:
            other.good('provider', 'add', '--protocol', 'openai', '--name', 'Far', '--base-url', said['base_url'])
            equal(edit(other, PROMPT, '--model', 'far:editor')['prompt_after'],
                  'a lonely lighthouse, warm light, calm sea')
        home.bad('sandbox', '--port', str(said['port']), code=1)
        # The database is not held meanwhile.
        edit(home)
        process.send_signal(signal.SIGTERM)
        equal(process.wait(20), 0)
        check(len(process.stderr.read().splitlines()) <= 1, 'only what the sanitizer says')
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@test
def several_at_once_on_a_fresh_home(home):
    running = [home.start('edit', '--instruction', 'warmer', f'{PROMPT}, {number}', '--json', stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) for number in range(4)]
    answers = []
    for process in running:
        out, err = process.communicate(timeout=60)
        equal(process.returncode, 0, out, err)
        answers.append(json.loads(out))
    equal(len({answer['interaction_id'] for answer in answers}), 4)
    for number, answer in enumerate(answers):
        equal(answer['prompt_after'], f'a lonely lighthouse, warm light, calm sea, {number}')
    equal([row['state'] for row in home.good('log')], ['finished'] * 4)
    equal([provider['id'] for provider in home.good('providers')], ['sandbox'])
    equal(home.good('check')['database']['problems'], [])


@test
def two_apply_to_one_prompt(home):
    prompt, _ = home.add_prompt(PROMPT)
    running = [home.start('edit', '--instruction', instruction, '--prompt-id', str(prompt), '--apply', '--json',
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) for instruction in ('warmer', 'wilder sea')]
    for process in running:
        out, err = process.communicate(timeout=60)
        equal(process.returncode, 0, out, err)
    equal(sorted(row['number'] for row in home.good('revisions', str(prompt))), [1, 2, 3])


@test
def a_busy_provider_is_waited_for_and_said(home):
    busy = {'path': '/v1/chat/completions', 'status': 503, 'times': 1, 'headers': {'Retry-After-Ms': '30'}, 'body': '{}'}
    with Server(home, script=[busy, busy, {'chat': 'a warm castle'}]) as server:
        home.add_server(server)
        result = home.run('edit', '--model', 'mine:test-model', '--instruction', 'warmer', 'a castle')
        equal(result.code, 0, result)
        # Once for each wait, and nothing of it where a script reads.
        equal(result.err.count('easel-cli: Mine is busy, trying again in 1 s\n'), 2, result)
        check('trying' not in result.out, result)
        row = home.good('log')[0]
        equal((row['retries'], row['status'], row['error_code']), (2, 200, None))
        check(row['first_token'] >= 0 and row['duration'] >= row['first_token'], row)


@test
def an_answer_is_given_again_if_that_is_wanted(home):
    with Server(home, text='a warm castle') as server:
        home.add_server(server)
        arguments = ('edit', '--model', 'mine:test-model', '--instruction', 'warmer', 'a castle')
        found = [home.good(*arguments, option)['from_cache'] for option in ('--cache', '--cache', '--no-cache')]
        equal(found, [False, True, False])
        result = home.run(*arguments, '--cache')
        check('easel-cli: From the cache' in result.err, result)
        equal(home.good('log')[0]['from_cache'], True)
        equal(home.sql('SELECT count(*), total(cost) FROM usage WHERE from_cache'), [(2, 0.0)])
        home.bad(*arguments, '--cache', '--no-cache', code=2)
        home.bad('cache', 'perhaps', code=2)
        equal([home.good('cache'), home.good('cache', 'on')], [{'cache': False}, {'cache': True}])
        equal(home.good(*arguments)['from_cache'], True)
        equal(home.good('cache', 'off'), {'cache': False})
        equal(home.good(*arguments)['from_cache'], False)
        equal(len(server.bodies()), 3)


@test
def debug_says_how_a_call_went_and_not_what_was_said(home):
    with Server(home, text='a warm castle') as server:
        home.add_server(server)
        arguments = ('edit', '--model', 'mine:test-model', '--instruction', 'warmer', 'a cold castle')
        quiet = home.run(*arguments)
        check('provider=mine' not in quiet.err, quiet)
        for switch, shown, net in (('--debug', True, True), ('--debug=call', True, False), ('--debug=store', False, False)):
            result = home.run(*arguments, switch)
            equal('text provider=mine model=test-model outcome=done status=200' in result.err, shown, result)
            equal('easel-net' in result.err, net, result)
            check('castle' not in result.err and 'warmer' not in result.err, result)
            equal(result.out, quiet.out)
        result = home.run(*arguments, env={'EASEL_DEBUG': 'net,call'})
        check('provider=mine' in result.err and 'easel-net' in result.err, result)


if __name__ == '__main__':
    sys.exit(main())
