#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The library from outside: what comes in, is found, goes out and is checked."""

import hashlib
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import time
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from harness import ALARMS, CLI, check, equal, main, test, wait_for

A1111 = 'a castle, 夜の城\nNegative prompt: blur\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 64x48, Model: dream'


def call(home, *arguments, code=0):
    done = home.run(*arguments)
    equal(done.code, code, done)
    return done


def picture(path, text=None, shade=0, size=(64, 48), **options):
    info = PngInfo()
    if text:
        info.add_itxt('parameters', text)
    if str(path).endswith('.png'):
        options['pnginfo'] = info
    Image.new('RGB', size, (shade, 20, 30)).save(path, **options)


def folder(home):
    path = home.path / 'pictures'
    (path / 'deep' / 'deeper').mkdir(parents=True)
    picture(path / 'a.png', A1111)
    picture(path / 'b.jpg', shade=1)
    picture(path / 'deep' / 'c.webp', shade=2)
    picture(path / 'deep' / 'deeper' / 'd.gif', shade=3)
    picture(path / 'deep' / 'twin.png', A1111)
    (path / 'notes.txt').write_text('no picture')
    (path / '.hidden.png').write_text('not looked at')
    (path / 'empty.png').write_bytes(b'')
    (path / 'cut.png').write_bytes((path / 'a.png').read_bytes()[:-30])
    (path / 'lying.png').write_bytes(b'BM' + bytes(50))
    (path / 'page.PNG').write_bytes(b'<!DOCTYPE html><title>Not found</title>')
    (path / 'words.jpg').write_text('no picture either')
    # Of which nothing is copied: it would take minutes, and the disk.
    with open(path / 'endless.png', 'wb') as large:
        large.write((path / 'a.png').read_bytes())
        large.truncate(1 << 33)
    os.symlink(path / 'a.png', path / 'link.png')
    os.mkfifo(path / 'pipe.png')
    return path


def files(home):
    store = home.data / 'easel' / 'files'
    return sorted(name for name in os.listdir(store) if not name.startswith('.')) if store.exists() else []


def import_folder(home):
    path = folder(home)
    return path, call(home, 'library', 'import', path, '--json', code=1).json


@test
def a_folder_comes_in_and_says_what_failed(home):
    path, said = import_folder(home)
    equal((said['added'], said['skipped'], said['ignored']), (4, 1, 1))
    failed = {os.path.basename(one['path']): one['message'] for one in said['failed']}
    equal(set(failed), {'empty.png', 'cut.png', 'lying.png', 'link.png', 'pipe.png', 'page.PNG', 'words.jpg', 'endless.png'})
    check('web page' in failed['page.PNG'] and 'text/plain' in failed['words.jpg'] and 'larger than' in failed['endless.png'], failed)
    check('empty' in failed['empty.png'] and 'cut off' in failed['cut.png'] and 'BMP' in failed['lying.png'], failed)
    check('symbolic link' in failed['link.png'] and 'ordinary' in failed['pipe.png'], failed)
    equal(len(files(home)), 4)
    for name in files(home):
        content = (home.data / 'easel' / 'files' / name).read_bytes()
        equal(hashlib.sha256(content).hexdigest(), name)
    # Again: all of it is there.
    again = call(home, 'library', 'import', path, '--json', code=1).json
    equal((again['added'], again['skipped']), (0, 5))
    plain = call(home, 'library', 'import', path / 'a.png')
    check('0 brought in, 1 there already' in plain.out, plain)


@test
def found_shown_tagged_and_thrown_away(home):
    import_folder(home)
    listed = call(home, 'library', 'list', '--json').json
    equal(len(listed), 4)
    castle = call(home, 'library', 'search', '城 castle', '--json').json
    equal(len(castle), 1)
    one = castle[0]
    equal((one['prompt'], one['negative'], one['seed'], one['model_id'], one['tool'], one['width']),
          ('a castle, 夜の城', 'blur', 42, 'dream', 'a1111', 64))
    equal(one['parameters']['sampler'], 'Euler a')
    equal(one['raw'], A1111)
    number = str(one['asset_id'])
    equal(call(home, 'library', 'show', number, '--json').json, one)
    check('夜の城' in call(home, 'library', 'show', number).out)
    call(home, 'library', 'tag', number, '--add', 'Best', '--add', 'night', '--rating', '5')
    equal([found['asset_id'] for found in call(home, 'library', 'list', '--tag', 'best', '--rating', '5', '--json').json],
          [one['asset_id']])
    call(home, 'library', 'tag', number, '--remove', 'night')
    equal(call(home, 'library', 'show', number, '--json').json['tags'], ['Best'])
    equal(call(home, 'library', 'list', '--seed', '42', '--ratio', 'landscape', '--kind', 'image', '--json').json[0]['tags'],
          ['Best'])
    call(home, 'library', 'show', '99', code=1)
    call(home, 'library', 'show', 'x', code=2)
    call(home, 'library', 'list', '--sort', 'x', code=2)
    call(home, 'library', 'nothing', code=2)
    call(home, 'library', 'trash', number, '99', code=1)

    equal(call(home, 'library', 'trash', number, '--json').json, {'trashed': 1})
    equal(len(call(home, 'library', 'list', '--json').json), 3)
    equal(len(call(home, 'library', 'list', '--trashed', '--json').json), 1)
    call(home, 'library', 'restore', number)
    equal(len(call(home, 'library', 'list', '--json').json), 4)
    call(home, 'library', 'trash', number)
    size = one['bytes']
    equal(call(home, 'library', 'purge', '--dry-run', '--json').json, {'freed_bytes': size})
    equal(len(files(home)), 4)
    equal(call(home, 'library', 'purge', '--json').json, {'freed_bytes': size})
    equal(len(files(home)), 3)
    equal(call(home, 'library', 'search', 'castle', '--json').json, [])
    call(home, 'library', 'export', number, '--metadata', 'none', '--out', home.path / 'out', code=1)


@test
def collections_within_others(home):
    import_folder(home)
    first, second, third, _ = (str(one['asset_id']) for one in call(home, 'library', 'list', '--json').json)

    def collections(*arguments, code=0):
        return call(home, 'library', 'collections', *arguments, '--json', code=code).json

    def within(name):
        return {str(one['asset_id']) for one in call(home, 'library', 'list', '--collection', name, '--json').json}

    equal(collections(), [])
    work = collections('create', 'Work')['collection_id']
    inner = collections('create', 'Häfen 港', '--within', 'work')['collection_id']
    other = collections('create', 'Häfen 港')['collection_id']
    collections('add', str(work), first)
    equal(collections('add', 'Work/häfen 港', second, third), {'collection_id': inner, 'added': 2})
    equal(collections('add', 'Work/häfen 港', second), {'collection_id': inner, 'added': 0})
    listed = collections('list')
    equal([(one['collection_id'], one['path'], one['parent_id'], one['count']) for one in listed],
          [(other, 'Häfen 港', None, 0), (work, 'Work', None, 1), (inner, 'Work/Häfen 港', work, 2)])
    check('Häfen 港' in call(home, 'library', 'collections').out)
    equal((within('Work'), within('Work/Häfen 港'), within(str(other))), ({first, second, third}, {second, third}, set()))
    equal(call(home, 'library', 'search', 'castle', '--collection', str(other), '--json').json, [])

    # Its own name alone says which one where no other has it; the outermost of that name is its whole name.
    collections('rename', str(other), 'Elsewhere')
    equal(within('HÄFEN 港'), {second, third})
    collections('create', 'Häfen 港', '--within', 'Elsewhere')
    check('2 collections' in home.bad('library', 'collections', 'add', 'Häfen 港', first, code=2)['message'])
    home.bad('library', 'collections', 'move', 'Work', '--within', 'Work/Häfen 港', code=2, says='into itself')
    collections('move', str(inner), '--top')
    equal(within('Work'), {first})
    collections('move', str(inner), '--within', 'Elsewhere')
    equal(within('Elsewhere'), {second, third})
    equal(collections('remove', str(inner), second), {'collection_id': inner, 'removed': 1})
    collections('delete', 'Elsewhere')
    equal([one['path'] for one in collections()], ['Work'])
    equal(len(call(home, 'library', 'list', '--json').json), 4)
    collections('restore', str(other))
    equal(within('Elsewhere'), {third})

    for wrong in (('create', '  '), ('rename', 'Work'), ('move', 'Work'), ('add', 'Work', 'x'), ('restore', 'Work'), ('nothing',)):
        collections(*wrong, code=2)
    home.bad('library', 'collections', 'add', 'Nowhere', first, code=1, type='not-found', says='Nowhere')
    collections('add', 'Work', '99', code=1)
    call(home, 'library', 'list', '--collection', 'Nowhere', code=1)
    call(home, 'library', 'list', '--rating', '6', code=2)
    call(home, 'library', 'tag', first, '--add', 'Night', '--add', 'boat')
    equal(call(home, 'library', 'tags', '--json').json, ['boat', 'Night'])
    equal(call(home, 'library', 'tags').out, 'boat\nNight\n')


def exported(home, metadata, *numbers):
    """Copies of them in a folder of that name; their paths."""
    said = call(home, 'library', 'export', *numbers, '--metadata', metadata, '--out', home.path / 'out' / metadata,
                '--json').json
    return [one['path'] for one in said]


def exiftool(path):
    """Another program reads them all."""
    subprocess.run(['exiftool', '-j', '-u', path], capture_output=True, check=True)


def points(path):
    with Image.open(path) as image:
        return [frame.convert('RGBA').tobytes() for frame in frames(image)]


def frames(image):
    for number in range(getattr(image, 'n_frames', 1)):
        image.seek(number)
        yield image


@test
def going_out_with_all_with_the_prompt_or_with_nothing(home):
    path = home.path / 'pictures'
    path.mkdir()
    secret = 'sampler-and-more'
    text = A1111.replace('Euler a', secret)
    picture(path / 'a.png', text)
    exif = Image.Exif()
    exif[0x010e] = 'described'
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9286] = b'UNICODE\0' + text.encode('utf-16-be')
    for name in ('b.jpg', 'c.webp'):
        picture(path / name, shade=9, exif=exif)
    Image.new('RGB', (20, 10)).save(path / 'd.gif', save_all=True, append_images=[Image.new('RGB', (20, 10), 'red')],
                                    comment=text.encode(), duration=100)
    picture(path / 'e.webp', shade=11)
    call(home, 'library', 'import', path)
    known = call(home, 'library', 'list', '--json').json
    numbers = [str(one['asset_id']) for one in known]
    for one, out in zip(known, exported(home, 'original', *numbers)):
        equal(open(out, 'rb').read(), (path / one['name']).read_bytes())
        equal(os.path.basename(out), one['name'])
    for metadata in ('keep', 'prompt', 'none'):
        for one, out in zip(known, exported(home, metadata, *numbers)):
            source, made = path / one['name'], one['name'] != 'e.webp'
            content = open(out, 'rb').read()
            equal(points(out), points(source), out)
            with Image.open(out) as image, Image.open(source) as before:
                equal(image.getexif().get(0x0112, 1), before.getexif().get(0x0112, 1), out)
            inside = content + content.replace(b'\0', b'')
            equal(made and metadata == 'keep', secret.encode() in inside, out)
            equal(made and metadata != 'none', b'a castle' in inside, out)
        exiftool(home.path / 'out' / metadata)
    # What went out comes in again as it was, or says nothing.
    for metadata in ('keep', 'none'):
        added = call(home, 'library', 'import', home.path / 'out' / metadata, '--json').json['assets']
        back = {one['name']: one for one in call(home, 'library', 'list', '--json').json if one['asset_id'] in added}
        check('a.png' in back and 'b.jpg' in back and 'c.webp' in back, metadata, list(back))
        for one in known:
            again = back.get(one['name'])
            if metadata == 'keep' and one['name'] != 'e.webp':
                same = ('prompt', 'negative', 'seed', 'steps', 'guidance', 'model_id')
                equal([again[key] for key in same], [one[key] for key in same], one['name'])
                equal(again['parameters']['sampler'], secret)
            elif metadata == 'none' and again:
                equal((again['prompt'], again['seed'], again['raw'], again['tags']), ('', None, None, []), one['name'])
    # A name that is taken is left alone.
    first = exported(home, 'none', '1')
    second = exported(home, 'none', '1')
    check(first != second, first)
    call(home, 'library', 'export', '1', '--metadata', 'x', '--out', home.path, code=2)
    call(home, 'library', 'export', '1', '--metadata', 'none', '--out', '/proc/nothing', code=1)


@test
def the_check_finds_and_mends(home):
    path, _ = import_folder(home)
    equal(call(home, 'check', '--media', '--json').json['media']['missing'], [])
    shown = {one['name']: one['hash'] for one in call(home, 'library', 'list', '--json').json}
    store = home.data / 'easel' / 'files'
    # Missing and damaged, of which one can be fetched again; and a file of nobody.
    os.unlink(store / shown['a.png'])
    (store / shown['b.jpg']).write_bytes(b'\xff\xd8\xff broken')
    os.unlink(store / shown['c.webp'])
    os.unlink(path / 'deep' / 'c.webp')
    picture(home.path / 'orphan.png', A1111.replace('castle', 'lonely tower'), shade=77)
    content = (home.path / 'orphan.png').read_bytes()
    orphan = hashlib.sha256(content).hexdigest()
    (store / orphan).write_bytes(content)
    said = call(home, 'check', '--media', '--json', code=1).json['media']
    equal(sorted(said['missing']), sorted([shown['a.png'], shown['c.webp']]))
    equal(said['damaged'], [shown['b.jpg']])
    equal(said['orphaned'], [orphan])
    equal(sorted(said['mended']), sorted([shown['a.png'], shown['b.jpg'], orphan]))
    again = call(home, 'check', '--media', '--json', code=1).json['media']
    equal((again['missing'], again['damaged'], again['orphaned']), ([shown['c.webp']], [], []))
    found = call(home, 'library', 'list', '--trashed', '--json').json
    equal([(one['hash'], one['prompt']) for one in found], [(orphan, 'a lonely tower, 夜の城')])

    # What is no ordinary file is damaged, is never waited on or followed, and gives way to the file.
    places = [store / shown[name] for name in ('a.png', 'b.jpg', 'd.gif')]
    for place in places:
        place.unlink()
    places[0].symlink_to(path / 'a.png')
    places[1].symlink_to(home.path / 'nowhere')
    os.mkfifo(places[2])
    (store / ('0' * 64)).mkdir()
    (store / ('1' * 64)).symlink_to('/dev/zero')
    said = call(home, 'check', '--media', '--json', code=1).json['media']
    equal(sorted(said['damaged']), sorted([place.name for place in places] + ['0' * 64, '1' * 64]))
    equal(sorted(said['mended']), sorted(place.name for place in places))
    check(all(place.is_file() and not place.is_symlink() for place in places), places)


@test
def names_of_any_encoding(home):
    path = home.path / 'pictures'
    path.mkdir()
    for number, name in enumerate((b'caf\xe9.png', 'schön 城.png'.encode(), b'a\nb.png', b'-x.png')):
        picture(os.path.join(os.fsencode(path), name), 'words\nSteps: 1, Seed: 1', shade=number, format='PNG')
    said = call(home, 'library', 'import', path, '--json').json
    equal(said['added'], 4)
    equal(call(home, 'library', 'import', path, '--json').json['skipped'], 4)
    check(any(one['name'] == 'schön 城.png' for one in call(home, 'library', 'list', '--json').json))
    call(home, 'library', 'list')


def bomb(path, side):
    """A picture of so many points a side, all black: small as a file."""
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    packer = zlib.compressobj(9)
    line = bytes(1 + side // 8)
    data = b''.join(packer.compress(line) for _ in range(side)) + packer.flush()
    path.write_bytes(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', side, side, 1, 0, 0, 0, 0))
                     + chunk(b'IDAT', data) + chunk(b'IEND', b''))
    return path


@test
def the_largest_picture_and_a_folder_that_goes_away(home):
    # What cannot be shown can be kept, and goes out as it came.
    large = bomb(home.path / 'large.png', 60000)
    number = call(home, 'library', 'import', large, '--json').json['assets'][0]
    equal([(one['width'], one['height']) for one in call(home, 'library', 'list', '--json').json], [(60000, 60000)])
    out = call(home, 'library', 'export', str(number), '--metadata', 'original', '--out', home.path / 'out', '--json').json
    equal(pathlib.Path(out[0]['path']).read_bytes(), large.read_bytes())

    path = home.path / 'many'
    path.mkdir()
    for index in range(300):
        picture(path / f'{index:04}.png', f'number {index}\nSteps: 1, Seed: {index}', shade=index % 256, size=(16, 16 + index % 7))
    with home.start('library', 'import', path, '--json', stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        wait_for(lambda: len(files(home)) > 20)
        path.rename(home.path / 'elsewhere')
        out, _ = process.communicate(timeout=60)
    equal(process.returncode, 1)
    said = json.loads(out)
    equal(said['added'] + len(said['failed']), 300)
    check(said['added'] >= 20 and all('is not there' in one['message'] for one in said['failed']), said['failed'][:3])
    equal(len(call(home, 'library', 'list', '--limit', '0', '--json').json), said['added'] + 1)
    media = call(home, 'check', '--media', '--json').json['media']
    equal((media['missing'], media['damaged'], media['orphaned']), ([], [], []))


@test
def stopped_and_begun_again(home):
    path = home.path / 'many'
    path.mkdir()
    for number in range(200):
        picture(path / f'{number:04}.png', f'number {number}\nSteps: 1, Seed: {number}', shade=number % 256,
                size=(16, 16 + number % 7))
    call(home, 'library', 'list')
    counts = []
    for way in (signal.SIGINT, signal.SIGKILL, signal.SIGTERM):
        process = subprocess.Popen([CLI, 'library', 'import', path, '--json'], env=home.env, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        end = time.monotonic() + 60
        before = len(files(home))
        while len(files(home)) < before + 20 and process.poll() is None and time.monotonic() < end:
            time.sleep(0.005)
        process.send_signal(way)
        _, err = process.communicate(timeout=60)
        check(not any(alarm in err.decode().replace('WARNING: ASan', '') for alarm in ALARMS), err)
        counts.append(len(call(home, 'library', 'list', '--limit', '0', '--json').json))
    print('# there after each stop:', counts)
    said = call(home, 'library', 'import', path, '--json').json
    equal((said['added'] + said['skipped'], said['failed'], said['stopped']), (200, [], False))
    check(said['skipped'] >= counts[-1] > 0, said['skipped'], counts)
    listed = call(home, 'library', 'list', '--limit', '0', '--json').json
    equal(sorted(one['seed'] for one in listed), list(range(200)))
    said = call(home, 'check', '--media', '--json').json['media']
    equal((said['missing'], said['damaged'], said['orphaned'], said['files']), ([], [], [], 200))


@test
def what_cannot_be_read_or_written_is_said(home):
    path, _ = import_folder(home)
    shutil.rmtree(path)
    gone = call(home, 'library', 'import', path, code=1)
    check('not there' in gone.err, gone)
    call(home, 'library', 'import', code=2)
    if os.geteuid() != 0:
        return
    # A full disk, of the library's files only.
    store = home.data / 'easel' / 'files'
    kept = home.path / 'kept'
    shutil.copytree(store, kept)
    done = subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', store], capture_output=True)
    if done.returncode:
        return
    home.mounts.append(store)
    many = home.path / 'many'
    many.mkdir()
    for number in range(20):
        Image.frombytes('RGB', (100, 100), os.urandom(30000)).save(many / f'{number}.png')
    full = call(home, 'library', 'import', many, code=1)
    check('no space left' in full.err, full)
    listed = call(home, 'library', 'list', '--json').json
    equal(len(listed), len(set(one['hash'] for one in listed)))
    for one in listed:
        if one['width'] == 100:
            check((store / one['hash']).stat().st_size == one['bytes'], one)
    subprocess.run(['mount', '-o', 'remount,ro', store], check=True)
    closed = call(home, 'library', 'import', many / '19.png', code=1)
    check('written' in closed.err, closed)


if __name__ == '__main__':
    raise SystemExit(main())
