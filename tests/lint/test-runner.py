#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
tests/run.py on a small project whose tests pass, fail, crash, hang and skip:
what fails must be counted as failed, however it fails.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
RUN = str(SOURCE / 'tests' / 'run.py')
PROJECT = '''
project('small')
python = find_program('python3')
foreach test : [
  ['passes', 'unit', 'tap', 'print("1..2\\\\nok 1 a\\\\nok 2 b # SKIP none here")'],
  ['fails', 'store', 'tap', 'print("1..2\\\\nok 1 a\\\\nnot ok 2 b")'],
  ['crashes', 'store', 'tap', 'import os; print("1..2\\\\nok 1 a", flush=True); os.abort()'],
  ['stops', 'store', 'tap', 'print("1..2\\\\nok 1 a")'],
  ['leaks', 'store', 'tap', 'print("1..1\\\\nok 1 a", flush=True); import sys; sys.exit(23)'],
  ['empty', 'store', 'tap', 'print("1..0")'],
  ['exits', 'services', 'exitcode', 'import sys; sys.exit(1)'],
  ['skips', 'fuzz', 'exitcode', 'import sys; sys.exit(77)'],
  ['hangs', 'lint', 'exitcode', 'import time; time.sleep(60)'],
  ['looks', 'wire', 'exitcode', 'import os, sys; sys.exit(any(name in os.environ for name in ' +
    '["DISPLAY", "OPENAI_API_KEY", "DBUS_SESSION_BUS_ADDRESS"]) or os.environ["HOME"] == "/planted")'],
]
  test(test[0], python, args: ['-c', test[3]], suite: test[1], protocol: test[2], timeout: 1)
endforeach
'''


class Runner(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix='easel-runner-')
        root = pathlib.Path(cls.folder.name)
        (root / 'meson.build').write_text(PROJECT, encoding='utf-8')
        (root / 'meson.options').write_text("option('wire_recordings', type: 'string', value: '')\n")
        subprocess.run(['meson', 'setup', root / 'builds' / 'asan', root], check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_suites(self, *arguments, **env):
        command = [sys.executable, RUN, os.path.join(self.folder.name, 'builds'), *arguments]
        inherited = {name: value for name, value in os.environ.items() if name != 'CI'}
        return subprocess.run(command, env={**inherited, **env}, capture_output=True, text=True)

    def counts(self, *arguments, **env):
        done = self.run_suites(*arguments, **env)
        last = done.stdout.splitlines()[-1]
        match = re.fullmatch(r'(\d+) passed, (\d+) failed, (\d+) skipped', last)
        self.assertTrue(match, last)
        return tuple(map(int, match.groups())), done.returncode

    def test_passes(self):
        self.assertEqual(self.counts('unit'), ((1, 0, 1), 0))

    def test_each_way_to_fail(self):
        # Fails, crashes, stops early, leaks at the end; an empty program is a skip.
        self.assertEqual(self.counts('store'), ((4, 4, 1), 1))
        self.assertEqual(self.counts('services'), ((0, 1, 0), 1))
        self.assertEqual(self.counts('lint'), ((0, 1, 0), 1))

    def test_sum(self):
        self.assertEqual(self.counts('unit', 'services'), ((1, 1, 1), 1))

    def test_skipped_suite(self):
        self.assertEqual(self.counts('fuzz'), ((0, 0, 1), 0))
        self.assertEqual(self.counts('fuzz', CI='true'), ((0, 1, 1), 1))

    def test_budget(self):
        self.assertEqual(self.counts('unit', EASEL_TEST_TIME_FACTOR='0.000001')[1], 1)

    def test_environment(self):
        planted = {'DISPLAY': ':7', 'OPENAI_API_KEY': 'k', 'DBUS_SESSION_BUS_ADDRESS': 'x', 'HOME': '/planted'}
        self.assertEqual(self.counts('wire', **planted), ((1, 0, 0), 0))

    def test_misuse(self):
        for arguments in (['nonsense'], ['--no-such-option']):
            done = self.run_suites(*arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(arguments[0], done.stderr)
            self.assertEqual(done.stdout, '')


if __name__ == '__main__':
    unittest.main()
