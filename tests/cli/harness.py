# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the command line share: TAP, a home of their own, a server."""

import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

CLI = sys.argv[1] if len(sys.argv) > 1 else 'easel-cli'
SERVER = sys.argv[2] if len(sys.argv) > 2 else 'easel-test-server'

ERROR_KEYS = {'type', 'message', 'retryable', 'provider', 'status', 'retry_after'}
PROMPT = 'a lonely lighthouse, cold light, calm sea'
SAMPLES = 'sandbox:editor'
# What no call may ever say: a sanitizer's report or a broken assumption.
ALARMS = ('AddressSanitizer', 'LeakSanitizer', 'runtime error:', 'CRITICAL', 'WARNING', 'Traceback')

tests = []


class Skip(Exception):
    pass


def test(func):
    tests.append(func)
    return func


def main():
    failed = 0
    only = sys.argv[3:]
    chosen = [func for func in tests if not only or func.__name__ in only]
    print(f'1..{len(chosen)}', flush=True)
    for number, func in enumerate(chosen, 1):
        name = func.__name__.replace('_', '-')
        start = time.monotonic()
        try:
            with Home() as home:
                func(home)
        except Skip as reason:
            print(f'ok {number} - {name} # SKIP {reason}', flush=True)
        except Exception:
            failed += 1
            print(f'not ok {number} - {name}', flush=True)
            for line in traceback.format_exc(limit=-6).splitlines():
                print(f'# {line[:3000]}')
        else:
            print(f'ok {number} - {name}', flush=True)
            print(f'# {name}: {time.monotonic() - start:.1f} s', flush=True)
    return 1 if failed else 0


def check(condition, *what):
    if not condition:
        raise AssertionError(' '.join(str(part) for part in what))


def equal(found, wanted, *what):
    check(found == wanted, f'{found!r} is not {wanted!r}', *what)


def edit(home, prompt=PROMPT, *arguments, instruction='warmer', **kwargs):
    return home.good('edit', '--instruction', instruction, *arguments, prompt, **kwargs)


def bad_edit(home, *arguments, instruction='warmer', **kwargs):
    return home.bad('edit', '--instruction', instruction, *arguments, **kwargs)


class Result:
    def __init__(self, arguments, code, out, err):
        self.arguments = arguments
        self.code = code
        self.raw = out
        # The address sanitizer says this of every program with fibers.
        self.err = ''.join(line for line in err.decode('utf-8', 'replace').splitlines(True)
                           if 'makecontext/swapcontext' not in line)

    def __repr__(self):
        return f'{self.arguments}: status {self.code}, stdout {self.raw[:2000]!r}, stderr {self.err[-2000:]!r}'

    @property
    def out(self):
        return self.raw.decode('utf-8')

    @property
    def json(self):
        text = self.out
        check(text.endswith('\n') and text.count('\n') == 1, 'not one line of JSON:', self)
        check('\\u' not in text or '\\u00' in text, 'escaped:', self)
        return json.loads(text)


class Home:
    """A fresh home, and the program run in it."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix='easel-cli-'))
        self.data = self.path / 'data'
        self.mounts = []
        self.env = {name: value for name, value in os.environ.items()
                    if name in ('PATH', 'ASAN_OPTIONS', 'LSAN_OPTIONS', 'UBSAN_OPTIONS', 'TZ', 'LC_ALL')}
        self.env.update(HOME=str(self.path), XDG_DATA_HOME=str(self.data), TMPDIR=str(self.path / 'tmp'),
                        XDG_CONFIG_HOME=str(self.path / 'config'), XDG_CACHE_HOME=str(self.path / 'cache'),
                        XDG_RUNTIME_DIR=str(self.path / 'run'), DBUS_SESSION_BUS_ADDRESS='unix:path=/nonexistent/bus')
        self.env.setdefault('LC_ALL', 'C.UTF-8')
        for folder in ('tmp', 'run'):
            (self.path / folder).mkdir(mode=0o700)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for mount in self.mounts:
            subprocess.run(['umount', mount], check=False, capture_output=True)
        shutil.rmtree(self.path, ignore_errors=True)

    @property
    def database(self):
        return self.data / 'easel' / 'easel.db'

    def environment(self, env=None):
        return {**self.env, **(env or {})}

    def start(self, *arguments, env=None, **kwargs):
        return subprocess.Popen([CLI, *arguments], env=self.environment(env), **kwargs)

    def run(self, *arguments, stdin=b'', env=None, timeout=60, alarms=True, **kwargs):
        done = subprocess.run([CLI, *arguments], input=stdin, env=self.environment(env), timeout=timeout,
                              capture_output=True, check=False, **kwargs)
        result = Result(arguments, done.returncode, done.stdout, done.stderr)
        check(done.returncode in (0, 1, 2), 'crashed:', result)
        if alarms:
            check(not any(alarm in result.err for alarm in ALARMS), 'alarm:', result)
        return result

    def good(self, *arguments, **kwargs):
        """Runs what must succeed, with --json; returns the answer."""
        result = self.run(*arguments, '--json', **kwargs)
        check(result.code == 0, 'failed:', result)
        return result.json

    def bad(self, *arguments, code, type=None, says=(), env=None, stdin=b'', **kwargs):
        """Runs what must fail, both ways; returns the error."""
        result = self.run(*arguments, '--json', env=env, stdin=stdin, **kwargs)
        equal(result.code, code, result)
        equal(list(result.json), ['error'], result)
        error = result.json['error']
        equal(set(error), ERROR_KEYS, result)
        if type is not None:
            equal(error['type'], type, result)
        check(isinstance(error['retryable'], bool), result)
        check(error['message'].endswith(('.', '”', '?')), 'no sentence:', error['message'])
        for part in [says] if isinstance(says, str) else says:
            check(part in error['message'], f'{part!r} is not in', error['message'])
        plain = self.run(*arguments, env=env, stdin=stdin, **kwargs)
        equal(plain.code, code, plain)
        equal(plain.raw, b'', plain)
        lines = plain.err.strip().splitlines()
        check(len(lines) == 1 and lines[0].startswith('easel-cli: '), 'not one sentence:', plain)
        return error

    def sql(self, statement, *values):
        with contextlib.closing(sqlite3.connect(self.database)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def add_prompt(self, *texts, locks=None, off=None):
        """A prompt with these revisions; returns its id and theirs."""
        if not self.database.exists():
            self.good('prompts')
        prompt = self.sql('INSERT INTO prompts (title, revision_count, created_at, updated_at) VALUES (?, ?, 1, 1) '
                          'RETURNING id', 'Sample', len(texts))[0][0]
        revisions = []
        for number, text in enumerate(texts, 1):
            parent = revisions[-1] if revisions else None
            revisions.append(self.sql(
                'INSERT INTO revisions (prompt_id, parent_id, number, text, locks, off, origin, created_at) '
                "VALUES (?, ?, ?, ?, ?, ?, 'typed', 1) RETURNING id", prompt, parent, number, text, locks, off)[0][0])
        self.sql('UPDATE prompts SET revision_id = ? WHERE id = ?', revisions[-1], prompt)
        return prompt, revisions

    def add_server(self, server, *arguments, slug='mine', **kwargs):
        return self.good('provider', 'add', '--protocol', 'openai', '--name', slug.title(), '--id', slug,
                         '--base-url', server.url, *arguments, **kwargs)

    def mount(self, folder, size):
        """A small disk of its own at @folder; whether that works here."""
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size},mode=0700', 'none', folder], check=False,
                              capture_output=True)
        if done.returncode == 0:
            self.mounts.append(folder)
        return done.returncode == 0


class Server:
    """The test server as a provider: a mode, or a list of answers."""

    def __init__(self, home, mode='ok', script=None, **options):
        self.home = home
        self.requests_path = home.path / f'requests-{time.monotonic_ns()}'
        command = [SERVER, '--requests', str(self.requests_path)]
        if mode == 'ok' and script is None:
            # Arguments of the server are in the locale's encoding, a file is UTF-8.
            script = [{'path': '/v1/models', 'body': '{"object":"list","data":[{"id":"test-model"}]}'},
                      {'chat': options.pop('text', 'a castle at dawn')}]
        if script is not None:
            path = home.path / f'script-{time.monotonic_ns()}'
            path.write_text(json.dumps(script), encoding='utf-8')
            command += ['--script', str(path)]
        else:
            command += ['--mode', mode]
        for name, value in options.items():
            command += [f'--{name.replace("_", "-")}'] + ([] if value is True else [str(value)])
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())
        self.url = f'http://127.0.0.1:{self.port}/v1'

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ends it; returns the requests that came, head and body each."""
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(20)
            self.process.stdout.close()
        text = self.requests_path.read_bytes().decode('utf-8', 'replace')
        return [request.split('\r\n\r\n', 1) for request in text.split('\n----\n') if request.strip()]

    def bodies(self):
        return [json.loads(body) for _, body in self.stop() if body.strip()]


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        check(time.monotonic() < end, 'it did not come true in time')
        time.sleep(0.005)
