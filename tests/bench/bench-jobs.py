#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
How fast three programs work off one queue: bench-jobs.py BUILD [JOBS]. The provider lets so many be made at once and takes
a while for each; beside it what a bare loop of as many threads gets out of it, which asks after each every 50 ms.
"""

import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'cli'))
import harness  # noqa: E402
from maker import Maker, add_maker  # noqa: E402

JOBS, PROGRAMS, CALLS, SECONDS, SPREAD = 300, 3, 4, 0.2, 0.4


def request(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, {'Content-Type': 'application/json'})) as answer:
        return answer.read()


def make_one(maker, number):
    told = json.loads(request(maker.url + '/models/a/b/predictions', {'input': {'prompt': f'bare {number}'}}))
    while not told['output']:
        time.sleep(0.05)
        told = json.loads(request(told['urls']['get']))
    return len(request(told['output'][0]))


def measure_bare(maker, count):
    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(CALLS) as pool:
        list(pool.map(lambda number: make_one(maker, number), range(count)))
    return count / (time.monotonic() - begun)


def fill(home, maker, count):
    """A queue that a program left behind."""
    maker.seconds = 60
    process = home.start('generate', '--model', 'maker:a/b', '--count', '8', 'a boat', stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    harness.wait_for(lambda: home.sql("SELECT count(*) FROM jobs WHERE state <> 'queued' AND model_id = 'a/b'")[0][0] > 0)
    process.kill()
    process.wait()
    columns = [name for _, name, *_ in home.sql('PRAGMA table_info(jobs)') if name not in ('id', 'own_id', 'prompt')]
    names = ', '.join(columns)
    home.sql(f"INSERT INTO jobs ({names}, own_id, prompt) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
             f"WHERE i < {count}) SELECT {names}, lower(hex(randomblob(16))), 'queue ' || i FROM n, "
             "(SELECT * FROM jobs WHERE state = 'queued' LIMIT 1)")
    home.sql("DELETE FROM jobs WHERE prompt = 'a boat' AND model_id = 'a/b'")


def cpu_of(process):
    """Seconds of processor time that a program took: asked before it is reaped."""
    text = pathlib.Path(f'/proc/{process.pid}/stat').read_text()
    fields = re.sub(r'^.*\) ', '', text).split()
    return (int(fields[11]) + int(fields[12])) / 100


def measure_programs(home, maker, count):
    fill(home, maker, count)
    maker.seconds = SECONDS
    begun = time.monotonic()
    programs = [home.start('jobs', 'resume', '--unsent', '--json', stdout=subprocess.DEVNULL) for _ in range(PROGRAMS)]
    cpu = {}

    def watch():
        while any(program.returncode is None for program in programs):
            for program in programs:
                try:
                    cpu[program.pid] = cpu_of(program)
                except (OSError, IndexError):
                    pass
            time.sleep(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for program in programs:
        harness.equal(program.wait(600), 0)
    watcher.join()
    took = time.monotonic() - begun
    states = dict(home.sql("SELECT state, count(*) FROM jobs WHERE prompt LIKE 'queue %' GROUP BY state"))
    twice = [prompt for prompt, times in maker.asked.items() if prompt.startswith('queue') and times != 1]
    if states != {'stored': count} or twice:
        sys.exit(f'bench-jobs: {states}, submitted twice: {twice}')
    print(f'# {count} jobs in {took:.1f} s, processor time {[round(value, 1) for value in cpu.values()]} s', flush=True)
    return count / took


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else JOBS
    harness.CLI = str(build / 'src' / 'cli' / 'easel-cli')
    with harness.Home() as home:
        with open(home.good('generate', '--size', '64x64', 'a boat')['assets'][0]['path'], 'rb') as file:
            picture = file.read()
        with Maker(picture, SECONDS, SPREAD) as maker:
            add_maker(home, maker, CALLS)
            bare = measure_bare(maker, count // 3)
            ours = measure_programs(home, maker, count)
    print(json.dumps({'name': 'jobs-three-programs', 'value': round(ours, 2), 'unit': '/s', 'reference': round(bare, 2),
                      'reference_name': 'bare loop', 'ratio': round(ours / bare, 3), 'limit': 0.6, 'direction': 'min'}))
    return 0


if __name__ == '__main__':
    sys.exit(main())
