#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page: its controls have names that say what can be read on them, and all its words can be translated.

    pages.py BUILD GROUP… | NAME…

Easel runs in the pseudo-translation, so that what was never marked shows.
"""

import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path[1:1] = [str(SOURCE / 'tests' / 'ui'), str(SOURCE / 'po')]
import driver  # noqa: E402  pylint: disable=wrong-import-position
import names  # noqa: E402  pylint: disable=wrong-import-position
import pseudo  # noqa: E402  pylint: disable=wrong-import-position
import scenes  # noqa: E402  pylint: disable=wrong-import-position
import tap  # noqa: E402  pylint: disable=wrong-import-position
import untranslated  # noqa: E402  pylint: disable=wrong-import-position

# What they show is all on other pages.
LEFT_OUT = ('prompt', 'new-prompt', 'applied', 'chat-pictures')
# So many desktops share the pages.
GROUPS = 3


@tap.journey('pages-1')
def planted_faults_are_found(desktop):
    """The checker finds a nameless button, a name that is not the label, and an unlisted icon."""
    program = pathlib.Path(__file__).with_name('planted.py')
    process = subprocess.Popen([sys.executable, str(program)], env={**desktop.environment, 'GTK_A11Y': 'atspi'},
                               stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        app = driver.Watched(desktop, process)
        driver.wait(lambda: app.windows and app.look('button', 'Fine'), 'the planted window')
        found = '\n'.join(names.faults(app.windows))
        for wanted in ('a button without a name', '“Something else” reads “Save”', '“Wheel” has no words',
                       'a text without a name'):
            tap.check(wanted in found, f'{wanted!r} is found in:\n{found}')
        tap.equal(len(found.splitlines()), 4, 'faults found')
    finally:
        process.kill()
        process.wait()


def start(desktop):
    scratch = desktop.path / 'pseudo'
    scratch.mkdir(exist_ok=True)
    return desktop.start(environment=pseudo.environment(str(SOURCE), str(desktop.build), str(scratch)))


@tap.journey('pages-1')
def pseudo_translation_is_at_work(desktop):
    """All would pass, too, if nothing were translated and all were allowed."""
    app = start(desktop)
    app.find('button', 'Try It Now')
    tap.check(any(text.startswith('⟦') for _, text in untranslated.visible(app)), 'the pseudo-translation is at work')
    planted = [text for text in ('Run', '⟦Run', 'Take 5 changes')
               if pseudo.is_translated(text) or untranslated.FOREIGN.search(text)]
    tap.equal(planted, [], 'planted strings that nobody would notice')


def add(name, scene, group):
    def look_over(desktop):
        app = start(desktop)
        scene(app)
        desktop.settle()
        tap.equal(names.faults(app.windows), [], f'names on the page {name}')
        tap.equal(untranslated.missed(app), [], f'not translated on the page {name}')
    look_over.__name__ = f'page_{name.replace("-", "_")}'
    tap.journey(f'pages-{group}')(look_over)


for number, (scene_name, scene_function) in enumerate(scenes.SCENES.items()):
    if scene_name not in LEFT_OUT:
        add(scene_name, scene_function, number % GROUPS + 1)

if __name__ == '__main__':
    sys.exit(tap.main(sys.argv[1:]))
