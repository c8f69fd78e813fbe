# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures for a library, as other programs write them, and the library with them in."""

import json
import sqlite3
import subprocess

import driver

NOON = 'a lonely lighthouse on a rocky headland at noon, a white tower with three red bands, calm sea, clear air'
DUSK = ('a lonely lighthouse on a rocky headland at dusk, a white tower with three red bands, '
        'waves breaking against black basalt, (dramatic clouds:1.2) low over the horizon')


def draw(size, dusk=False):
    """A lighthouse; at dusk another sky."""
    from PIL import Image, ImageDraw
    width, height = size
    top, bottom = ((70, 60, 110), (250, 160, 110)) if dusk else ((140, 180, 210), (225, 238, 245))
    picture = Image.new('RGB', size)
    pen = ImageDraw.Draw(picture)
    for y in range(height):
        share = y / height
        pen.line((0, y, width, y), tuple(int(a + (b - a) * share) for a, b in zip(top, bottom)))
    pen.rectangle((0, height * 0.7, width, height), (190, 110, 100) if dusk else (70, 130, 150))
    side = min(size)
    x, y = (width * 0.2, height * 0.66) if dusk else (width * 0.2, height * 0.25)
    pen.ellipse((x - side * 0.06, y - side * 0.06, x + side * 0.06, y + side * 0.06), (255, 250, 235))
    x = width * 0.68
    pen.polygon([(x - side * 0.34, height), (x, height * 0.72), (x + side * 0.4, height)], (60, 60, 62))
    for band in range(6):
        low, high = height * (0.74 - band * 0.07), height * (0.67 - band * 0.07)
        pen.rectangle((x - side * 0.05, high, x + side * 0.05, low), (200, 80, 65) if band % 2 else (240, 236, 228))
    pen.polygon([(x - side * 0.06, height * 0.32), (x, height * 0.26), (x + side * 0.06, height * 0.32)], (190, 120, 90))
    return picture


def save(path, size=(768, 640), dusk=False, prompt=None, seed=804221907, steps=28):
    """A PNG with the words of the program that most others read."""
    from PIL import PngImagePlugin
    info = PngImagePlugin.PngInfo()
    if prompt is not None:
        info.add_text('parameters', f'{prompt}\nNegative prompt: blurry\nSteps: {steps}, Sampler: Euler a, CFG scale: 6, '
                                    f'Seed: {seed}, Size: {size[0]}x{size[1]}, Model: coast-xl')
    draw(size, dusk).save(path, pnginfo=info)
    return path


def command(home, desktop, *arguments):
    """What easel-cli says, as data."""
    result = subprocess.run([str(desktop.build / 'src' / 'cli' / 'easel-cli'), *arguments, '--json'],
                            env={**desktop.environment, **home.environment}, capture_output=True, text=True,
                            check=False, timeout=60)
    if result.returncode != 0:
        raise driver.Failure(f'{" ".join(arguments)}: {result.stdout}{result.stderr}')
    return json.loads(result.stdout)


def fill(home, desktop, extra=()):
    """Brings in two lighthouses that differ in the hour, and what else there is; the last comes first in the grid."""
    folder = home.path / 'pictures'
    folder.mkdir(exist_ok=True)
    paths = [save(folder / 'noon.png', prompt=NOON), save(folder / 'dusk.png', dusk=True, prompt=DUSK, steps=40), *extra]
    for path in paths:
        command(home, desktop, 'library', 'import', str(path))
    return paths


def link(home, name):
    """A picture that was made from the newest revision, as another process enters it."""
    connection = sqlite3.connect(home.database, timeout=10)
    with connection:
        connection.execute('UPDATE assets SET revision_id = (SELECT MAX(id) FROM revisions) WHERE name = ?', (name,))
        connection.execute('UPDATE change_counters SET n = n + 1')
    connection.close()
