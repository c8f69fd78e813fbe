# SPDX-License-Identifier: GPL-3.0-or-later
"""A language model of a few megabytes whose every word is known beforehand.

Its weights are made, not trained: attention and the feed-forward part add
nothing, and the output matrix leads from each token to the one after it, so
that the model can only say its one line. The engine around it is real: the
tokenizer, the chat template, the sampler and the server. The file format is
GGUF, as llama.cpp reads it.
"""

import array
import itertools
import struct

# Pieces of the one line; bytes are spelled as byte tokens. None comes twice,
# since a token has one successor.
LINE = ['▁a', '▁red', '▁fox', ',', '▁caf', b'\xc3', b'\xa9', '▁at', '▁dawn', ',▁', b'\xf0', b'\x9f', b'\xa6', b'\x8a',
        '▁in', '▁the', '▁mist']
ROLES = ['<|system|>', '<|user|>', '<|assistant|>', '<|end|>']
WIDTH, HEADS, CONTEXT = 320, 4, 2048

# Token types and value types of the format.
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, BYTE = 1, 2, 3, 4, 6
UINT32, FLOAT32, BOOL, STRING, ARRAY, INT32 = 4, 6, 7, 8, 9, 5
F32, F16 = 0, 1


def text():
    """What the model says."""
    return b''.join(piece if isinstance(piece, bytes) else piece.replace('▁', ' ').encode() for piece in LINE).decode()


def vocabulary():
    tokens = [('<unk>', UNKNOWN), ('<s>', CONTROL), ('</s>', CONTROL)]
    tokens += [(f'<0x{byte:02X}>', BYTE) for byte in range(256)]
    tokens += [(role, CONTROL if role == '<|end|>' else USER_DEFINED) for role in ROLES]
    # One sign each, so that the pieces of a line can be put together.
    signs = sorted({sign for piece in LINE if isinstance(piece, str) for sign in piece if ord(sign) > 127} | {'▁'})
    tokens += [(piece, NORMAL) for piece in dict.fromkeys(signs + [piece for piece in LINE if isinstance(piece, str)])]
    return tokens


def string(value):
    raw = value.encode()
    return struct.pack('<Q', len(raw)) + raw


def value(kind, content):
    if kind == ARRAY:
        inner, items = content
        return struct.pack('<IQ', inner, len(items)) + b''.join(value(inner, item) for item in items)
    if kind == STRING:
        return string(content)
    return struct.pack({UINT32: '<I', INT32: '<i', FLOAT32: '<f', BOOL: '<?'}[kind], content)


def metadata(tokens, layers, number):
    return [
        ('general.architecture', STRING, 'llama'), ('general.name', STRING, 'easel-tiny'),
        ('llama.context_length', UINT32, CONTEXT), ('llama.embedding_length', UINT32, WIDTH),
        ('llama.block_count', UINT32, layers), ('llama.feed_forward_length', UINT32, WIDTH),
        ('llama.attention.head_count', UINT32, HEADS), ('llama.attention.head_count_kv', UINT32, HEADS),
        ('llama.rope.dimension_count', UINT32, WIDTH // HEADS),
        ('llama.attention.layer_norm_rms_epsilon', FLOAT32, 1e-5), ('llama.vocab_size', UINT32, len(tokens)),
        ('tokenizer.ggml.model', STRING, 'llama'), ('tokenizer.ggml.pre', STRING, 'default'),
        ('tokenizer.ggml.tokens', ARRAY, (STRING, [name for name, _ in tokens])),
        ('tokenizer.ggml.scores', ARRAY, (FLOAT32, [-float(i) if kind == NORMAL else 0.0
                                                    for i, (_, kind) in enumerate(tokens)])),
        ('tokenizer.ggml.token_type', ARRAY, (INT32, [kind for _, kind in tokens])),
        ('tokenizer.ggml.bos_token_id', UINT32, 1), ('tokenizer.ggml.eos_token_id', UINT32, number['<|end|>']),
        ('tokenizer.ggml.unknown_token_id', UINT32, 0), ('tokenizer.ggml.add_bos_token', BOOL, True),
        ('tokenizer.ggml.add_eos_token', BOOL, False), ('tokenizer.ggml.add_space_prefix', BOOL, False),
        ('tokenizer.chat_template', STRING,
         "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}"
         '{% if add_generation_prompt %}<|assistant|>{% endif %}'),
    ]


def successors(tokens, number, endless):
    """Which token follows each: the line from the assistant's mark to the end."""
    line = [3 + piece[0] if isinstance(piece, bytes) else number[piece] for piece in LINE]
    following = dict.fromkeys(range(len(tokens)), line[0])
    following.update(itertools.pairwise([number['<|assistant|>'], *line]))
    following[line[-1]] = line[0] if endless else number['<|end|>']
    return following


def tensors(tokens, following, layers):
    rows = len(tokens)
    words, output = array.array('f', bytes(4 * rows * WIDTH)), array.array('f', bytes(4 * rows * WIDTH))
    for token, next_token in following.items():
        words[token * WIDTH + token] = 1.0
        output[next_token * WIDTH + token] = 1.0
    ones = array.array('f', [1.0] * WIDTH).tobytes()
    nothing = bytes(2 * WIDTH * WIDTH)
    found = [('token_embd.weight', (WIDTH, rows), F32, words.tobytes()), ('output_norm.weight', (WIDTH,), F32, ones),
             ('output.weight', (WIDTH, rows), F32, output.tobytes())]
    for layer in range(layers):
        for name in ('attn_norm', 'ffn_norm'):
            found.append((f'blk.{layer}.{name}.weight', (WIDTH,), F32, ones))
        for name in ('attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'):
            found.append((f'blk.{layer}.{name}.weight', (WIDTH, WIDTH), F16, nothing))
    return found


def padded(data):
    return data + bytes(-len(data) % 32)


def write(path, endless=False, layers=1):
    """Writes the model to @path. @endless never ends its line; more @layers are slower."""
    tokens = vocabulary()
    assert len(tokens) <= WIDTH, 'each token needs a place of its own'
    number = {name: i for i, (name, _) in enumerate(tokens)}
    parts = tensors(tokens, successors(tokens, number, endless), layers)
    entries = metadata(tokens, layers, number)
    head = b'GGUF' + struct.pack('<IQQ', 3, len(parts), len(entries))
    head += b''.join(string(name) + struct.pack('<I', kind) + value(kind, content) for name, kind, content in entries)
    offset = 0
    for name, shape, kind, data in parts:
        head += string(name) + struct.pack('<I', len(shape)) + struct.pack(f'<{len(shape)}Q', *shape)
        head += struct.pack('<IQ', kind, offset)
        offset += len(padded(data))
    with open(path, 'wb') as file:
        file.write(padded(head))
        for *_, data in parts:
            file.write(padded(data))
