#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Talking with models from the command line.

    test-chat.py EASEL-CLI EASEL-TEST-SERVER [TEST…]
"""

import json
import os
import pathlib
import subprocess
import sys

from harness import Server, check, equal, main, test

MODEL = 'mine:test-model'


@test
def one_says_and_goes_on(home):
    first = home.good('chat', '--model', 'sandbox:editor', 'Hello from the harbour')
    equal(set(first) >= {'thread_id', 'message_id', 'text', 'usage'}, True)
    equal(set(first['usage']), {'input_tokens', 'output_tokens', 'cost_microusd'})
    check(first['text'])
    second = home.good('chat', '--thread', str(first['thread_id']), 'And again')
    equal(second['thread_id'], first['thread_id'])
    check(second['message_id'] > first['message_id'])
    thread, = home.good('threads')
    equal((thread['title'], thread['messages'], thread['cost_microusd'], thread['model']),
          ('Hello from the harbour', 4, 0, 'sandbox:editor'))
    plain = home.run('chat', '--thread', '1', 'Third')
    equal(plain.code, 0)
    check(plain.out.endswith('\n') and not plain.out.endswith('\n\n'), plain.out)


@test
def the_whole_branch_goes_along(home):
    with Server(home, text='the answer') as server:
        home.add_server(server)
        thread = home.good('chat', '--model', MODEL, '--system', 'Be brief.', '--temperature', '0.5', 'first')['thread_id']
        home.good('chat', '--thread', str(thread), 'second')
    rows = home.sql('SELECT kind, text FROM messages JOIN message_texts ON message_id = id ORDER BY id')
    equal([tuple(row) for row in rows],
          [('user', 'first'), ('assistant', 'the answer'), ('user', 'second'), ('assistant', 'the answer')])
    equal(home.sql("SELECT count(*) FROM usage WHERE kind = 'chat' AND state = 'done'")[0][0], 2)


@test
def files_go_along(home):
    notes = pathlib.Path(home.path, 'notes.txt')
    notes.write_text('the tide is out\n', encoding='utf-8')
    blob = pathlib.Path(home.path, 'blob.bin')
    blob.write_bytes(bytes(range(256)) * 8)
    large = pathlib.Path(home.path, 'large.txt')
    with large.open('wb') as file:
        file.truncate(1 << 30)
    with Server(home, text='I see') as server:
        home.add_server(server)
        home.good('chat', '--model', MODEL, '--attach', str(notes), 'what of this?')
    equal(home.sql('SELECT name FROM message_attachments')[0][0], 'notes.txt')
    for path, kind in ((blob, 'unsupported'), (large, 'too-long'), (home.path, 'unsupported')):
        home.bad('chat', '--model', MODEL, '--attach', str(path), 'and this?', code=1, type=kind)
    home.bad('chat', '--model', MODEL, '--attach', str(notes) + '.gone', 'x', code=1, says='notes.txt.gone')
    equal(len(home.good('threads')), 1)


def most_memory(home, *arguments):
    """The bytes that a call had at most, and what it said."""
    process = home.start(*arguments, '--json', stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with process.stdout:
        said = json.loads(process.stdout.read())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * 1024, said


@test
def endless_files_are_refused(home):
    """What has no end or says less of its size than it has costs no more than what may go along."""
    pipe = home.path / 'pipe'
    os.mkfifo(pipe)
    home.good('threads')
    for path, kind in ((pipe, 'unsupported'), ('/dev/zero', 'unsupported'), (home.path / 'gone', 'not-found'),
                       ('https://127.0.0.1:9/a.png', 'not-found')):
        home.bad('chat', '--model', MODEL, '--attach', str(path), 'what?', code=1, type=kind, timeout=20)
    few, _ = most_memory(home, 'threads')
    # A plain file by its kind, of no bytes by its size, and hundreds of gigabytes when it is read.
    endless = f'/proc/{os.getpid()}/pagemap'
    equal(os.stat(endless).st_size, 0)
    large = home.path / 'large.png'
    with large.open('wb') as file:
        file.write(b'\x89PNG\r\n\x1a\n')
        file.truncate(1 << 30)
    for path in (endless, large):
        most, said = most_memory(home, 'chat', '--model', MODEL, '--attach', str(path), 'what?')
        equal(said['error']['type'], 'too-long', said)
        check(most < few + (160 << 20), f'{(most - few) >> 20} MB for', path)
    equal(home.good('threads'), [])


@test
def words_are_found(home):
    home.good('chat', '--model', 'sandbox:editor', '--save-only', 'The lighthouse keeper\nfed the gulls')
    home.good('chat', '--model', 'sandbox:editor', '--save-only', '灯台の下で猫が眠る')
    title, hit = home.good('search', 'KEEPER')
    equal((title['message_id'], hit['thread_id'], hit['marks']), (None, 1, ['keeper']))
    equal(''.join(home.good('search', '灯台')[-1]['marks']), '灯台')
    equal([row['thread_id'] for row in home.good('search', 'gulls')], [1])
    equal(home.good('search', 'nothing-of-the-kind'), [])
    equal(home.good('search', '" OR * NEAR('), [])
    equal(len(home.good('search', '--limit', '1', 'the')), 1)


@test
def roles_begin_a_thread(home):
    with Server(home, text='Which light?') as server:
        home.add_server(server)
        home.good('chat', '--model', MODEL, '--role', 'interviewer', 'a harbour')
    check('one short question' in home.sql('SELECT system_prompt FROM threads')[0][0])
    home.bad('chat', '--role', 'nobody', 'x', code=1, type='not-found')


@test
def failures_are_said_and_kept(home):
    with Server(home, mode='401') as server:
        home.add_server(server)
        home.bad('chat', '--model', MODEL, 'hello', code=1, type='auth')
    equal(set(home.sql("SELECT state, error_code FROM messages WHERE kind = 'assistant'")), {('failed', 'auth')})
    home.bad('chat', '--thread', '99', 'x', code=1, type='not-found')
    home.bad('chat', '--model', 'nobody:none', 'x', code=1, type='not-found')
    equal(len(home.good('threads')), 2)


@test
def misuse(home):
    for arguments in (('chat',), ('chat', 'a', 'b'), ('chat', '--temperature', '9', 'x'), ('search',),
                      ('chat', '--thread', '1', '--role', 'critic', 'x'), ('threads', 'x'), ('chat', '--model', 'x', 'y'),
                      ('chat', '')):
        equal(home.run(*arguments).code, 2, arguments)


if __name__ == '__main__':
    sys.exit(main())
