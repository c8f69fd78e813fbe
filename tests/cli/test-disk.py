#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line where a disk, a stream or another program is in the way.

    test-disk.py EASEL-CLI EASEL-TEST-SERVER [TEST…]
"""

import json
import os
import resource
import signal
import subprocess
import sys

from harness import PROMPT, Server, Skip, bad_edit, check, edit, equal, main, test, wait_for


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


if __name__ == '__main__':
    sys.exit(main())
