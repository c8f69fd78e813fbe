#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts and models on the command line, and what a service answers.

    test-accounts.py EASEL-CLI EASEL-TEST-SERVER [TEST…]
"""

import json
import signal
import socket
import subprocess
import sys

from harness import ERROR_KEYS, PROMPT, Home, Server, bad_edit, check, edit, equal, main, test


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
def a_model_may_hold_colons(home):
    with Server(home, text='a dog') as server:
        home.add_server(server)
        answer = edit(home, 'a cat', '--model', 'mine:llama3:8b')
        equal((answer['provider_id'], answer['model_id']), ('mine', 'llama3:8b'))
        equal(server.bodies()[0]['model'], 'llama3:8b')


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


if __name__ == '__main__':
    sys.exit(main())
