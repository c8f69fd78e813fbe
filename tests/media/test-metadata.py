#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Files as other programs make them, and what Easel reads out of them:
test-metadata.py READER. Pictures are made by Pillow, tags by exiftool, the texts
as the programs write them.
"""

import gzip
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

FOLDER = tempfile.mkdtemp(prefix='easel-metadata-')
READER = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
TESTS = []
A1111 = '''a castle, (night:1.2), <lora:fog:0.8>
second line, 夜の城
Negative prompt: blur, "text",
low quality
Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 3871893117, Size: 832x1216, Model hash: 31e35c80fc, Model: sd_xl_base_1.0, Lora hashes: "fog: 1a2b, mist: 3c4d", Version: v1.10.1'''
GRAPH = {
    '3': {'class_type': 'KSampler', 'inputs': {
        'seed': 156680208700286, 'steps': 20, 'cfg': 8, 'sampler_name': 'euler', 'scheduler': 'normal', 'denoise': 1,
        'model': ['10', 0], 'positive': ['6', 0], 'negative': ['7', 0], 'latent_image': ['5', 0]}},
    '4': {'class_type': 'CheckpointLoaderSimple', 'inputs': {'ckpt_name': 'dream.safetensors'}},
    '5': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 512, 'height': 768, 'batch_size': 1}},
    '6': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'a bottle with a "galaxy" in it', 'clip': ['4', 1]}},
    '7': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'watermark', 'clip': ['4', 1]}},
    '8': {'class_type': 'VAEDecode', 'inputs': {'samples': ['3', 0], 'vae': ['4', 2]}},
    '9': {'class_type': 'SaveImage', 'inputs': {'images': ['8', 0], 'filename_prefix': 'ComfyUI'}},
    '10': {'class_type': 'LoraLoader', 'inputs': {'lora_name': 'x', 'model': ['4', 0], 'clip': ['4', 1]}},
}


def test(func):
    TESTS.append(func)
    return func


def path(name):
    return os.path.join(FOLDER, name)


def picture(size=(48, 32), mode='RGB'):
    return Image.new(mode, size, (10, 20, 30, 255)[:len(mode)])


def read(name):
    READER.stdin.write(path(name) + '\n')
    READER.stdin.flush()
    return json.loads(READER.stdout.readline())


def png(name, texts, compressed=(), international=(), image=None):
    info = PngInfo()
    for key, value in texts.items():
        if key in international:
            info.add_itxt(key, value, zip=key in compressed)
        else:
            info.add_text(key, value, zip=key in compressed)
    (image or picture()).save(path(name), pnginfo=info)
    return read(name)


def exiftool(name, *tags):
    subprocess.run(['exiftool', '-q', '-overwrite_original', *tags, path(name)], check=True)
    return read(name)


def user_comment(text, order='>', label=b'UNICODE\0'):
    """A TIFF with UserComment in it, as EXIF has it."""
    coded = text.encode('utf-16-be' if order == '>' else 'utf-16-le') if label == b'UNICODE\0' else text.encode('utf-8')
    value = label + coded
    head = (b'MM\0*' if order == '>' else b'II*\0') + struct.pack(order + 'I', 8)
    first = struct.pack(order + 'HHHII', 1, 0x8769, 4, 1, 26) + struct.pack(order + 'I', 0)
    second = struct.pack(order + 'HHHII', 1, 0x9286, 7, len(value), 44) + struct.pack(order + 'I', 0)
    return b'Exif\0\0' + head + first + second + value


def has(info, **expected):
    for name, value in expected.items():
        got = info.get(name)
        assert got == value, f'{name}: {got!r}, not {value!r}'


def is_a1111(info):
    has(info, tool='a1111', prompt='a castle, (night:1.2), <lora:fog:0.8>\nsecond line, 夜の城',
        negative='blur, "text",\nlow quality', steps=28, guidance=6500, seed=3871893117, model='sd_xl_base_1.0',
        asked_width=832, asked_height=1216, width=48, height=32, complete=True, ai_declared=True, raw=A1111)
    assert info['parameters']['sampler'] == 'DPM++ 2M'
    assert info['parameters']['lora_hashes'] == 'fog: 1a2b, mist: 3c4d'
    assert info['parameters']['model_hash'] == '31e35c80fc'


@test
def plain_pictures_say_their_size():
    for name, options in (('a.png', {}), ('a.jpg', {}), ('a.webp', {}), ('b.webp', {'lossless': True}), ('a.gif', {}),
                          ('a.avif', {})):
        try:
            picture((70, 50)).save(path(name), **options)
        except (KeyError, ValueError):
            assert name == 'a.avif'
            continue
        info = read(name)
        has(info, width=70, height=50, complete=True, tool=None, prompt=None)
    frames = [picture((20, 10)), Image.new('RGB', (20, 10), 'red')]
    frames[0].save(path('c.gif'), save_all=True, append_images=frames[1:], duration=200)
    has(read('c.gif'), animated=True, duration=400000, complete=True)
    frames[0].save(path('c.webp'), save_all=True, append_images=frames[1:], duration=200)
    has(read('c.webp'), animated=True, width=20, complete=True)


@test
def a_picture_on_its_side_is_told_upright():
    picture((70, 50)).save(path('side.jpg'))
    has(exiftool('side.jpg', '-n', '-Orientation=6'), width=50, height=70)


@test
def a1111_in_png():
    is_a1111(png('1.png', {'parameters': A1111}, international=['parameters']))
    is_a1111(png('2.png', {'parameters': A1111}, international=['parameters'], compressed=['parameters']))
    has(png('3.png', {'parameters': 'café\nSteps: 1, Seed: 2'}), prompt='café', seed=2, steps=1)
    has(png('4.png', {'parameters': 'packed\nSteps: 1, Seed: 2'}, compressed=['parameters']), prompt='packed')


@test
def a1111_in_exif():
    for order in '><':
        picture().save(path('5.jpg'), exif=user_comment(A1111, order))
        is_a1111(read('5.jpg'))
        picture().save(path('5.webp'), exif=user_comment(A1111, order))
        is_a1111(read('5.webp'))
    for label in (b'ASCII\0\0\0', b'\0' * 8, b'UNICODE\0'):
        comment = user_comment(A1111, label=b'ASCII\0\0\0').replace(b'ASCII\0\0\0', label)
        picture().save(path('6.jpg'), exif=comment)
        is_a1111(read('6.jpg'))


@test
def a1111_without_a_prompt_and_with_odd_values():
    has(png('7.png', {'parameters': 'Steps: 3, Seed: 18446744073709551615, Size: 9x9'}), steps=3, seed=None, prompt='')
    has(png('8.png', {'parameters': 'Negative prompt: n\nSteps: 3, CFG scale: x, Seed: -1'}), negative='n', seed=None,
        guidance=None)
    has(png('9.png', {'parameters': 'just words'}), tool=None, prompt=None)


@test
def fooocus_in_that_form():
    has(png('10.png', {'parameters': 'a fox\nSteps: 30, Seed: 5, Size: 8x8, Version: Fooocus v2.5.5'}), tool='fooocus',
        prompt='a fox')


@test
def comfyui_graphs():
    info = png('11.png', {'prompt': json.dumps(GRAPH), 'workflow': '{}'})
    has(info, tool='comfyui', prompt='a bottle with a "galaxy" in it', negative='watermark', seed=156680208700286,
        steps=20, guidance=8000, model='dream.safetensors', asked_width=512, asked_height=768, raw_kind='prompt')
    assert info['parameters']['sampler'] == 'euler'
    odd = json.dumps(GRAPH).replace('"denoise": 1', '"denoise": 1, "is_changed": [NaN, -Infinity]')
    has(png('12.png', {'prompt': odd}), prompt='a bottle with a "galaxy" in it')


@test
def comfyui_linked_texts_and_seeds():
    graph = json.loads(json.dumps(GRAPH))
    graph['6']['inputs']['text'] = ['20', 0]
    graph['20'] = {'class_type': 'PrimitiveStringMultiline', 'inputs': {'value': 'from afar'}}
    graph['3']['inputs']['seed'] = ['21', 0]
    graph['21'] = {'class_type': 'Seed', 'inputs': {'seed': 77}}
    graph['3']['inputs']['positive'] = ['22', 0]
    graph['3']['inputs']['negative'] = ['22', 1]
    graph['22'] = {'class_type': 'ControlNetApplyAdvanced', 'inputs': {'positive': ['6', 0], 'negative': ['7', 0],
                                                                       'control_net': ['30', 0]}}
    has(png('13.png', {'prompt': json.dumps(graph)}), prompt='from afar', negative='watermark', seed=77)


@test
def comfyui_custom_samplers():
    graph = {
        '1': {'class_type': 'SaveImage', 'inputs': {'images': ['2', 0]}},
        '2': {'class_type': 'VAEDecode', 'inputs': {'samples': ['3', 0]}},
        '3': {'class_type': 'SamplerCustomAdvanced', 'inputs': {
            'noise': ['4', 0], 'guider': ['5', 0], 'sampler': ['6', 0], 'sigmas': ['7', 0], 'latent_image': ['8', 0]}},
        '4': {'class_type': 'RandomNoise', 'inputs': {'noise_seed': 219670278747233}},
        '5': {'class_type': 'BasicGuider', 'inputs': {'model': ['9', 0], 'conditioning': ['10', 0]}},
        '6': {'class_type': 'KSamplerSelect', 'inputs': {'sampler_name': 'euler'}},
        '7': {'class_type': 'BasicScheduler', 'inputs': {'scheduler': 'simple', 'steps': 25, 'model': ['9', 0]}},
        '8': {'class_type': 'EmptySD3LatentImage', 'inputs': {'width': 1024, 'height': 1024}},
        '9': {'class_type': 'UNETLoader', 'inputs': {'unet_name': 'flux1-dev.safetensors'}},
        '10': {'class_type': 'FluxGuidance', 'inputs': {'guidance': 3.5, 'conditioning': ['11', 0]}},
        '11': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'an anime girl', 'clip': ['12', 0]}},
    }
    has(png('14.png', {'prompt': json.dumps(graph)}), prompt='an anime girl', seed=219670278747233, steps=25,
        model='flux1-dev.safetensors', asked_width=1024)


@test
def comfyui_workflow_alone_and_in_other_places():
    workflow = {'nodes': [
        {'id': 3, 'type': 'KSampler', 'inputs': [{'name': 'model', 'link': 1}, {'name': 'positive', 'link': 4},
                                                 {'name': 'negative', 'link': 6}, {'name': 'latent_image', 'link': 2}],
         'widgets_values': [99, 'randomize', 12, 7.5, 'euler', 'normal', 1]},
        {'id': 6, 'type': 'CLIPTextEncode', 'widgets_values': ['drawn words']},
        {'id': 7, 'type': 'CLIPTextEncode', 'widgets_values': ['not these']},
        {'id': 4, 'type': 'CheckpointLoaderSimple', 'widgets_values': ['m.ckpt']},
        {'id': 5, 'type': 'EmptyLatentImage', 'widgets_values': [640, 480, 1]},
        {'id': 9, 'type': 'SaveImage', 'inputs': [{'name': 'images', 'link': 9}]},
        {'id': 8, 'type': 'VAEDecode', 'inputs': [{'name': 'samples', 'link': 7}]},
    ], 'links': [[1, 4, 0, 3, 0, 'MODEL'], [2, 5, 0, 3, 3, 'LATENT'], [4, 6, 0, 3, 1, 'C'], [6, 7, 0, 3, 2, 'C'],
                 [7, 3, 0, 8, 0, 'LATENT'], [9, 8, 0, 9, 0, 'IMAGE']]}
    expected = {'tool': 'comfyui', 'prompt': 'drawn words', 'negative': 'not these', 'seed': 99, 'steps': 12,
                'guidance': 7500, 'model': 'm.ckpt', 'asked_width': 640}
    has(png('15.png', {'workflow': json.dumps(workflow)}), raw_kind='workflow', **expected)
    picture().save(path('15.webp'))
    has(exiftool('15.webp', '-Make=workflow:' + json.dumps(workflow)), **expected)
    has(exiftool('15.webp', '-Model=prompt:' + json.dumps(GRAPH)), seed=156680208700286)


@test
def comfyui_graphs_that_go_round():
    graph = {'1': {'class_type': 'SaveImage', 'inputs': {'images': ['2', 0]}},
             '2': {'class_type': 'KSampler', 'inputs': {'positive': ['3', 0], 'model': ['2', 0], 'seed': ['3', 0],
                                                        'latent_image': ['2', 0]}},
             '3': {'class_type': 'X', 'inputs': {'a': ['3', 0], 'b': ['2', 0], 'seed': ['3', 0]}}}
    has(png('16.png', {'prompt': json.dumps(graph)}), tool='comfyui', prompt=None)


@test
def invokeai():
    meta = {'positive_prompt': 'a pond', 'negative_prompt': 'fish', 'seed': 7, 'steps': 30, 'cfg_scale': 7.5,
            'scheduler': 'euler', 'width': 512, 'height': 512, 'model': {'name': 'juggernaut', 'hash': 'blake3:1'}}
    info = png('17.png', {'invokeai_metadata': json.dumps(meta)})
    has(info, tool='invokeai', prompt='a pond', negative='fish', model='juggernaut', guidance=7500, asked_width=512)
    assert info['parameters']['scheduler'] == 'euler'
    old = {'model_weights': 'sd-1.4', 'image': {'prompt': [{'prompt': 'old', 'weight': 1}, {'prompt': 'pond'}],
                                                'steps': 5, 'seed': 9, 'cfg_scale': 7, 'width': 64, 'height': 64}}
    has(png('18.png', {'sd-metadata': json.dumps(old)}), prompt='old pond', model='sd-1.4', steps=5)
    has(png('19.png', {'Dream': '"a cat [a dog]" -s 50 -S 42 -W512 -H 640 -C7.5 -A k_lms'}), prompt='a cat',
        negative='a dog', steps=50, seed=42, asked_width=512, asked_height=640, guidance=7500)


NOVELAI = {'prompt': '1girl, {{castle}}', 'uc': 'lowres', 'steps': 28, 'height': 1216, 'width': 832, 'scale': 5.0,
           'seed': 3036544113, 'sampler': 'k_euler_ancestral', 'noise_schedule': 'karras'}


@test
def novelai():
    info = png('20.png', {'Title': 'NovelAI generated image', 'Description': '1girl, {{castle}}', 'Software': 'NovelAI',
                          'Source': 'NovelAI Diffusion V4', 'Comment': json.dumps(NOVELAI)})
    has(info, tool='novelai', prompt='1girl, {{castle}}', negative='lowres', guidance=5000, seed=3036544113,
        model='NovelAI Diffusion V4', asked_width=832)


def stealth(name, text, signature, packed, mode='RGBA'):
    """@text in the lowest bits of a picture's points, as NovelAI hides it."""
    data = gzip.compress(text.encode()) if packed else text.encode()
    whole = signature + struct.pack('>I', len(data) * 8) + data
    bits = [byte >> (7 - i) & 1 for byte in whole for i in range(8)]
    image = Image.new('RGBA', (96, 64), (200, 100, 50, 254))
    points = image.load()
    for n, bit in enumerate(bits):
        if mode == 'RGBA':
            x, y = divmod(n, 64)
            points[x, y] = points[x, y][:3] + (254 | bit,)
        else:
            x, y = divmod(n // 3, 64)
            point = list(points[x, y])
            point[n % 3] = point[n % 3] & 254 | bit
            points[x, y] = tuple(point)
    image.save(path(name))
    READER.stdin.write('ask ' + path(name) + '\n')
    READER.stdin.flush()
    return json.loads(READER.stdout.readline())


@test
def hidden_in_the_points():
    text = json.dumps({'Description': 'x', 'Software': 'NovelAI', 'Source': 'NovelAI Diffusion V4',
                       'Comment': json.dumps(NOVELAI)})
    for signature, packed, mode in ((b'stealth_pngcomp', True, 'RGBA'), (b'stealth_pnginfo', False, 'RGBA'),
                                    (b'stealth_rgbcomp', True, 'RGB')):
        info = stealth('32.png', text, signature, packed, mode)
        has(info, tool='novelai', prompt='1girl, {{castle}}', seed=3036544113, raw_kind='stealth',
            model='NovelAI Diffusion V4', ai_declared=True)
    has(stealth('33.png', A1111, b'stealth_pngcomp', True), tool='a1111', seed=3871893117)
    has(stealth('34.png', 'not packed', b'stealth_pngcomp', False), tool=None)
    has(stealth('34.png', A1111, b'stealth_nothing', False), tool=None)


@test
def swarmui():
    meta = {'sui_image_params': {'prompt': 'a hill', 'negativeprompt': 'sky', 'model': 'flux-dev', 'seed': 11,
                                 'steps': 20, 'cfgscale': 1.0, 'width': 1024, 'height': 768, 'sampler': 'euler',
                                 'swarm_version': '0.9.5.0'}, 'sui_extra_data': {'date': '2026-01-01'}}
    has(png('21.png', {'parameters': json.dumps(meta)}), tool='swarmui', prompt='a hill', negative='sky', seed=11,
        model='flux-dev', guidance=1000, asked_height=768)
    picture().save(path('21.jpg'), exif=user_comment(json.dumps(meta)))
    has(read('21.jpg'), tool='swarmui', prompt='a hill')


@test
def fooocus():
    meta = {'prompt': 'a fox', 'negative_prompt': '', 'full_prompt': ['a fox, cinematic'], 'steps': 30, 'seed': '5',
            'resolution': '(1152, 896)', 'guidance_scale': 4.0, 'base_model': 'juggernautXL', 'sampler': 'dpmpp_2m',
            'version': 'Fooocus v2.5.5'}
    has(png('22.png', {'parameters': json.dumps(meta), 'fooocus_scheme': 'fooocus'}), tool='fooocus', prompt='a fox',
        seed=5, steps=30, model='juggernautXL', asked_width=1152, asked_height=896, guidance=4000)


@test
def draw_things():
    meta = {'c': 'a boat', 'uc': 'land', 'seed': 4, 'steps': 8, 'scale': 4.5, 'sampler': 'Euler A', 'size': '768x512',
            'model': 'flux_q8p.ckpt', 'v2': {'x': 1}}
    picture().save(path('23.png'))
    has(exiftool('23.png', '-XMP-exif:UserComment=' + json.dumps(meta)), tool='drawthings', prompt='a boat',
        negative='land', model='flux_q8p.ckpt', asked_width=768, guidance=4500)


@test
def midjourney():
    text = 'a tall ship at dawn, oil on canvas --ar 16:9 --v 6.1 --seed 12 --no fog Job ID: 1f2e3d4c-aaaa-bbbb-cccc-1234567890ab'
    info = png('24.png', {'Description': text, 'Author': 'someone', 'Creation Time': '2026-02-03'})
    has(info, tool='midjourney', prompt='a tall ship at dawn, oil on canvas', seed=12, model='midjourney 6.1',
        negative='fog', taken_at=1770076800000000)
    assert info['parameters']['ar'] == '16:9' and info['parameters']['job_id'].startswith('1f2e')


@test
def xmp_and_iptc():
    picture().save(path('25.jpg'))
    info = exiftool('25.jpg', '-XMP-dc:Subject=sea', '-XMP-dc:Subject=boat', '-IPTC:Keywords=boat', '-IPTC:Keywords=öl',
                    '-CodedCharacterSet=UTF8', '-XMP-dc:Title=The <Title> & more', '-XMP-xmp:Rating=4',
                    '-DateTimeOriginal=2026:03:04 05:06:07', '-XMP-dc:Description=Words of its own', '-Artist=Somebody')
    assert sorted(info['tags']) == ['boat', 'sea', 'öl'], info['tags']
    has(info, rating=4, taken_at=1772600767000000, prompt=None, ai_declared=None)
    assert info['parameters']['title'] == 'The <Title> & more'
    assert info['parameters']['description'] == 'Words of its own'
    assert info['parameters']['author'] == 'Somebody'


@test
def avif_with_metadata():
    try:
        picture((64, 40)).save(path('26.avif'), exif=user_comment(A1111))
    except (KeyError, ValueError):
        print('# Pillow has no AVIF here')
        return
    has(read('26.avif'), tool='a1111', width=64, height=40, complete=True)


def box(kind, *parts):
    body = b''.join(parts)
    return struct.pack('>I', len(body) + 8) + kind + body


def clip(extra=b''):
    matrix = struct.pack('>9I', 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    header = box(b'mvhd', struct.pack('>IIIII', 0, 0, 0, 600, 1500), bytes(80))
    track = box(b'trak', box(b'tkhd', struct.pack('>IIIII', 0, 0, 0, 1, 0), bytes(4 + 16), matrix,
                             struct.pack('>II', 320 << 16, 240 << 16)))
    return (box(b'ftyp', b'isom\0\0\2\0mp42') + box(b'moov', header, track, extra) + box(b'mdat', bytes(100)))


@test
def clips():
    comment = json.dumps({'prompt': json.dumps(GRAPH), 'workflow': '{}'}).encode()
    tags = box(b'udta', box(b'meta', bytes(4), box(b'hdlr', bytes(25)), box(b'ilst', box(
        b'\xa9cmt', box(b'data', struct.pack('>II', 1, 0), comment)), box(b'\xa9nam', box(b'data', struct.pack('>II', 1, 0), b'name')))))
    with open(path('27.mp4'), 'wb') as file:
        file.write(clip(tags))
    info = read('27.mp4')
    has(info, format='video/mp4', width=320, height=240, duration=2500000, complete=True, tool='comfyui',
        prompt='a bottle with a "galaxy" in it')
    assert info['parameters']['title'] == 'name'
    has(exiftool('27.mp4', '-XMP-xmp:Rating=3', '-XMP-dc:Subject=clip'), rating=3, tags=['clip'], tool='comfyui')

    def element(name, body):
        return bytes.fromhex(name) + struct.pack('>Q', len(body) | 1 << 56) + body

    webm = element('1a45dfa3', element('4282', b'webm')) + element('18538067', element(
        '1549a966', element('2ad7b1', b'\x0f\x42\x40') + element('4489', struct.pack('>d', 2000.0))) + element(
        '1654ae6b', element('ae', element('e0', element('b0', b'\x02\x80') + element('ba', b'\x01\xe0')))) + element(
        '1254c367', element('7373', element('67c8', element('45a3', b'COMMENT') + element('4487', comment)))) + element(
        '1f43b675', bytes(50)))
    with open(path('28.webm'), 'wb') as file:
        file.write(webm)
    has(read('28.webm'), format='video/webm', width=640, height=480, duration=2000000, tool='comfyui', complete=True,
        seed=156680208700286)


@test
def credentials_are_noted():
    data = io.BytesIO()
    picture().save(data, 'PNG')
    chunk = b'caBX' + b'jumb c2pa'
    whole = data.getvalue()[:33] + struct.pack('>I', 9) + chunk + struct.pack('>I', zlib.crc32(chunk)) + data.getvalue()[33:]
    with open(path('29.png'), 'wb') as file:
        file.write(whole)
    has(read('29.png'), has_credentials=True)
    data = io.BytesIO()
    picture().save(data, 'JPEG')
    part = b'JP\0\1jumb....c2pa'
    with open(path('29.jpg'), 'wb') as file:
        file.write(data.getvalue()[:2] + b'\xff\xeb' + struct.pack('>H', len(part) + 2) + part + data.getvalue()[2:])
    has(read('29.jpg'), has_credentials=True)


@test
def what_lies_is_refused_or_told():
    for name, content in (('30.png', b'\x89PNG\r\n\x1a\n'), ('30.jpg', b'\xff\xd8\xff\xd9'), ('30.bin', b'\0\1\2'),
                          ('30.webp', b'RIFF\xff\xff\xff\xffWEBPVP8X\xff\xff\xff\xff')):
        with open(path(name), 'wb') as file:
            file.write(content)
        assert 'error' in read(name), name
    bomb = b'parameters\0\0' + zlib.compress(b'a' * 50_000_000)
    chunk = b'zTXt' + bomb
    data = io.BytesIO()
    picture().save(data, 'PNG')
    with open(path('31.png'), 'wb') as file:
        file.write(data.getvalue()[:33] + struct.pack('>I', len(bomb)) + chunk + bytes(4) + data.getvalue()[33:])
    has(read('31.png'), prompt=None, width=48, complete=True)


@test
def every_cut_is_safe_and_known_as_one():
    names = [name for name in sorted(os.listdir(FOLDER)) if os.path.getsize(path(name)) < 200000]
    assert len(names) > 40
    for name in names:
        READER.stdin.write(f'cut {path(name)}\n')
        READER.stdin.flush()
        while True:
            line = READER.stdout.readline()
            assert line, f'{name}: the reader died'
            said = json.loads(line)
            if not said:
                break
            # A picture's end may stand before the file's.
            assert name.endswith(('.mp4', '.webm', '.jpg')) or os.path.getsize(path(name)) - said['complete'] < 200, (name, said)


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
