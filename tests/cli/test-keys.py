#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a key may be: in the keyring and in the call, and nowhere else.

    with-keyring.sh [--none|--locked] test-keys.py EASEL-CLI EASEL-TEST-SERVER [TEST…]

EASEL_TEST_KEYRING says which keyring there is: unlocked, locked or none.
"""

import base64
import json
import os
import pathlib
import secrets
import subprocess
import sys
import time
import urllib.parse

from harness import Home, Server, check, equal, main, test, wait_for

KEYRING = os.environ.get('EASEL_TEST_KEYRING', 'unlocked')
LOUD = {'EASEL_DEBUG': '1', 'G_MESSAGES_DEBUG': 'all', 'LIBSECRET_DEBUG': 'all', 'SECRET_DEBUG': 'all'}
PROMPT = 'a cold castle'
SAID = 'Key: @KEY@ and @KEY64@ and @KEYPCT@.'


class KeyHome(Home):
    """A home with the keyring of this process, below its home folder."""

    def __init__(self):
        super().__init__()
        self.env['DBUS_SESSION_BUS_ADDRESS'] = os.environ.get('DBUS_SESSION_BUS_ADDRESS', '')
        self.env['XDG_RUNTIME_DIR'] = os.environ['XDG_RUNTIME_DIR']
        self.said = b''

    def loud(self, *arguments, **kwargs):
        """Runs it at the highest log level and keeps all that it says."""
        env = {**LOUD, **kwargs.pop('env', {})}
        result = self.run(*arguments, env=env, alarms=False, **kwargs)
        check(not any(alarm in result.err for alarm in ('Sanitizer', 'runtime error', 'CRITICAL')), result)
        self.said += result.raw + result.err.encode()
        # libdex says which backend it chose before the program has begun.
        result.raw = b''.join(line for line in result.raw.splitlines(True) if b'Dex-DEBUG' not in line)
        return result


def keyring_test(*keyrings):
    def decorate(func):
        if KEYRING not in keyrings:
            return func

        def run(_):
            with KeyHome() as home:
                func(home)
        run.__name__ = func.__name__
        return test(run)
    return decorate


def make_key():
    # Signs that each encoding writes in another way.
    return 'sk-' + base64.b64encode(secrets.token_bytes(24)).decode()[:30] + '+/=_-.~'


def disguises(key):
    """The key as it is and in the forms that it could be hidden in."""
    raw = key.encode()
    found = {raw, urllib.parse.quote(key, safe='').encode(), urllib.parse.quote(key).encode(),
             ''.join(f'%{byte:02X}' for byte in raw).encode(), ''.join(f'%{byte:02x}' for byte in raw).encode(),
             raw.hex().encode(), raw[::-1], key.encode('utf-16-le'), json.dumps(key).encode().replace(b'/', b'\\/')[1:-1]}
    for shift in range(3):
        whole = base64.b64encode(b'x' * shift + raw)
        # The first and last groups depend on what stands around the key.
        cut = whole[4 if shift else 0:len(whole) - 4]
        found |= {cut, cut.replace(b'+', b'-').replace(b'/', b'_')}
    return found


def search(key, *folders, said=b''):
    """Where the key is: paths, and "output"."""
    forms = disguises(key)
    places = ['output'] if any(form in said for form in forms) else []
    for folder in folders:
        for path in pathlib.Path(folder).rglob('*'):
            if path.is_file() and not path.is_symlink():
                data = path.read_bytes()
                if any(form in data for form in forms):
                    places.append(str(path))
    return places


def nowhere(home, key):
    # The test server's own record of what came holds the key, of course.
    for path in home.path.glob('requests-*'):
        path.unlink()
    equal(search(key, home.path, os.environ['HOME'], said=home.said), [])


@keyring_test('unlocked', 'none')
def the_search_finds_a_planted_key(home):
    key = make_key()
    nowhere(home, key)
    for number, form in enumerate(disguises(key)):
        check('output' in search(key, said=b'... ' + form + b' ...'), form)
        path = home.path / f'planted-{number}'
        path.write_bytes(b'\0\xff' + form + b'\0')
        equal(search(key, home.path), [str(path)])
        path.unlink()
    home.good('prompts')
    home.sql("INSERT INTO settings VALUES ('planted', ?, 1)", key)
    check(search(key, home.path))


def chat(text, **more):
    return {'path': '/v1/chat/completions', 'chat': text, **more}


def error(status, message):
    return {'path': '/v1/chat/completions', 'status': status, 'times': 1, 'type': 'application/json',
            'body': json.dumps({'error': {'message': message, 'type': 'invalid_request_error', 'param': message,
                                          'code': message}})}


MODELS = {'path': '/v1/models', 'type': 'application/json',
          'body': json.dumps({'object': 'list', 'key': SAID, 'data': [{'id': 'test-model', 'owned_by': SAID},
                                                                      {'id': 'echo-@KEY@', 'name': SAID}]})}


@keyring_test('unlocked')
def a_key_is_in_the_keyring_only(home):
    first, key = make_key(), make_key()
    answers = [MODELS, error(401, 'Incorrect API key provided: ' + SAID), error(400, 'No: ' + SAID),
               {'path': '/v1/chat/completions', 'times': 1, 'type': 'application/json', 'body': SAID},
               {'path': '/v1/chat/completions', 'times': 1, 'type': 'text/html', 'body': '<title>' + SAID + '</title>'},
               {'path': '/v1/chat/completions', 'times': 1,
                'sse': [json.dumps({'error': {'message': 'In the stream: ' + SAID, 'type': SAID, 'code': SAID}})]},
               chat('before ' + SAID, times=1, piece=7, fault='close', at=400),
               chat('a warm castle. ' + SAID, piece=5)]
    with Server(home, script=answers, echo=True) as server:
        arguments = ('provider', 'add', '--protocol', 'openai', '--name', 'Mine', '--base-url', server.url, '--key-stdin')
        equal(home.loud(*arguments, stdin=first.encode() + b'\n').code, 0)
        equal(home.loud('provider', 'set-key', 'mine', stdin=key.encode() + b'\n').code, 0)
        equal(home.loud('provider', 'test', 'mine').code, 0)
        equal(home.loud('models', '--provider', 'mine', '--refresh', '--json').code, 0)
        codes = []
        while 0 not in codes and len(codes) < len(answers):
            result = home.loud('edit', '--model', 'mine:test-model', '--instruction', 'warmer', PROMPT, '--json')
            codes.append(result.code)
        # Some of them are tried again unasked.
        check(codes[-1] == 0 and set(codes[:-1]) == {1} and len(codes) > 4, codes, result)
        check(result.json['prompt_after'].startswith('a warm castle.'), result)
        for command in ('log', 'models', 'providers', 'check'):
            home.loud(command, '--json')
        heads = [head for head, _ in server.stop()]
    check(all(f'Authorization: Bearer {key}\r\n' in head + '\r\n' for head in heads), heads)
    check(b'Incorrect API key provided' in home.said)
    nowhere(home, key)
    nowhere(home, first)
    # It was in the keyring, and it goes with its account.
    equal(home.loud('provider', 'remove', 'mine').code, 0)
    error_ = home.good('provider', 'add', '--protocol', 'openai', '--name', 'Mine', '--base-url', server.url)
    equal(error_['needs_key'], False)


@keyring_test('unlocked')
def a_redirect_gets_no_key(home):
    key = make_key()
    with Server(home, script=[MODELS, chat('stolen')], echo=True) as other:
        for status in (301, 302, 303, 307, 308):
            answers = [{'path': path, 'status': status, 'headers': {'Location': f'{other.url}/chat/completions?k=@KEY@'},
                        'type': 'text/plain', 'body': SAID} for path in ('/v1/models', '/v1/chat/completions')]
            with Server(home, script=answers, echo=True) as server:
                slug = f'r{status}'
                equal(home.loud('provider', 'add', '--protocol', 'openai', '--name', slug, '--base-url', server.url,
                                '--key-stdin', stdin=key.encode()).code, 0)
                equal(home.loud('provider', 'test', slug).code, 1)
                equal(home.loud('edit', '--model', f'{slug}:m', '--instruction', 'x', PROMPT).code, 1)
                check(server.stop())
        heads = [head for head, _ in other.stop()]
    check(not any(key in head or 'uthorization' in head for head in heads), heads)
    nowhere(home, key)


@keyring_test('unlocked')
def a_second_account_takes_no_key_away(home):
    key, other = make_key(), make_key()
    with Server(home, text='a warm castle') as server:
        arguments = ('provider', 'add', '--protocol', 'openai', '--base-url', server.url, '--key-stdin')
        home.good(*arguments, '--name', 'Mine', stdin=key.encode())
        # The same short name, then the same name.
        home.bad(*arguments, '--name', 'Other', '--id', 'mine', stdin=other.encode(), code=2, type='invalid-input')
        home.bad(*arguments, '--name', 'Mine', '--id', 'third', stdin=other.encode(), code=2, type='invalid-input')
        home.good('edit', '--model', 'mine:m', '--instruction', 'warmer', PROMPT)
        (head, _), = server.stop()
    check(f'Bearer {key}\r\n' in head + '\r\n', 'the key of the first account was replaced')
    found = subprocess.run(['secret-tool', 'search', '--all', 'provider', 'third'], capture_output=True, check=False) \
        if os.path.exists('/usr/bin/secret-tool') else None
    check(found is None or other.encode() not in found.stdout, 'a key without an account')


@keyring_test('unlocked', 'none')
def a_key_is_checked(home):
    with Server(home, script=[MODELS]) as server:
        arguments = ('provider', 'add', '--protocol', 'openai', '--name', 'Mine', '--base-url', server.url, '--key-stdin')
        for raw in (b'', b' \n', b'sk-a\x07b', b'sk-a\nsk-b\n', b'sk-\x7f', b'sk a', 'sk-ä'.encode(), b'sk-a\x1b[0m',
                    b'x' * 5000):
            said = home.bad(*arguments, stdin=raw, code=2, type='invalid-input')
            check('sk-' not in said['message'] and 'key' in said['message'].lower(), said)
        for raw in (b'a\0b', b'\xff\xfe'):
            home.bad(*arguments, stdin=raw, code=2, type='invalid-input')
        equal([row['id'] for row in home.good('providers')], ['sandbox'])


@keyring_test('unlocked')
def white_space_around_a_key_goes_and_is_said(home):
    key = make_key()
    with Server(home, script=[MODELS]) as server:
        arguments = ('provider', 'add', '--protocol', 'openai', '--name', 'Mine', '--base-url', server.url, '--key-stdin')
        quiet = home.run(*arguments, stdin=key.encode() + b'\n')
        equal((quiet.code, quiet.err), (0, ''), 'a line end is no white space worth a word')
        for raw in (f'  {key}', f'{key}\t\n', f'\r\n{key}\r\n\r\n'):
            result = home.run('provider', 'set-key', 'mine', stdin=raw.encode())
            equal(result.code, 0, result)
            check('space' in result.err and key not in result.err, result)
        home.good('provider', 'test', 'mine')
        (head, _), = server.stop()
    check(f'Bearer {key}\r\n' in head + '\r\n', head)


# ---- keys that come with the process ----

def running_edit(home, *arguments, env=None):
    """What /proc shows of an edit that waits for its answer."""
    def begun():
        return home.sql("SELECT count(*) FROM usage WHERE state = 'reserved'")[0][0]

    home.good('prompts')
    process = home.start('edit', *arguments, '--instruction', 'warmer', PROMPT, env=env, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    try:
        proc = pathlib.Path(f'/proc/{process.pid}')
        wait_for(begun)
        shown = proc.joinpath('cmdline').read_bytes() + proc.joinpath('environ').read_bytes()
        check('Max core file size        0 ' in proc.joinpath('limits').read_text(), 'a core dump could be written')
        check(process.poll() is None, 'it ended too early')
    finally:
        process.kill()
        process.wait()
    return shown


@keyring_test('unlocked', 'none')
def the_process_shows_no_key(home):
    key = make_key()
    with Server(home, 'mute', echo=True) as server:
        for name, model in (('EASEL_KEY_MINE', 'mine:m'), ('OPENAI_API_KEY', 'openai:m')):
            if name == 'EASEL_KEY_MINE':
                home.add_server(server)
            env = {name: key, 'OPENAI_BASE_URL': server.url, 'MARK': 'canary-mark'}
            shown = running_edit(home, '--model', model, env=env)
            check(b'canary-mark' in shown, 'the environment could not be read')
            equal(search(key, said=shown), [], name)
    nowhere(home, key)


@keyring_test('unlocked', 'none')
def keys_of_the_environment_are_used_and_not_kept(home):
    key = make_key()
    with Server(home, script=[MODELS, chat('a warm castle ' + SAID)], echo=True) as server:
        env = {'OPENAI_API_KEY': f' {key}\n', 'OPENAI_BASE_URL': server.url}
        provider = [row for row in home.good('providers', env=env) if row['id'] == 'openai'][0]
        equal((provider['from_environment'], provider['base_url']), (True, server.url))
        equal(home.good('models', '--provider', 'openai', env=env), [], 'what OpenAI has is not at this address')
        found = home.good('models', '--provider', 'openai', '--refresh', env=env)
        equal([model['id'] for model in found if 'redacted' not in model['id']], ['openai:test-model'])
        equal(home.loud('provider', 'test', 'openai', env=env).code, 0)
        result = home.loud('edit', '--model', 'openai:test-model', '--instruction', 'warmer', PROMPT, env=env)
        equal(result.code, 0, result)
        heads = [head for head, _ in server.stop()]
    equal(len(heads), 3)
    check(all(f'Bearer {key}\r\n' in head + '\r\n' for head in heads), heads)
    equal([row['id'] for row in home.good('providers')], ['sandbox'])
    equal(home.sql("SELECT count(*) FROM providers WHERE slug = 'openai'"), [(0,)])
    for name in ('GEMINI_API_KEY', 'GOOGLE_API_KEY'):
        check('gemini' in [row['id'] for row in home.good('providers', env={name: key})], name)
    providers = {row['id']: row for row in home.good('providers', env={'ANTHROPIC_API_KEY': key})}
    equal(providers['anthropic']['base_url'], 'https://api.anthropic.com/v1' if providers['anthropic']['base_url'].endswith('/v1')
          else 'https://api.anthropic.com')
    check([model for model in home.good('models', env={'ANTHROPIC_API_KEY': key})
           if model['provider_id'] == 'anthropic'], 'no model of the service is known')
    with Server(home, script=[{'path': '/v1/messages', 'messages': 'a warm castle ' + SAID}], echo=True) as server:
        env = {'ANTHROPIC_API_KEY': key, 'ANTHROPIC_BASE_URL': server.url.removesuffix('/v1')}
        result = home.loud('edit', '--model', 'anthropic:m', '--instruction', 'warmer', PROMPT, '--json', env=env)
        equal(result.code, 0, result)
        equal(result.json['usage']['cost_microusd'], None)
        (head, _), = server.stop()
    check(f'\r\nx-api-key: {key}\r\n' in head.lower().replace(key.lower(), key) + '\r\n', head)
    nowhere(home, key)


@keyring_test('unlocked', 'none')
def an_address_alone_is_not_used(home):
    with Server(home) as server:
        env = {'OPENAI_BASE_URL': server.url}
        equal([row['id'] for row in home.good('providers', env=env)], ['sandbox'])
        home.bad('edit', '--model', 'openai:gpt', '--instruction', 'x', PROMPT, env=env, code=1, type='not-found')
        # A key that is none is none, and is said to be.
        env['OPENAI_API_KEY'] = 'two\nlines'
        result = home.run('edit', '--model', 'openai:gpt', '--instruction', 'x', PROMPT, env=env, alarms=False)
        equal(result.code, 1, result)
        check('OPENAI_API_KEY' in result.err and 'lines' not in result.err, result)
        equal(server.stop(), [])


@keyring_test('unlocked', 'none')
def a_key_for_one_provider_and_one_call(home):
    key, other = make_key(), make_key()
    with Server(home, text='a warm castle') as server, Server(home, text='elsewhere') as second:
        home.add_server(server, slug='my.own_server-1')
        home.add_server(second, slug='second')
        call = ('edit', '--instruction', 'warmer', PROMPT, '--model')
        home.good(*call, 'my.own_server-1:m', env={'EASEL_KEY_MY_OWN_SERVER_1': key, 'OPENAI_API_KEY': other})
        home.good(*call, 'second:m', env={'EASEL_KEY_MY_OWN_SERVER_1': key, 'OPENAI_API_KEY': other})
        reader, writer = os.pipe()
        os.write(writer, f'{other}\n'.encode())
        os.close(writer)
        home.good(*call, 'second:m', '--key-fd', str(reader), pass_fds=[reader])
        os.close(reader)
        heads, second_heads = [head for head, _ in server.stop()], [head for head, _ in second.stop()]
    equal(['Bearer ' + key in head for head in heads], [True])
    equal([('uthorization' in head, 'Bearer ' + other in head) for head in second_heads], [(False, False), (True, True)])
    reader, writer = os.pipe()
    os.write(writer, b'a b')
    os.close(writer)
    said = home.run(*call, 'second:m', '--key-fd', str(reader), '--json', pass_fds=[reader])
    os.close(reader)
    equal((said.code, said.json['error']['type']), (2, 'invalid-input'), said)
    nowhere(home, key)
    nowhere(home, other)


@keyring_test('unlocked', 'none')
def the_log_holds_no_text(home):
    words = {name: name + secrets.token_hex(8) for name in ('prompt', 'answer', 'instruction', 'context', 'negative')}
    with Server(home, script=[MODELS, error(400, 'no'), chat(f'<prompt>{words["answer"]}</prompt>', piece=9)]) as server:
        home.add_server(server)
        for code in (1, 0):
            result = home.loud('edit', '--model', 'mine:test-model', '--instruction', words['instruction'], '--negative',
                               words['negative'], '--context', json.dumps({'x': words['context']}), words['prompt'])
            equal(result.code, code, result)
        check(words['answer'] in result.out, result)
    check('DEBUG' in result.err and 'libsoup' in result.err, 'nothing was logged')
    for word in words.values():
        check(word not in result.err, word, result)


# ---- no keyring that helps ----

@keyring_test('none', 'locked')
def without_a_keyring_nothing_is_written(home):
    key = make_key()
    with Server(home, script=[MODELS, chat('a warm castle')]) as server:
        arguments = ('provider', 'add', '--protocol', 'openai', '--name', 'Mine', '--base-url', server.url)
        start = time.monotonic()
        result = home.loud(*arguments, '--key-stdin', '--json', stdin=key.encode())
        check(time.monotonic() - start < 15, 'it took too long')
        equal((result.code, result.json['error']['type']), (1, 'keyring'), result)
        check(('locked' if KEYRING == 'locked' else 'no keyring') in result.json['error']['message'], result)
        equal([row['id'] for row in home.good('providers')], ['sandbox'])

        # What needs no key does not ask it.
        home.good(*arguments)
        start = time.monotonic()
        home.good('edit', '--model', 'mine:m', '--instruction', 'warmer', PROMPT)
        check(time.monotonic() - start < 8, 'it waited for a keyring')
        result = home.loud('provider', 'set-key', 'mine', '--json', stdin=key.encode())
        equal((result.code, result.json['error']['type']), (1, 'keyring'), result)
        equal([row['needs_key'] for row in home.good('providers') if row['id'] == 'mine'], [False])

        # What needs one says so, and takes one from the environment.
        home.sql("UPDATE providers SET needs_key = 1 WHERE slug = 'mine'")
        start = time.monotonic()
        result = home.loud('edit', '--model', 'mine:m', '--instruction', 'warmer', PROMPT, '--json')
        check(time.monotonic() - start < 15, 'it took too long')
        # A locked one still says that it holds no such key.
        equal((result.code, result.json['error']['type']), (1, 'auth' if KEYRING == 'locked' else 'keyring'), result)
        equal(home.loud('edit', '--model', 'mine:m', '--instruction', 'warmer', PROMPT,
                        env={'EASEL_KEY_MINE': key}).code, 0)
        state = home.loud('check', '--json')
        equal(state.code, 1, state)
        check(state.json['keyring']['problem'] or state.json['keyring']['name'], state)
    nowhere(home, key)


if __name__ == '__main__':
    sys.exit(main())
