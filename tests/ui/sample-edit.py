#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tries the main job of Easel where there is no display.

    sample-edit.py BUILD

Opens the window on a virtual display, presses Try It Now and Run, waits for
the review, and writes a picture of it and the changes as text into the folder
above BUILD. What it wrote is said on standard output.
"""

import pathlib
import re
import sys

import driver

# "0 of 5 taken"
CHANGES = re.compile(r'(\d+) of (\d+) taken')


def say(text):
    print(f'sample-edit: {text}', file=sys.stderr, flush=True)


def main():
    if len(sys.argv) < 2:
        print('usage: sample-edit.py BUILD', file=sys.stderr)
        return 2
    build = pathlib.Path(sys.argv[1]).resolve()
    picture = build.parent / 'sample-edit.png'
    text = build.parent / 'sample-edit.txt'
    with driver.Desktop(build) as desktop:
        home = desktop.home()
        app = desktop.start(home)
        say('first start: Try It Now')
        app.click('button', 'Try It Now')
        before = driver.wait(lambda: app.find('text', 'Prompt').text, 'the example prompt')
        instruction = driver.wait(lambda: app.find('text', 'Instruction').text, 'the example instruction')
        say(f'Run: “{instruction}”')
        app.click('button', 'Run')
        app.find('text', 'Review of the changes')
        count = app.find('status bar').text
        desktop.settle()
        desktop.picture(picture, app)
        after = home.value('SELECT prompt_after FROM ai_interactions ORDER BY id DESC LIMIT 1')
        diff = driver.word_diff(before, after)
        text.write_text(f'{instruction}\n\n- {before}\n+ {after}\n\n{diff}\n', encoding='utf-8')
        say(f'the review is there: {CHANGES.search(count)[2]} changes')
        app.close()
        for line in app.problems():
            say(line)
    print(f'picture: {picture}')
    print(f'diff:    {text}')
    print()
    print(diff)
    return 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except driver.Failure as failure:
        print(f'sample-edit: {failure}', file=sys.stderr)
        sys.exit(1)
