#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of every page of Easel.

    screenshots.py BUILD [DIR] [--look NAME]… [--scene NAME]…
    screenshots.py BUILD --docs

Without a folder they go beside the build. With --docs the few that README and
the AppStream data show are written into data/screenshots.
"""

import argparse
import pathlib
import sys
import time

import driver
import scenes

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / 'po'))
import pseudo  # noqa: E402  pylint: disable=wrong-import-position

# A look: the settings of the desktop, the size of the window, more environment.
LOOKS = {
    'light': {},
    'dark': {'environment': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}},
    'narrow': {'size': (360, 720)},
    # Half as large again, as the desktop's accessibility settings can ask for.
    'large-text': {'dpi': 144},
    'large-text-narrow': {'dpi': 144, 'size': (360, 720)},
    'high-contrast': {'environment': {'ADW_DEBUG_HIGH_CONTRAST': '1'}},
    # Easel's own words stay English; what the toolkit says turns all of it around.
    'rtl': {'language': 'ar'},
    'rtl-narrow': {'language': 'ar', 'size': (360, 720)},
    'high-contrast-dark': {'environment': {'ADW_DEBUG_HIGH_CONTRAST': '1', 'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}},
}
# In these the pages that show most are enough.
FEW = ('welcome', 'prompt', 'parts', 'models', 'review', 'applied', 'history', 'edit-log', 'preferences', 'account')
NOT_NARROW = ('side-by-side',)
LOOKS_WITH_FEW = ('large-text-narrow', 'high-contrast-dark', 'rtl-narrow')
DOCS = {'parts': 'prompt', 'review': 'review', 'history': 'history'}


def make_home(desktop, look):
    # Without a compositor the window's frame is a part of it.
    width, height = (side + 2 * driver.FRAME for side in look.get('size', (1100, 760)))
    name = 'io/github/easel_app/Easel'
    home = desktop.home(f'[{name}]\nwindow-width={width}\nwindow-height={height}\n')
    settings = home.path / 'config' / 'gtk-4.0'
    settings.mkdir(parents=True)
    (settings / 'settings.ini').write_text(
        '[Settings]\ngtk-enable-animations=false\ngtk-cursor-blink=false\n'
        # As GNOME has it.
        'gtk-decoration-layout=:close\n',
        encoding='utf-8')
    return home


def take(desktop, look_name, scene_name, path):
    look = LOOKS[look_name]
    desktop.set_dpi(look.get('dpi', 96))
    environment = dict(look.get('environment', {}))
    if 'language' in look:
        environment.update(pseudo.locale(desktop.path, look['language'], f'{look["language"]}_XX.UTF-8'))
    app = desktop.start(make_home(desktop, look), environment)
    start = time.monotonic()
    problem = None
    try:
        scenes.SCENES[scene_name](app)
    except driver.Failure as failure:
        problem = str(failure)
    desktop.settle()
    desktop.picture(path, app)
    app.stop()
    problem = problem or '; '.join(app.problems())
    print(f'{path}{"  !! " + problem if problem else ""}  ({time.monotonic() - start:.1f} s)', flush=True)
    return not problem


def main():
    parser = argparse.ArgumentParser(prog='screenshots.py')
    parser.add_argument('build', type=pathlib.Path)
    parser.add_argument('folder', nargs='?', type=pathlib.Path)
    parser.add_argument('--docs', action='store_true')
    parser.add_argument('--look', action='append', choices=list(LOOKS))
    parser.add_argument('--scene', action='append', choices=list(scenes.SCENES))
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    good = True
    with driver.Desktop(build) as desktop:
        if arguments.docs:
            for scene, name in DOCS.items():
                good = take(desktop, 'light', scene, SOURCE / 'data' / 'screenshots' / f'{name}.png') and good
            return 0 if good else 1
        folder = (arguments.folder or build.parent / 'screenshots').resolve()
        for look in arguments.look or LOOKS:
            for scene in arguments.scene or (FEW if look in LOOKS_WITH_FEW else scenes.SCENES):
                if scene in NOT_NARROW and 'size' in LOOKS[look]:
                    continue
                good = take(desktop, look, scene, folder / look / f'{scene}.png') and good
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
