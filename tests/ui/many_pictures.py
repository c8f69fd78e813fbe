# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures for tests: PNG files of a few colours, with what other programs write into them."""

import struct
import subprocess
import zlib

PROMPTS = ('lighthouse on a cliff, storm light', 'market street in the rain, neon signs', 'old harbour at dawn, fishing boats',
           'portrait of a keeper, candle light', 'castle above the clouds, (mist:1.2)', 'greenhouse in winter, warm glass')


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def png(number, width=96, height=64, parameters=None):
    """A sky, a ground and a sun, other colours for each number."""
    sky = [(number * 53 + c * 71) % 156 + 90 for c in range(3)]
    ground = [(number * 97 + c * 41) % 120 + 20 for c in range(3)]
    rows = []
    for y in range(height):
        row = bytearray([0])
        for x in range(width):
            sun = (x - width * (number % 5 + 1) / 6) ** 2 + (y - height / 3) ** 2 < (height / 7) ** 2
            colour = (255, 230, 150) if sun else sky if y < height * 0.62 else ground
            row += bytes(max(0, value - y * 40 // height) for value in colour)
        rows.append(bytes(row))
    text = chunk(b'tEXt', b'parameters\0' + parameters.encode('latin-1')) if parameters else b''
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)) + text
            + chunk(b'IDAT', zlib.compress(b''.join(rows))) + chunk(b'IEND', b''))


def words(number):
    """What a program of the AUTOMATIC1111 kind writes."""
    return (f'{PROMPTS[number % len(PROMPTS)]}\nNegative prompt: blur, watermark\n'
            f'Steps: 20, Sampler: Euler a, CFG scale: 6.5, Seed: {1000 + number}, Size: 96x64, Model: dream-{number % 3}')


def write_folder(folder, count, every=None):
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        side = every or ((96, 64) if number % 3 else (64, 96))
        (folder / f'picture-{number:02}.png').write_bytes(png(number, *side, words(number)))
    return folder


def cli(app_or_desktop, home, *arguments):
    """easel-cli on the same library, beside the window."""
    desktop = getattr(app_or_desktop, 'desktop', app_or_desktop)
    environment = {**desktop.environment, **home.environment}
    done = subprocess.run([str(desktop.build / 'src' / 'cli' / 'easel-cli'), *map(str, arguments)], env=environment,
                          capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise AssertionError(f'easel-cli {arguments} ended with {done.returncode}: {done.stderr}{done.stdout}')
    return done.stdout
