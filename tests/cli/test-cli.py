#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of the command line: what scripts rely on, and bad input.

    test-cli.py EASEL-CLI EASEL-TEST-SERVER [TEST…]
"""

import json
import os
import subprocess
import sys
import time

from harness import PROMPT, SAMPLES, Server, bad_edit, check, edit, equal, main, test

LOG_KEYS = {'interaction_id', 'prompt_id', 'instruction', 'prompt_before', 'prompt_after', 'input', 'output', 'context',
            'provider_id', 'model_id', 'state', 'outcome', 'error', 'generation', 'input_tokens', 'output_tokens',
            'cost_microusd', 'duration', 'created_at', 'error_code', 'status', 'request_id', 'retries', 'first_token',
            'fallback_for', 'from_cache'}


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


if __name__ == '__main__':
    sys.exit(main())
