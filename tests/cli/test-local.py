#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers of models on this computer, seen from the command line.

    test-local.py EASEL-CLI EASEL-TEST-SERVER [TEST…]
"""

import sys

from harness import Server, check, equal, main, test

LLAMA = {'path': '/v1/models', 'body': '{"object":"list","data":[{"id":"story.gguf","owned_by":"llamacpp"}]}'}
TAGS = {'path': '/api/tags', 'body': '{"models":[{"name":"tiny:1b","model":"tiny:1b"}]}'}
SHOW = {'path': '/api/show', 'body': '{"capabilities":["completion"]}'}


def pulled(*lines):
    return {'path': '/api/pull', 'type': 'application/x-ndjson', 'body': ''.join(line + '\n' for line in lines)}


def ports(server, name='llamacpp'):
    return {'EASEL_LOCAL_PORTS': f'none,{name}:{server.port}'}


@test
def what_runs_is_found_and_added(home):
    equal(home.good('local', env={'EASEL_LOCAL_PORTS': 'none'}), [])
    with Server(home, script=[LLAMA, {'chat': 'a castle at dawn'}]) as server:
        env = ports(server)
        equal(home.good('local', env=env), [{'service': 'llamacpp', 'name': 'llama.cpp', 'protocol': 'openai',
                                             'base_url': server.url, 'loading': False}])
        home.bad('local', 'add', 'ollama', code=1, type='not-found', env=env)
        added = home.good('local', 'add', 'llamacpp', env=env)
        equal(added['base_url'], server.url)
        equal(home.good('local', env=env), [])
        answer = home.good('edit', '--model', f'{added["id"]}:story.gguf', '--instruction', 'at dawn', 'a castle')
        equal(answer['prompt_after'], 'a castle at dawn')
        heads = [head for head, _ in server.stop()]
        check(heads and not any('authorization' in head.lower() for head in heads), heads)


@test
def ollama_fetches_a_model(home):
    with Server(home, script=[TAGS, SHOW, pulled('{"status":"pulling manifest"}',
                                                 '{"status":"pulling 6a","digest":"sha256:6a","total":10,"completed":4}',
                                                 '{"status":"pulling 6a","digest":"sha256:6a","total":10,"completed":10}',
                                                 '{"status":"success"}')]) as server:
        home.good('provider', 'add', '--protocol', 'ollama', '--name', 'Ollama', '--base-url',
                  f'http://127.0.0.1:{server.port}')
        equal(home.good('local', 'pull', 'ollama:tiny:1b'), {})
        equal([model['id'] for model in home.good('models', '--provider', 'ollama')], ['ollama:tiny:1b'])
        check('"model":"tiny:1b"' in ''.join(body for _, body in server.stop()))


@test
def a_model_that_is_not_there_is_said(home):
    with Server(home, script=[TAGS, SHOW, pulled('{"status":"pulling manifest"}',
                                                 '{"error":"pull model manifest: file does not exist"}')]) as server:
        home.good('provider', 'add', '--protocol', 'ollama', '--name', 'Ollama', '--base-url',
                  f'http://127.0.0.1:{server.port}')
        home.bad('local', 'pull', 'ollama:tyni:1b', code=1, says=['file does not exist'])
        home.bad('local', 'pull', 'nobody:tiny', code=1, type='not-found')
        home.bad('local', 'pull', 'tiny', code=2)
        home.bad('local', 'pull', 'ollama:', code=2, type='invalid-input')
        home.bad('local', 'dance', code=2)


if __name__ == '__main__':
    sys.exit(main())
