#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Animated pictures, and what Easel draws of them: test-frames.py READER. GIFs are
put together here, picture by picture; WebPs are Pillow's, and so is what they
should look like.
"""

import io
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time

from PIL import Image

FOLDER = tempfile.mkdtemp(prefix='easel-frames-')
READER = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
TESTS = []


def test(func):
    TESTS.append(func)
    return func


def write(name, data):
    path = os.path.join(FOLDER, name)
    with open(path, 'wb') as file:
        file.write(data)
    return path


def ask(path, side=4096, first=0, most=1 << 26):
    READER.stdin.write(f'frames {side} {first} {most} {path}\n')
    READER.stdin.flush()
    line = READER.stdout.readline()
    assert line, 'the reader ended'
    return json.loads(line)


def points(path, said):
    """The pictures of the last answer."""
    with open(path + '.raw', 'rb') as file:
        raw = file.read()
    size = said['width'] * said['height'] * 4
    assert len(raw) == size * len(said['delays']), (len(raw), size)
    return [raw[at:at + size] for at in range(0, len(raw), size)]


def every(path, **more):
    """All pictures, however many answers they take."""
    pictures, delays = [], []
    while True:
        said = ask(path, first=len(pictures), **more)
        assert 'code' not in said, said
        assert said['first'] == len(pictures), said
        pictures += points(path, said)
        delays += said['delays']
        if len(pictures) == said['n']:
            return said, pictures, delays


def differ(a, b):
    """By how much two pictures differ at most; what is not seen has no colour."""
    assert len(a) == len(b), (len(a), len(b))
    most = 0
    for at in range(0, len(a), 4):
        if a[at + 3] == 0 and b[at + 3] == 0:
            continue
        most = max(most, max(abs(a[at + i] - b[at + i]) for i in range(4)))
    return most


# ---- GIF ----

def packed(picture, interlaced=False):
    """The palette and the data of one picture of colours."""
    out = io.BytesIO()
    picture.save(out, 'GIF', interlace=1 if interlaced else 0, optimize=False)
    data = out.getvalue()
    assert data[10] & 0x80
    size = 2 << (data[10] & 7)
    at = 13 + 3 * size
    palette = data[13:at]
    while data[at] == 0x21:
        at += 2
        while data[at]:
            at += data[at] + 1
        at += 1
    assert data[at] == 0x2c
    assert bool(data[at + 9] & 0x40) == interlaced, 'as it was asked for'
    return palette, data[at + 10:-1]


def gif(width, height, frames, plays=None):
    """frames: (picture, x, y, delay in hundredths, disposal, transparent colour or None, interlaced)"""
    out = [b'GIF89a', struct.pack('<HHBBB', width, height, 0, 0, 0)]
    if plays is not None:
        out.append(b'\x21\xff\x0bNETSCAPE2.0\x03\x01' + struct.pack('<H', plays) + b'\0')
    for picture, x, y, delay, disposal, transparent, interlaced in frames:
        palette, data = packed(picture, interlaced)
        bits = (len(palette) // 3).bit_length() - 2
        out.append(b'\x21\xf9\x04' + struct.pack('<BHBB', disposal << 2 | (transparent is not None), delay,
                                                 transparent or 0, 0))
        out.append(b'\x2c' + struct.pack('<HHHHB', x, y, *picture.size, 0x80 | interlaced << 6 | bits) + palette + data)
    return b''.join(out) + b'\x3b'


def noise(rng, size, colors=16):
    picture = Image.new('P', size)
    picture.putpalette([rng.randrange(256) for _ in range(3 * colors)])
    picture.putdata([rng.randrange(colors) if rng.random() < 0.4 else 3 for _ in range(size[0] * size[1])])
    return picture


def played(width, height, frames):
    """What such a GIF looks like, picture by picture."""
    canvas = Image.new('RGBA', (width, height))
    shown = []
    for picture, x, y, _delay, disposal, transparent, _interlaced in frames:
        before = canvas.copy()
        seen = picture.convert('RGBA')
        if transparent is not None:
            seen.putalpha(Image.frombytes('L', picture.size, bytes(0 if p == transparent else 255 for p in picture.getdata())))
        mask = seen.getchannel('A')
        canvas.paste(seen, (x, y), mask)
        shown.append(canvas.tobytes())
        if disposal == 2:
            canvas.paste((0, 0, 0, 0), (x, y, x + picture.width, y + picture.height))
        elif disposal == 3:
            canvas = before
    return shown


@test
def gifs_are_drawn():
    """However their pictures lie, and whatever becomes of each."""
    rng = random.Random(11)
    for number in range(12):
        width, height = rng.randint(1, 60), rng.randint(1, 50)
        frames = []
        for _ in range(rng.randint(2, 9)):
            size = rng.randint(1, width + 8), rng.randint(1, height + 8)
            colors = rng.choice((2, 4, 16, 256))
            frames.append((noise(rng, size, colors), rng.randrange(width), rng.randrange(height), rng.randint(0, 30),
                           rng.choice((0, 1, 2, 3)), rng.choice((None, 0, 3)), min(size) >= 16 and rng.random() < 0.5))
        plays = rng.choice((None, 0, 4))
        path = write(f'{number}.gif', gif(width, height, frames, plays))
        said, pictures, delays = every(path)
        assert (said['width'], said['height'], said['n']) == (width, height, len(frames)), said
        assert said['plays'] == {None: 1, 0: 0, 4: 5}[plays], said
        assert delays == [frame[3] * 10 if frame[3] >= 2 else 100 for frame in frames], delays
        for index, (is_, should) in enumerate(zip(pictures, played(width, height, frames))):
            assert differ(is_, should) == 0, (number, index)


@test
def gifs_are_read_from_anywhere():
    """Some at a time, backwards, again: the same pictures."""
    rng = random.Random(12)
    frames = [(noise(rng, (20, 12)), 2, 1, 5, rng.choice((1, 2, 3)), 3, False) for _ in range(11)]
    path = write('any.gif', gif(24, 16, frames, 0))
    should = played(24, 16, frames)
    for first in (0, 3, 4, 10, 9, 0, 7, 11, 22):
        said = ask(path, first=first, most=1)
        assert said['first'] == first % 11 and len(said['delays']) == 1, said
        assert differ(points(path, said)[0], should[first % 11]) == 0, first
    said = ask(path, first=9, most=1 << 20)
    assert len(said['delays']) == 2, 'up to the last'
    assert len(ask(path, most=24 * 16 * 4 * 3 + 24)['delays']) == 3, 'no more than fit'


@test
def large_ones_are_made_smaller():
    rng = random.Random(13)
    path = write('large.gif', gif(300, 100, [(noise(rng, (300, 100)), 0, 0, 5, 1, None, False)] * 3, 0))
    said = ask(path, side=60)
    assert (said['width'], said['height']) == (60, 20), said
    assert len(points(path, said)) == 3


# ---- WebP ----

def webp(frames, **more):
    out = io.BytesIO()
    frames[0].save(out, 'WEBP', save_all=True, append_images=frames[1:], **more)
    return out.getvalue()


@test
def webps_are_drawn():
    """As the library of the format itself draws them, lossless and not, seen through and not."""
    rng = random.Random(14)
    for number, (mode, lossless) in enumerate((('RGB', True), ('RGBA', True), ('RGB', False), ('RGBA', False))):
        frames, base = [], Image.new(mode, (52, 38), (20, 90, 160, 255)[:len(mode)])
        for index in range(7):
            base = base.copy()
            box = Image.new(mode, (rng.randint(3, 20), rng.randint(3, 20)),
                            tuple(rng.randrange(256) for _ in range(3)) + ((rng.choice((0, 128, 255)),) if mode == 'RGBA' else ()))
            base.paste(box, (rng.randrange(30), rng.randrange(20)))
            frames.append(base)
        data = webp(frames, duration=[5, 20, 40, 70, 100, 1000, 16000], loop=3, lossless=lossless, quality=80)
        path = write(f'{number}.webp', data)
        said, pictures, delays = every(path)
        with Image.open(path) as film:
            assert said['n'] == film.n_frames and said['plays'] == 3, said
            for index in range(film.n_frames):
                film.seek(index)
                # One loader may dither what another does not.
                most = differ(pictures[index], film.convert('RGBA').tobytes())
                assert most <= (1 if lossless else 32), (number, index, most)
        assert all(delay >= 20 for delay in delays) and 16000 in delays, delays


# ---- what is none, or lies ----

def refused(data, code, name='bad'):
    said = ask(write(name, data))
    assert said.get('code') == code, (said, code)


@test
def stills_are_refused():
    rng = random.Random(15)
    one = noise(rng, (9, 9))
    refused(gif(9, 9, [(one, 0, 0, 5, 1, None, False)]), 'unsupported')
    out = io.BytesIO()
    one.convert('RGB').save(out, 'PNG')
    refused(out.getvalue(), 'unsupported')
    out = io.BytesIO()
    one.convert('RGB').save(out, 'WEBP')
    refused(out.getvalue(), 'unsupported')
    refused(b'', 'unsupported')
    refused(b'GIF89a', 'invalid-input')


@test
def vast_canvases_are_refused():
    """65,535 × 65,535 points, of which two pictures fill one each; and a WebP of 16,777,216 a side."""
    rng = random.Random(16)
    two = [(noise(rng, (1, 1)), 0, 0, 5, 1, None, False)] * 2
    refused(gif(65535, 65535, two), 'too-long')
    data = bytearray(webp([Image.new('RGB', (8, 8), c) for c in ('red', 'blue')], duration=50))
    assert data[12:16] == b'VP8X'
    data[24:30] = b'\xff' * 6
    refused(bytes(data), 'too-long')


@test
def ten_thousand_pictures():
    """No more of them at once than fit, none is slow to be reached in turn, and memory stays as it is."""
    rng = random.Random(17)
    palette, data = packed(noise(rng, (24, 24), 4))
    frame = b'\x21\xf9\x04\x04\0\0\0\0\x2c' + struct.pack('<HHHHB', 0, 0, 24, 24, 0x81) + palette + data
    path = write('many.gif', b'GIF89a' + struct.pack('<HHBBB', 24, 24, 0, 0, 0) + frame * 10000 + b'\x3b')
    start, at = time.monotonic(), 0
    while at < 10000:
        said = ask(path, first=at, most=1 << 17)
        assert said['n'] == 10000 and 1 <= len(said['delays']) <= 64, said
        assert os.path.getsize(path + '.raw') <= 1 << 17
        assert set(said['delays']) == {100}
        at += len(said['delays'])
    print(f'# 10,000 pictures in {time.monotonic() - start:.1f} s', flush=True)


@test
def pictures_outside_are_cut():
    """Beyond the canvas, larger than it, of no size: what is on the canvas is drawn."""
    rng = random.Random(18)
    frames = [(noise(rng, (30, 30)), 60000, 3, 5, 2, None, False), (noise(rng, (200, 300)), 0, 0, 5, 3, None, False),
              (noise(rng, (4, 4)), 9, 9, 5, 2, None, False)]
    path = write('outside.gif', gif(10, 10, frames))
    _, pictures, _ = every(path)
    for is_, should in zip(pictures, played(10, 10, frames)):
        assert differ(is_, should) == 0


@test
def cut_and_changed_files():
    """Cut or changed anywhere: pictures or a refusal, and the reader reads on."""
    rng = random.Random(19)
    whole = [gif(20, 14, [(noise(rng, (20, 14)), 0, 0, 5, d, 3, False) for d in (1, 2, 3)], 0),
             webp([Image.effect_noise((20, 14), 90).convert('RGBA') for _ in range(3)], duration=40, lossless=True)]
    good = 0
    for number in range(300):
        data = bytearray(whole[number % 2])
        if number % 3 == 0:
            data = data[:rng.randrange(len(data))]
        else:
            for _ in range(rng.randint(1, 6)):
                data[rng.randrange(len(data))] = rng.randrange(256)
        said = ask(write('changed', bytes(data)))
        good += 'code' not in said
    print(f'# {good} of 300 play all the same', flush=True)
    assert 20 < good < 300, good
    said = ask(write('again.gif', whole[0]))
    assert said['n'] == 3, said


def main():
    failed = 0
    print(f'TAP version 13\n1..{len(TESTS)}')
    for number, func in enumerate(TESTS, 1):
        try:
            func()
            print(f'ok {number} {func.__name__}', flush=True)
        except Exception as error:  # a test fails by whatever it raises
            failed += 1
            print(f'not ok {number} {func.__name__}\n# {type(error).__name__}: {error}', flush=True)
    READER.stdin.close()
    code = READER.wait(timeout=30)
    shutil.rmtree(FOLDER)
    return 1 if failed or code else 0


sys.exit(main())
