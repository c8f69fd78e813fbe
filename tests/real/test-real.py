#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Easel against servers, and its samples against a client, that others wrote.

    test-real.py EASEL-CLI EASEL-TEST-SERVER [TEST…]

What cannot be had on this computer is skipped with the reason; see parts.py.
"""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import urllib.request

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'cli')]

import parts  # noqa: E402
import tiny_model  # noqa: E402
from harness import Skip, check, equal, main, test, wait_for  # noqa: E402

FOX = 'a crimson fox, café at dawn, 🦊 in the mist'
# Protocol and what follows the server's origin in its base URL.
PROTOCOLS = {'openai': '/v1', 'openai-responses': '/v1', 'anthropic': '', 'gemini': '/v1beta', 'ollama': ''}


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def fetch(url, body=None, headers=None, method=None):
    request = urllib.request.Request(url, json.dumps(body).encode() if body is not None else None,
                                     {'Content-Type': 'application/json', **(headers or {})}, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def answers(url):
    try:
        fetch(url)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def serving(home, command, port, ready, env=None):
    """Runs a server until the block ends; yields its origin and its log."""
    log = home.path / f'server-{port}.log'
    with log.open('wb') as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                   env={**home.env, **(env or {})}, start_new_session=True)
    origin = f'http://127.0.0.1:{port}'
    try:
        wait_for(lambda: process.poll() is not None or answers(origin + ready), 30)
        check(process.poll() is None, 'the server ended:', log.read_text(errors='replace')[-2000:])
        yield origin, log
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def out_of_reach(func):
    """What is not to be had here is a reason to skip."""
    try:
        return func()
    except parts.OutOfReach as reason:
        raise Skip(reason) from None


def llama(home, *arguments, endless=False, layers=1, slots=2):
    command, env = out_of_reach(parts.llama_command)
    model = home.path / 'tiny.gguf'
    tiny_model.write(model, endless, layers)
    port = free_port()
    # What instruments the tested program is not for the C library that the server brings along.
    return serving(home, [*command, '-m', str(model), '--host', '127.0.0.1', '--port', str(port), '-np', str(slots),
                          '--threads', '1', '--jinja', '--no-webui', *arguments], port, '/health', env)


def mock(home, *arguments):
    node = out_of_reach(parts.node)
    server = out_of_reach(parts.npm_folder) / '@copilotkit/aimock/dist/cli.js'
    port = free_port()
    return serving(home, [node, str(server), '-p', str(port), '-h', '127.0.0.1', '-f', str(HERE / 'answers.json'),
                          '-c', '7', '-l', '2', '--log-level', 'warn', *arguments], port, '/__aimock/journal')


def known_protocols(home):
    """Those of PROTOCOLS that this Easel speaks."""
    found = []
    for protocol in PROTOCOLS:
        result = home.run('provider', 'add', '--protocol', protocol, '--name', f'Probe {protocol}', '--base-url',
                          'http://127.0.0.1:9/v1', '--json')
        if result.code == 0:
            home.good('provider', 'remove', result.json['id'])
            found.append(protocol)
    check('openai' in found and 'anthropic' in found, found)
    return found


def add(home, protocol, origin, slug, *arguments, **kwargs):
    return home.good('provider', 'add', '--protocol', protocol, '--name', slug.title(), '--id', slug, '--base-url',
                     origin + PROTOCOLS[protocol], *arguments, **kwargs)


def edit(home, model, prompt='a red fox', **kwargs):
    return home.good('edit', '--model', model, '--instruction', 'warmer', prompt, **kwargs)


# ---- llama.cpp's server with a model of our own ----


@test
def llama_speaks_each_protocol_that_it_knows(home):
    line = tiny_model.text().strip()
    with llama(home) as (origin, _):
        for protocol in known_protocols(home):
            # The server has these three of them.
            if protocol not in ('openai', 'openai-responses', 'anthropic'):
                continue
            slug = f'llama-{protocol}'
            add(home, protocol, origin, slug)
            answer = edit(home, f'{slug}:easel-tiny')
            equal(answer['prompt_after'].strip(), line, protocol)
            check(answer['usage']['input_tokens'] > 20, protocol, answer)
            check(10 < answer['usage']['output_tokens'] < 40, protocol, answer)
            print(f'# llama.cpp over {protocol}: {answer["usage"]}', flush=True)
        models = home.good('models', '--provider', 'llama-openai', '--refresh')
        check(models and all(model['provider_id'] == 'llama-openai' for model in models), models)


@test
def llama_keeps_to_a_schema(home):
    """The model knows one line, which is no JSON: without the schema's grammar the call refuses that."""
    schema = {'type': 'object', 'properties': {'mood': {'enum': ['warm', 'cold']}, 'night': {'type': 'boolean'}},
              'required': ['mood', 'night'], 'additionalProperties': False}
    with llama(home) as (origin, _):
        for protocol in ('openai', 'openai-responses'):
            done = subprocess.run([os.environ['EASEL_ASK_SCHEMA'], protocol, origin + PROTOCOLS[protocol], 'easel-tiny',
                                   'picture', json.dumps(schema)], capture_output=True, text=True, check=False)
            print(f'# {protocol}: {done.stdout.strip()} {done.stderr.strip()[-300:]}', flush=True)
            if protocol == 'openai':
                equal(done.returncode, 0, done.stderr)
            if done.returncode == 0:
                answer = json.loads(done.stdout)
                check(answer['mood'] in ('warm', 'cold') and answer['night'] in (True, False), answer)
            else:
                check('did not keep to the form' in done.stderr, done.stderr)


@test
def llama_says_that_a_prompt_is_too_long(home):
    with llama(home) as (origin, _):
        add(home, 'openai', origin, 'llama')
        error = home.bad('edit', '--model', 'llama:easel-tiny', '--instruction', 'warmer', 'red fox ' * 4000, code=1,
                         type='too-long')
        equal(error['status'], 400)
        check('Llama (127.0.0.1)' in error['message'], error)


@test
def llama_stops_at_the_limit_that_is_asked_for(home):
    with llama(home, endless=True) as (origin, _):
        add(home, 'openai', origin, 'llama')
        home.bad('edit', '--model', 'llama:easel-tiny', '--max-tokens', '25', '--instruction', 'warmer', 'a red fox', code=1,
                 type='too-long')
        row = home.good('log', '--limit', '1')[0]
        equal(row['output_tokens'], 25)
        check(row['output'].strip().startswith('a red fox'), row)


@test
def llama_wants_its_key(home):
    with llama(home, '--api-key', 'local-key-1234') as (origin, _):
        add(home, 'openai', origin, 'llama')
        error = home.bad('edit', '--model', 'llama:easel-tiny', '--instruction', 'warmer', 'a red fox', code=1, type='auth')
        equal(error['status'], 401)
        equal(edit(home, 'llama:easel-tiny', env={'EASEL_KEY_LLAMA': 'local-key-1234'})['prompt_after'].strip(),
              tiny_model.text().strip())


@test
def llama_is_stopped_by_hanging_up(home):
    with llama(home, endless=True, layers=24) as (origin, log):
        add(home, 'openai', origin, 'llama')
        process = home.start('edit', '--model', 'llama:easel-tiny', '--instruction', 'warmer', 'a red fox',
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: home.database.exists() and
                 home.sql("SELECT count(*) FROM ai_interaction_chunks")[0][0] > 0)
        check('cancel' not in log.read_text(errors='replace').lower(), 'it ended by itself')
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_for(lambda: 'cancel' in log.read_text(errors='replace').lower())


# ---- a mock of the big services, from npm ----


@test
def mock_speaks_each_protocol(home):
    with mock(home) as (origin, _):
        for protocol in known_protocols(home):
            add(home, protocol, origin, f'mock-{protocol}')
            answer = edit(home, f'mock-{protocol}:gpt-4.1' if protocol.startswith('openai') else f'mock-{protocol}:some-model')
            equal(answer['prompt_after'], FOX, protocol)
            print(f'# the mock over {protocol}: {answer["usage"]}', flush=True)


@test
def mock_keeps_reasoning_apart(home):
    with mock(home) as (origin, _):
        for protocol in known_protocols(home):
            add(home, protocol, origin, f'mock-{protocol}')
            answer = edit(home, f'mock-{protocol}:o4-mini', 'a deep wood')
            equal(answer['prompt_after'], 'a deep dark wood', protocol)


def chaos(origin, **rates):
    fetch(origin + '/__aimock/chaos', rates, method='POST')


def calm(origin):
    fetch(origin + '/__aimock/chaos', method='DELETE')


FAULTS = {'rateLimitRate': ('rate-limit',), 'dropRate': ('provider-fault',), 'malformedRate': ('protocol', 'network', 'provider-fault'),
          'disconnectRate': ('network',)}


@test
def mock_fails_in_each_way(home):
    n = 0
    with mock(home) as (origin, _):
        for protocol in known_protocols(home):
            add(home, protocol, origin, f'mock-{protocol}')
            for fault, types in FAULTS.items():
                chaos(origin, **{fault: 1})
                result = home.run('edit', '--model', f'mock-{protocol}:gpt-4.1', '--instruction', 'warmer', 'a red fox', '--json')
                calm(origin)
                equal(result.code, 1, protocol, fault, result)
                error = result.json['error']
                check(error['type'] in types, protocol, fault, error)
                check(f'Mock-{protocol.title()} (127.0.0.1)' in error['message'] or error['type'] == 'protocol', error)
                n += 1
            equal(edit(home, f'mock-{protocol}:gpt-4.1')['prompt_after'], FOX, protocol)
    print(f'# {n} faults', flush=True)


@test
def mock_is_busy_and_then_not(home):
    with mock(home) as (origin, _):
        add(home, 'openai', origin, 'mock')
        chaos(origin, rateLimitRate=1)
        process = home.start('edit', '--model', 'mock:gpt-4.1', '--instruction', 'warmer', 'a red fox',
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        said = b''
        while b'trying again' not in said:
            line = process.stderr.readline()
            check(line, 'it ended:', said)
            said += line
        calm(origin)
        out, rest = process.communicate(timeout=90)
        equal(process.returncode, 0, said + rest)
        check('crimson'.encode() in out, out)
        check(b'Mock is busy, trying again in ' in said, said)
        print('# ' + said.decode().strip(), flush=True)


# ---- the samples, as the service's own client sees them ----


@test
def the_official_client_understands_the_samples(home):
    node = out_of_reach(parts.node)
    modules = out_of_reach(parts.npm_folder)
    port = free_port()
    process = home.start('sandbox', '--port', str(port), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: process.poll() is not None or answers(f'http://127.0.0.1:{port}/v1/models'))
        script = home.path / 'client.mjs'
        script.write_text((HERE / 'client.mjs').read_text(encoding='utf-8'), encoding='utf-8')
        (home.path / 'node_modules').symlink_to(modules)
        done = subprocess.run([node, str(script), f'http://127.0.0.1:{port}/v1'], env=home.env, capture_output=True,
                              text=True, timeout=60, check=False)
        equal(done.returncode, 0, done.stdout, done.stderr)
        said = json.loads(done.stdout)
        print(f'# {said}', flush=True)
        check('editor' in said['models'], said)
        check(said['whole'] and said['streamed'], said)
        equal(said['streamed'], said['whole'])
        equal(said['finish'], 'stop')
        check(said['usage']['prompt_tokens'] > 0 and said['usage']['completion_tokens'] > 0, said)
        check(said['chunks'] > 1, said)
        equal(said['error'], 404)
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(20)


if __name__ == '__main__':
    sys.exit(main())
