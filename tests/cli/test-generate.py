#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures from the command line, and what is left of them when a program is killed.

    test-generate.py EASEL-CLI EASEL-TEST-SERVER [TEST…]

EASEL_TEST_SEED repeats a run, EASEL_TEST_KILLS says how often to kill.
"""

import collections
import json
import os
import random
import subprocess
import sys
import time

from harness import check, equal, main, test, wait_for
from maker import Maker, add_maker

KILLS = int(os.environ.get('EASEL_TEST_KILLS') or (200 if os.environ.get('EASEL_TEST_LONG') else 10))
FINAL = {'stored', 'failed', 'cancelled', 'expired', 'unconfirmed'}
PAINTER = 'sandbox:painter'


def paint(home, *arguments):
    return home.good('generate', '--model', PAINTER, '--size', '64x64', *arguments)


def picture_of(home):
    asset, = paint(home, 'a boat')['assets']
    with open(asset['path'], 'rb') as file:
        return file.read()


def assert_nothing_lost(home, maker):
    """Every job has ended, none was submitted twice, no file lies about."""
    rows = home.sql('SELECT id, state, prompt, sent_at FROM jobs')
    # Two jobs may have drawn the same words.
    jobs = collections.Counter(prompt for _, _, prompt, _ in rows)
    for prompt, times in maker.asked.items():
        check(times <= jobs[prompt], 'submitted more often than it was asked for:', prompt, times, jobs[prompt])
    for number, state, prompt, sent in rows:
        check(state in FINAL, number, state)
        if prompt in maker.asked:
            check(sent is not None, 'sent and not noted', number)
            check(state != 'failed', 'paid and counted as failed', number)
    hashes = {row[0] for row in home.sql('SELECT hash FROM assets')}
    files = {path.name.split('.')[0] for path in (home.data / 'easel' / 'files').rglob('*')
             if path.is_file() and not path.name.startswith('.')}
    check(files <= hashes, 'orphans:', files - hashes)
    kept = home.data / 'easel' / 'jobs'
    equal(list(kept.iterdir()) if kept.exists() else [], [])
    stored = home.sql("SELECT count(*) FROM jobs WHERE state = 'stored'")[0][0]
    equal(home.sql('SELECT count(DISTINCT job_id) FROM assets WHERE job_id IS NOT NULL')[0][0], stored)
    equal(home.sql('SELECT count(*) FROM assets WHERE job_id IS NOT NULL')[0][0], stored)


@test
def generate_answers_what_was_promised(home):
    out = home.path / 'out'
    answer = paint(home, 'a {red|blue} lighthouse', '--count', '3', '--seed', '40', '--out', str(out))
    equal(answer['state'], 'stored')
    equal([asset['seed'] for asset in answer['assets']], [40, 41, 42])
    for asset in answer['assets']:
        check('{' not in asset['prompt'], asset)
        equal(asset['mime'], 'image/png')
        with open(asset['path'], 'rb') as file:
            equal(file.read(8), b'\x89PNG\r\n\x1a\n')
        check(asset['path'].startswith(str(out)), asset)
    equal(len(list(out.iterdir())), 3)
    again = paint(home, 'a {red|blue} lighthouse', '--count', '3', '--seed', '40')
    equal([asset['prompt'] for asset in again['assets']], [asset['prompt'] for asset in answer['assets']])
    jobs = home.good('jobs')
    equal([job['state'] for job in jobs], ['stored'] * 6)
    equal(jobs[0]['job_id'], 6)
    plain = home.run('generate', '--size', '64x64', '-', stdin=b'a boat\n')
    equal(plain.code, 0, plain)
    check(plain.out.strip().startswith(str(home.data)), plain)


@test
def a_clip_needs_no_word_more(home):
    out = home.path / 'out'
    answer = home.good('generate', '--model', 'sandbox:clip', '--ratio', '1:1', '--duration', '1', '--out', str(out),
                       'a lighthouse')
    equal((answer['state'], answer['assets'][0]['mime']), ('stored', 'video/mp4'))
    with open(answer['assets'][0]['path'], 'rb') as file:
        equal(file.read(12)[4:], b'ftypisom')
    found = home.good('library', 'list', '--kind', 'video')
    equal(len(found), 1)
    error = home.bad('generate', '--model', 'sandbox:clip', '--duration', '9', 'x', code=2)
    check('6 seconds' in json.dumps(error), error)


@test
def what_cannot_be_is_said(home):
    home.bad('generate', '--size', '63x64', 'x', code=2, type='invalid-input')
    home.bad('generate', '--size', 'large', 'x', code=2)
    home.bad('generate', '--count', '0', 'x', code=2)
    home.bad('generate', code=2)
    home.bad('generate', '--model', 'sandbox:editor', 'x', '--video', code=1)
    home.bad('generate', '--model', 'nobody:nothing', 'x', code=1, type='not-found')
    home.bad('generate', 'a __missing__', code=1, type='not-found')
    home.bad('jobs', 'cancel', '99', code=1, type='not-found')
    home.bad('jobs', 'cancel', 'x', code=2)
    equal(home.good('jobs'), [])


@test
def a_job_is_cancelled_from_elsewhere(home):
    with Maker(picture_of(home), seconds=30) as maker:
        add_maker(home, maker)
        process = home.start('generate', '--model', 'maker:a/b', 'a slow boat', '--json', stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while not any(job['state'] in ('submitted', 'running') for job in home.good('jobs')):
            check(time.monotonic() < end, 'it was never submitted')
        number = home.sql("SELECT id FROM jobs WHERE state IN ('submitted', 'running')")[0][0]
        home.good('jobs', 'cancel', str(number))
        out, _ = process.communicate(timeout=30)
        equal(json.loads(out)['state'], 'cancelled')
        job, = [job for job in home.good('jobs') if job['job_id'] == number]
        equal((job['state'], job['cancel']), ('cancelled', 'done'))


@test
def three_programs_share_one_queue(home):
    with Maker(picture_of(home), seconds=0.1) as maker:
        add_maker(home, maker, calls=2)
        words = home.data / 'easel' / 'wildcards'
        words.mkdir()
        (words / 'n.txt').write_text('\n'.join(f'number {n}' for n in range(5000)))
        process = home.start('generate', '--model', 'maker:a/b', '--count', '12', 'a __n__ boat',
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while home.sql("SELECT count(*) FROM jobs WHERE state <> 'queued'")[0][0] < 2:
            check(time.monotonic() < end, 'nothing began')
            time.sleep(0.01)
        process.kill()
        process.wait()
        waiting = home.sql("SELECT count(*) FROM jobs WHERE state = 'queued'")[0][0]
        check(waiting > 3, waiting)
        programs = [home.start('jobs', 'resume', '--unsent', '--json', stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL) for _ in range(3)]
        for program in programs:
            program.communicate(timeout=60)
            equal(program.returncode, 0)
        home.good('jobs', 'resume', '--unsent')
        assert_nothing_lost(home, maker)
        print(f"# {waiting} waited, {sum(maker.asked.values())} were submitted, "
              f"{dict(home.sql('SELECT state, count(*) FROM jobs GROUP BY state'))}")


@test
def what_a_killed_program_leaves_is_gone_on_with(home):
    with Maker(picture_of(home), seconds=1) as maker:
        add_maker(home, maker)
        keeper = home.start('jobs', 'resume', '--stay', '--json', stdout=subprocess.PIPE)
        process = home.start('generate', '--model', 'maker:a/b', 'a boat at sea', stdout=subprocess.DEVNULL)

        def state():
            rows = home.sql("SELECT state FROM jobs WHERE prompt = 'a boat at sea'")
            return rows[0][0] if rows else None

        wait_for(lambda: state() in ('submitted', 'running'))
        maker.end()
        process.kill()
        process.wait()
        begun = time.monotonic()
        check(state() not in FINAL, state())
        # It is asked after though nobody answers, and that is no end of it.
        wait_for(lambda: time.monotonic() - begun > 4)
        check(state() not in FINAL, state())
        maker.begin()
        wait_for(lambda: state() == 'stored', 30)
        print(f'# stored {time.monotonic() - begun:.1f} s after it was killed and its provider went away for 4 s')
        keeper.terminate()
        out, _ = keeper.communicate(timeout=20)
        equal(keeper.returncode, 0)
        equal([job['state'] for job in json.loads(out) if job['prompt'] == 'a boat at sea'], ['stored'])
        assert_nothing_lost(home, maker)


@test
def killed_in_the_middle(home):
    seed = int(os.environ.get('EASEL_TEST_SEED') or random.randrange(1 << 30))
    print(f'# EASEL_TEST_SEED={seed}')
    chance = random.Random(seed)
    reached, ended = collections.Counter(), collections.Counter()
    with Maker(picture_of(home)) as maker:
        add_maker(home, maker)
        begun = time.monotonic()
        home.good('generate', '--model', 'maker:a/b', 'the first')
        whole = time.monotonic() - begun
        for number in range(KILLS):
            process = home.start('generate', '--model', 'maker:a/b', f'kill {number}', stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
            try:
                process.wait(chance.uniform(whole * 0.1, whole * 1.05))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            rows = home.sql('SELECT state FROM jobs WHERE prompt = ?', f'kill {number}')
            reached[rows[0][0] if rows else 'nothing'] += 1
            if number % 5 == 4 or number == KILLS - 1:
                home.good('jobs', 'resume', '--unsent')
        home.good('jobs', 'resume', '--unsent')
        equal(home.sql('PRAGMA integrity_check'), [('ok',)])
        ended.update(dict(home.sql('SELECT state, count(*) FROM jobs GROUP BY state')))
        print(f'# killed in: {dict(reached)}')
        print(f'# ended as: {dict(ended)}, submitted: {sum(maker.asked.values())}')
        assert_nothing_lost(home, maker)


if __name__ == '__main__':
    sys.exit(main())
