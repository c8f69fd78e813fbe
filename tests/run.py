#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the test suites and counts what passed.

    run.py BUILDROOT [SUITE…] [--long]
    run.py --needs [SUITE…] [--long]     which builds the suites need, one a line

BUILDROOT holds the builds `asan` and `plain`. Each suite runs in an
environment of its own (home, XDG folders, locale, no display, no bus, no keys)
and within a time budget; going over it is a failure. The last line is always
`N passed, N failed, N skipped`. Exit status: 0 all passed, 1 something failed,
2 misuse.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# Suite: the build it runs from, its time budget in seconds, tests at a time.
SUITES = {
    'lint': ('asan', 90, 2),
    'unit': ('asan', 240, 2),
    'wire': ('asan', 90, 2),
    'store': ('asan', 120, 2),
    # Many of these wait for a server, too.
    'services': ('asan', 360, 3),
    'real': ('asan', 180, 1),
    'fuzz': ('asan', 60, 2),
    # Each test has a display of its own, and mostly waits for what is on it.
    'ui': ('plain', 540, 3),
    'a11y': ('plain', 360, 3),
    # One journey through the window under the sanitizers.
    'ui-asan': ('asan', 120, 1),
}
LONG_FACTOR = 20
TAIL_LINES = 40

# All that is inherited: the rest (a display, a bus, keys, proxies, locales,
# debug switches) would let a test reach the user's desktop or accounts, or
# behave in another way than on a clean machine.
INHERITED = re.compile(r'^(PATH|TERM|USER|LOGNAME|SHELL|CI|CCACHE_.*|EASEL_DEV_.*|EASEL_TEST_.*)$')


class Result:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.notes = []
        self.reports = []

    @property
    def total(self):
        return self.passed + self.failed + self.skipped

    def counts(self):
        return f'{self.passed} passed, {self.failed} failed, {self.skipped} skipped'


def misuse(message):
    print(f'run.py: {message}', file=sys.stderr)
    sys.exit(2)


def parse_arguments(arguments):
    suites, long = [], False
    for argument in arguments:
        if argument == '--long':
            long = True
        elif argument.startswith('-'):
            misuse(f'unknown option {argument}; there is only --long')
        elif argument not in SUITES:
            misuse(f'no suite is called {argument}; there are: {", ".join(SUITES)}')
        elif argument not in suites:
            suites.append(argument)
    return suites or list(SUITES), long


def read_info(build, name):
    with open(build / 'meson-info' / name, encoding='utf-8') as file:
        return json.load(file)


def tests_of(build, suite):
    """The tests that meson registered for @suite, by name."""
    return {test['name']: test for test in read_info(build, 'intro-tests.json')
            if suite in [name.split(':')[-1] for name in test['suite']]}


def wire_recordings(build):
    for option in read_info(build, 'intro-buildoptions.json'):
        if option['name'] == 'wire_recordings':
            return bool(option['value']) and os.path.isdir(option['value'])
    return False


def environment(source, build, home, suite, long):
    env = {name: value for name, value in os.environ.items() if INHERITED.match(name)}
    for name, folder in (('HOME', ''), ('XDG_CONFIG_HOME', 'config'), ('XDG_DATA_HOME', 'data'),
                         ('XDG_STATE_HOME', 'state'), ('XDG_CACHE_HOME', 'cache'),
                         ('XDG_RUNTIME_DIR', 'run'), ('TMPDIR', 'tmp')):
        path = home / folder
        path.mkdir(mode=0o700, exist_ok=True)
        env[name] = str(path)
    env.update({
        'LC_ALL': 'C.UTF-8',
        'TZ': 'UTC',
        'GSETTINGS_BACKEND': 'memory',
        'PYTHONDONTWRITEBYTECODE': '1',
        'EASEL_SOURCE_DIR': str(source),
        'EASEL_BUILD_DIR': str(build),
        'GSETTINGS_SCHEMA_DIR': str(build / 'data'),
        'XDG_DATA_DIRS': f'{build}/data:/usr/local/share:/usr/share',
        'ASAN_OPTIONS': 'detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=0',
        'LSAN_OPTIONS': f'suppressions="{source}/tests/lsan.supp":print_suppressions=0',
        'UBSAN_OPTIONS': 'print_stacktrace=1:halt_on_error=1',
    })
    if suite == 'ui-asan':
        # The libraries of the window have no frame pointers; without whole
        # stacks nothing tells their leaks from Easel's.
        env['ASAN_OPTIONS'] += ':fast_unwind_on_malloc=0:malloc_context_size=40'
    if long:
        env['EASEL_TEST_LONG'] = '1'
    return env


def tap_counts(output):
    """Passed, failed, skipped and the names of the failed, of TAP in @output."""
    passed = failed = skipped = 0
    names = []
    for line in output.splitlines():
        match = re.match(r'(not )?ok\b(.*)', line)
        if not match:
            if re.match(r'1\.\.0\b', line):
                skipped += 1
            continue
        if re.search(r'#\s*skip', match[2], re.I):
            skipped += 1
        elif match[1]:
            failed += 1
            names.append(match[2].strip(' -'))
        else:
            passed += 1
    return passed, failed, skipped, names


def plain_name(name):
    """The name of a test in meson's log without suite and project, which some versions put before it."""
    return name.split(' / ')[-1].rsplit(':', 1)[-1]


def add_test(result, entry, protocol):
    """Adds one line of meson's JSON log to @result."""
    outcome = entry['result']
    output, errors = entry.get('stdout') or '', entry.get('stderr') or ''
    good = outcome in ('OK', 'EXPECTEDFAIL')
    name = plain_name(entry['name'])
    passed = failed = skipped = 0
    names = []
    if protocol == 'tap':
        passed, failed, skipped, names = tap_counts(output)
        # A crash or a leak at the end fails no single subtest.
        if not good and outcome != 'SKIP' and failed == 0:
            failed = 1
        if good and passed + skipped == 0:
            failed, outcome = 1, 'no test ran'
    elif good:
        passed = 1
    elif outcome == 'SKIP':
        skipped = 1
    else:
        failed = 1
    result.passed += passed
    result.failed += failed
    result.skipped += skipped
    result.notes += re.findall(r'^# (unstable: .*)', output, re.M)
    if skipped and passed == 0 and failed == 0:
        reason = re.search(r'#\s*skip\S*\s*(.*)', output, re.I)
        result.notes.append(f'{name} skipped' + (f': {reason[1]}' if reason and reason[1] else ''))
    if failed:
        tail = [line for line in output.splitlines() if not re.match(r'ok\b', line)] + errors.splitlines()
        head = f'---- {name}: {outcome}' + (f' ({", ".join(names[:5])})' if names else '')
        result.reports.append('\n'.join([head] + tail[-TAIL_LINES:]))


def run_suite(build, suite, env, budget, jobs, factor):
    """Runs @suite of @build; returns its result and the seconds that it took."""
    result = Result()
    tests = tests_of(build, suite)
    if not tests:
        result.skipped = 1
        result.notes.append('no test is registered')
        return result, 0.0
    base = f'testlog-{suite}'
    log = build / 'meson-logs' / f'{base}.json'
    log.unlink(missing_ok=True)
    command = ['meson', 'test', '-C', str(build), '--no-rebuild', '--suite', suite, '--logbase', base,
               '-j', str(jobs), '--timeout-multiplier', str(factor)]
    start = time.monotonic()
    # A process group of its own, so that nothing that a test started stays.
    process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, errors='replace', start_new_session=True)
    killed = False
    try:
        output, _ = process.communicate(timeout=budget * 2)
    except subprocess.TimeoutExpired:
        killed = True
        os.killpg(process.pid, signal.SIGTERM)
        try:
            output, _ = process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
    except KeyboardInterrupt:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        raise
    seconds = time.monotonic() - start
    seen = set()
    if log.exists():
        for line in log.read_text(encoding='utf-8', errors='replace').splitlines():
            entry = json.loads(line)
            name = plain_name(entry['name'])
            seen.add(name)
            add_test(result, entry, tests.get(name, {}).get('protocol', 'exitcode'))
    missing = sorted(set(tests) - seen)
    if missing:
        result.failed += len(missing)
        result.reports.append(f'---- not run to the end: {", ".join(missing)}\n'
                              + '\n'.join(output.splitlines()[-TAIL_LINES:]))
    elif process.returncode != 0 and result.failed == 0:
        result.failed += 1
        result.reports.append(f'---- meson test ended with status {process.returncode}\n'
                              + '\n'.join(output.splitlines()[-TAIL_LINES:]))
    if killed or seconds > budget:
        result.failed += 1
        result.notes.append('stopped at twice its time budget' if killed else 'over its time budget')
    return result, seconds


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ['--needs']:
        suites, _ = parse_arguments(arguments[1:])
        for build in dict.fromkeys(SUITES[suite][0] for suite in suites):
            print(build)
        return 0
    if not arguments:
        misuse('usage: run.py BUILDROOT [SUITE…] [--long]')
    root = pathlib.Path(arguments[0]).resolve()
    suites, long = parse_arguments(arguments[1:])
    source = pathlib.Path(__file__).resolve().parent.parent
    ci = os.environ.get('CI', '').lower() in ('1', 'true', 'yes')
    # A slow or shared machine may stretch the budgets, never a test's meaning.
    factor = float(os.environ.get('EASEL_TEST_TIME_FACTOR', '1')) * (LONG_FACTOR if long else 1)
    total = Result()
    for suite in suites:
        kind, budget, jobs = SUITES[suite]
        build = root / kind
        budget *= factor
        if not (build / 'build.ninja').exists():
            misuse(f'{build} is not built; run ./dev test, which builds it')
        home = pathlib.Path(tempfile.mkdtemp(prefix='easel-test-'))
        try:
            result, seconds = run_suite(build, suite, environment(source, build, home, suite, long), budget, jobs,
                                        max(1, round(factor)))
        finally:
            shutil.rmtree(home, ignore_errors=True)
        # What others wrote may be out of reach.
        required = suite != 'real' and (suite != 'wire' or wire_recordings(build))
        if ci and required and result.passed == 0 and result.failed == 0:
            result.failed += 1
            result.notes.append('a required suite must not skip wholly here')
        for report in result.reports:
            print(report)
        note = f' [{"; ".join(result.notes)}]' if result.notes else ''
        print(f'{suite}: {result.counts()} ({seconds:.1f} s of {budget:.0f}){note}', flush=True)
        total.passed += result.passed
        total.failed += result.failed
        total.skipped += result.skipped
    print(total.counts(), flush=True)
    return 1 if total.failed else 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
