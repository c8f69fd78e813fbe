#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An edit killed at seeded random moments: what came is kept and marked.

    test-kill.py EASEL-CLI EASEL-TEST-SERVER [TEST…]

EASEL_TEST_SEED repeats a run.
"""

import collections
import os
import random
import subprocess
import sys
import time

from harness import Server, check, equal, main, test

ANSWER = ' '.join(f'word{number}' for number in range(60))
KILLS = 300 if os.environ.get('EASEL_TEST_LONG') else 30


def start(home, number):
    return home.start('edit', '--model', 'mine:test-model', '--instruction', f'kill {number}', 'a castle',
                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@test
def killed_in_the_middle(home):
    seed = int(os.environ.get('EASEL_TEST_SEED') or random.randrange(1 << 30))
    print(f'# EASEL_TEST_SEED={seed}')
    chance = random.Random(seed)
    reached = collections.Counter()
    with Server(home, 'slow', text=ANSWER, piece=600, delay_ms=40) as server:
        home.add_server(server)
        begun = time.monotonic()
        equal(start(home, 'none').wait(60), 0)
        whole = time.monotonic() - begun
        before = home.good('log')
        for number in range(KILLS):
            process = start(home, number)
            try:
                process.wait(chance.uniform(0, whole * 1.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            equal(home.sql('PRAGMA integrity_check'), [('ok',)])
            home.good('prompts')
            rows = [row for row in home.good('log', '--limit', '2') if row['instruction'] == f'kill {number}']
            if not rows:
                reached['nothing was sent'] += 1
                continue
            row, = rows
            check(row['state'] in ('cut', 'finished'), row)
            check(ANSWER.startswith(row['output']), row)
            state, = home.sql('SELECT state FROM usage WHERE interaction_id = ?', row['interaction_id']) or [('none',)]
            if row['state'] == 'finished':
                equal((row['output'], state), (ANSWER, ('done',)))
                reached['finished'] += 1
            else:
                # Killed before a byte was sent, its place in the ledger is given back.
                check(state in (('unconfirmed',), ('done',), ('none',), ('released',)), state)
                check(state not in (('none',), ('released',)) or not row['output'], row)
                reached['cut with text' if row['output'] else 'cut without text'] += 1
    print(f'# killed {KILLS} times: {dict(reached)}')
    check(reached['cut with text'] + reached['cut without text'] > 0, 'no kill met a running edit')
    equal(home.good('log', '--limit', '1000')[-1], before[0])
    equal(home.good('check')['database']['problems'] if server.process.poll() is None
          else home.run('check', '--json').json['database']['problems'], [])
    equal(home.sql("SELECT count(*) FROM usage WHERE state = 'reserved'"), [(0,)])
    equal(home.sql('SELECT count(*) FROM ai_interaction_chunks'), [(0,)])


@test
def killed_on_the_first_start(home):
    seed = int(os.environ.get('EASEL_TEST_SEED') or random.randrange(1 << 30))
    print(f'# EASEL_TEST_SEED={seed}')
    chance = random.Random(seed)
    begun = time.monotonic()
    home.good('models')
    whole = time.monotonic() - begun
    reached = collections.Counter()
    for _ in range(KILLS // 2):
        for suffix in ('', '-wal', '-shm'):
            home.database.with_name(home.database.name + suffix).unlink(missing_ok=True)
        process = home.start('models', stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(chance.uniform(0, whole))
            reached['ended'] += 1
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            reached['killed'] += 1
        equal([model['id'] for model in home.good('models')], ['sandbox:clip', 'sandbox:editor', 'sandbox:painter'])
    print(f'# {dict(reached)}')


if __name__ == '__main__':
    sys.exit(main())
