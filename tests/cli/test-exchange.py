#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chats to files and from files, from outside.

    test-exchange.py EASEL-CLI EASEL-TEST-SERVER [TEST…]
"""

import io
import json
import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import time
import zipfile

from harness import CLI, Home, check, equal, main, test

SAMPLES = pathlib.Path(__file__).resolve().parent.parent / 'exchange' / 'data'
KEY = 'sk-proj-' + 'aBcDeFgHiJkLmNoPqRsT' + '0123456789'
KILLS = int(os.environ.get('EASEL_TEST_LONG') and '60' or '3')


def write(home, name, content):
    path = home.path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def chat(number, messages, text='lighthouse'):
    """A chat in Easel's own form with a second branch at its end."""
    return {'format': 'easel-chat', 'version': 1, 'title': f'Chat {number}', 'titled': True, 'pinned': number == 1,
            'folder': '', 'source': f'a:{number}', 'created_at': '2025-01-02T03:04:05.000006Z',
            'updated_at': f'2025-01-03T03:04:{number % 60:02}.000007Z', 'system_prompt': '', 'draft': '',
            'view': messages,
            'messages': [{'id': i, 'parent': i - 1 or None, 'kind': ('assistant', 'user')[i % 2], 'state': 'done',
                          'created_at': '2025-01-02T03:05:00.000000Z', 'text': f'{text} {i} of {number}'}
                         for i in range(1, messages + 1)]
            + [{'id': messages + 1, 'parent': 1, 'kind': 'assistant', 'state': 'stopped', 'text': 'other',
                'created_at': '2025-01-02T03:05:00.000000Z'}]}


def export(home, *arguments):
    """What is written to standard output."""
    result = home.run('export', *arguments)
    equal(result.code, 0, result)
    return result.out


@test
def what_is_exported_comes_in_again(home):
    first = home.good('chat', '--model', 'sandbox:editor', 'Make it blue')
    home.good('chat', '--thread', str(first['thread_id']), 'And now green')
    path = write(home, 'three.json', json.dumps([chat(i, 3 + i) for i in range(3)]))
    equal(home.good('import', str(path)), {'imported': 3, 'known': 0, 'refused': 0, 'attachments_left_out': 0,
                                           'notes': []})
    everything = export(home, '--all', '--format', 'json')
    equal([one['title'] for one in json.loads(everything)], ['Make it blue', 'Chat 0', 'Chat 1', 'Chat 2'])
    path = write(home, 'all.json', everything)
    equal(home.good('import', str(path))['known'], 4)
    with Home() as other:
        equal(other.good('import', str(path))['imported'], 4)
        equal(export(other, '--all', '--format', 'json'), everything)
        equal(len(other.good('threads')), 4)
        found = other.good('search', 'lighthouse')
        check(len(found) >= 3, found)
        equal(other.good('check')['database']['problems'], [])


@test
def one_chat_in_each_format(home):
    path = write(home, 'one.json', json.dumps(chat(1, 2, text='**bold** <b>')))
    home.good('import', str(path))
    thread, = home.good('threads')
    number = str(thread['thread_id'])
    one = json.loads(export(home, '--thread', number, '--format', 'json'))
    equal((one['format'], one['version'], one['title'], len(one['messages'])), ('easel-chat', 1, 'Chat 1', 3))
    check(export(home, '--thread', number, '--format', 'md').startswith('# Chat 1\n\n## You\n'))
    check(export(home, '--thread', number, '--format', 'txt').startswith('Chat 1\n\n'))
    page = export(home, '--thread', number, '--format', 'html')
    check("default-src 'none'" in page and '<strong>bold</strong> &lt;b&gt;' in page, page)
    out = home.path / 'Chat.HTML'
    equal(home.good('export', '--thread', number, '--out', str(out)),
          {'file': str(out), 'threads': 1, 'blanked': 0, 'attachments_left_out': 0})
    equal(out.read_text(), page)
    equal(oct(out.stat().st_mode & 0o777), '0o600')


@test
def exports_of_others(home):
    for name, imported, refused in (('chatgpt', 4, 2), ('claude', 2, 3), ('open-webui', 3, 1)):
        said = home.good('import', str(SAMPLES / f'{name}.json'))
        equal((said['imported'], said['refused']), (imported, refused), said)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr('../../conversations.json', '[{"mapping": {}}]')
            archive.writestr('user.json', '{}')
            archive.writestr('conversations.json', (SAMPLES / f'{name}.json').read_bytes())
        said = home.good('import', str(write(home, 'export.zip', packed.getvalue())))
        # The one without an id of its own cannot be known again.
        equal(said['known'] + said['imported'], imported, said)
    titles = {thread['title'] for thread in home.good('threads')}
    check({'Cats', 'Sea', 'Trees'} <= titles, titles)
    equal([path.name for path in home.path.rglob('conversations*')], [], 'something was unpacked')


@test
def bad_files(home):
    for content, type in ((b'', 'invalid-input'), (b'hello', 'unsupported'), (b'PK\3\4cut', 'invalid-input'),
                          (b'[{"a": 1}', 'invalid-input'), (b'[{}] {}', 'invalid-input')):
        path = write(home, 'bad', content)
        home.bad('import', str(path), code=1 if type == 'unsupported' else 2, type=type)
    home.bad('import', str(home.path / 'nowhere'), code=1, type='not-found')
    home.bad('import', str(home.path), code=2, type='invalid-input')
    home.bad('import', code=2)
    home.bad('export', '--format', 'md', code=2)
    home.bad('export', '--all', '--thread', '1', '--format', 'md', code=2)
    home.bad('export', '--all', '--format', 'pdf', code=2)
    home.bad('export', '--all', code=2)
    home.bad('export', '--thread', '7', '--format', 'md', code=1, type='not-found')
    home.bad('export', '--all', '--format', 'md', '--out', '/nowhere/x.md', code=1, type='storage')
    path = write(home, 'cycle.json', json.dumps({'mapping': {
        'a': {'parent': 'b', 'message': None}, 'b': {'parent': 'a', 'message': None}}, 'title': 'Round'}))
    result = home.run('import', '--json', str(path))
    equal(result.code, 1)
    equal(result.json['notes'], [{'title': 'Round', 'message': 'Its messages follow each other in a circle.'}])
    equal(home.good('threads'), [])


@test
def no_key_and_no_path(home):
    one = chat(1, 2, text=f'my key is {KEY},')
    one['messages'][1].update(state='failed', error={'code': 'storage', 'message': f'{home.path}/x/y.db is full'})
    home.good('import', str(write(home, 'key.json', json.dumps(one))))
    for suffix in ('json', 'md', 'html', 'txt'):
        out = home.path / f'out.{suffix}'
        result = home.run('export', '--all', '--out', str(out))
        check('key' in result.err and KEY not in result.err, result)
        text = out.read_text()
        check(KEY not in text and KEY[10:20] not in text, suffix)
        check(str(home.path) not in text and 'y.db is full' in text, text)


def start_import(home, path):
    # Of what was freed the address sanitizer would keep a lot.
    sanitizer = home.env.get('ASAN_OPTIONS', '') + ':quarantine_size_mb=0:thread_local_quarantine_size_kb=0'
    return subprocess.Popen([CLI, 'import', str(path), '--json'], env=home.environment({'ASAN_OPTIONS': sanitizer}),
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


@test
def killed_in_the_middle(home):
    chats = [chat(i, 150) for i in range(12)]
    path = write(home, 'many.json', json.dumps(chats))
    rand = random.Random(4)
    states = {'none': 0, 'some': 0, 'all': 0, 'part': 0}
    for _ in range(KILLS):
        with Home() as other:
            other.good('threads')
            process = start_import(other, path)
            wanted = rand.randrange(1, 1800)
            end = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < end:
                if other.sql('SELECT count(*) FROM messages')[0][0] >= wanted:
                    break
            process.send_signal(signal.SIGKILL)
            process.communicate()
            rows = other.sql('SELECT count(m.id) FROM threads t LEFT JOIN messages m ON m.thread_id = t.id '
                             'WHERE t.deleted_at IS NULL GROUP BY t.id')
            equal([row for row in rows if row != (151,)], [], 'a chat came in by halves')
            states['none' if not rows else 'all' if len(rows) == 12 else 'some'] += 1
            states['part'] += other.sql('SELECT count(*) FROM thread_imports')[0][0]
            equal(len(other.good('threads')), len(rows))
            said = other.good('import', str(path))
            equal((said['known'], said['imported']), (len(rows), 12 - len(rows)))
            equal(other.sql('SELECT count(*) FROM messages')[0], (12 * 151,))
            equal(other.sql('SELECT count(*) FROM threads')[0], (12,))
            equal(other.good('check')['database']['problems'], [])
    print(f'# killed {KILLS} times: {states}', flush=True)
    check(states['part'] > 0, 'never in the middle of a chat', states)


def peak(home, path, n_chats):
    """Bytes that reading @path took at most."""
    process = start_import(home, path)
    answer = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.communicate()
    equal(json.loads(answer)['refused'], n_chats)
    return usage.ru_maxrss * 1024


@test
def memory_is_that_of_one_chat(home):
    filler = json.dumps({'title': 'x', 'filler': 'y' * 500_000})
    small = write(home, 'small.json', '[' + ','.join([filler] * 4) + ']')
    large = write(home, 'large.json', '[' + ','.join([filler] * 40) + ']')
    home.good('threads')
    first, second = peak(home, small, 4), peak(home, large, 40)
    print(f'# {small.stat().st_size >> 20} MB: {first >> 20} MB; {large.stat().st_size >> 20} MB: {second >> 20} MB',
          flush=True)
    check(second < first * 1.25, first, second)


if __name__ == '__main__':
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
