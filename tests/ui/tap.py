# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys as TAP: each with its bound and its time, on a desktop that they share."""

import pathlib
import time
import traceback

import driver
import nodes

JOURNEYS = {}


def journey(group, bound=30):
    """A function that takes a desktop; it fails by an exception, by its time, or by a warning of the toolkit."""
    def add(function):
        function.group = group
        function.bound = bound
        JOURNEYS[function.__name__] = function
        return function
    return add


def check(condition, what):
    if not condition:
        raise driver.Failure(f'not so: {what}')


def equal(found, wanted, what):
    if found != wanted:
        raise driver.Failure(f'{what}: found {found!r}, wanted {wanted!r}')


def attempt(desktop, function):
    """Runs a journey; returns what was wrong, and whether that was only something that did not come."""
    start = time.monotonic()
    count = len(desktop.apps)
    problem, late = None, False
    try:
        function(desktop)
        bound = function.bound * nodes.FACTOR
        # The sanitizers have their price; what they find, not how long they take, is asked of them.
        if 'asan' not in str(desktop.build) and time.monotonic() - start > bound:
            problem = f'took {time.monotonic() - start:.1f} s, more than {bound:g}'
        for app in desktop.apps[count:]:
            if app.problems():
                problem = 'complaints:\n' + '\n'.join(app.problems())
    except Exception as error:  # pylint: disable=broad-except
        problem = f'{error or type(error).__name__}\n{traceback.format_exc()}{desktop.report(function.__name__)}'
        late = isinstance(error, nodes.Late) and not any(app.problems() for app in desktop.apps[count:])
    finally:
        for app in desktop.apps[count:]:
            app.stop()
        for server in desktop.servers:
            server.stop()
    return problem, late


def run(desktop, number, function):
    """Keys and clicks go through a real display, and a busy machine loses one now and
    then: what did not come is waited for once more, from the start, and that is said."""
    start = time.monotonic()
    problem, late = attempt(desktop, function)
    for line in (problem or '').splitlines():
        print(f'# {line}')
    if late:
        print(f'# unstable: {function.__name__} runs a second time', flush=True)
        problem, _ = attempt(desktop, function)
        for line in (problem or '').splitlines():
            print(f'# {line}')
    print(f'{"not ok" if problem else "ok"} {number} - {function.__name__} ({time.monotonic() - start:.1f} s)',
          flush=True)
    return problem is None


def main(arguments):
    """BUILD [GROUP | NAME]…"""
    build, wanted = pathlib.Path(arguments[0]), arguments[1:]
    chosen = [function for name, function in JOURNEYS.items()
              if not wanted or name in wanted or function.group in wanted]
    print(f'1..{len(chosen)}', flush=True)
    if not chosen:
        return 1
    with driver.Desktop(build) as desktop:
        good = [run(desktop, number, function) for number, function in enumerate(chosen, 1)]
    return 0 if all(good) else 1
