# SPDX-License-Identifier: GPL-3.0-or-later
"""What shows in the pseudo-translation without its brackets: it was never marked for translation."""

import pathlib
import re

import pseudo

SOURCE = pathlib.Path(__file__).resolve().parents[2]
# What services are called is the same in all languages.
SERVICES = re.findall(r'\.label = "(.*)"', (SOURCE / 'src/providers/easel-services.c').read_text(encoding='utf-8'))
# The user's own words, names of models and services, numbers, keys of the
# keyboard, and what the toolkit says itself, with its own translation.
FOREIGN = re.compile('|'.join((
    # The example and what the sample editor makes of it, in whole or cut.
    r'^“?(a lonely lighthouse|waves breaking|warm light|\(dramatic clouds|35mm photograph|soft film grain|muted|amber)',
    r'^“?Warmer light and a wilder sea',
    # Names and hosts of services, and ids of models.
    '^(' + '|'.join(re.escape(name) for name in SERVICES) + ')$', r'^[\w-]+(\.[\w-]+)+(:\d+)?$', r'^(sandbox:)?editor$',
    # The account and the model of a test.
    r'^Test (server|Model)$', r'^http://127.0.0.1:9/v1$',
    # The chats of a test's file.
    r'^(A chat that goes round|Something else)$',
    # Protocols are called alike everywhere.
    r'^OpenAI Chat Completions$',
    # The samples' id of a call.
    r'^chatcmpl-easel-\d+$',
    # What is said to the model.
    r'^You edit prompts for image and video models',
    # Numbers, times, money, versions, single signs.
    r'^[\d\W]*$', r'^\d+\.\d+\.\d+$', r'^\d+(\.\d+)? s$',
    # Dates are written by the C library.
    r'^\w{3} \w{3} +\d+ [\d:]+ \d{4}$',
    # A kind of file with its size, a picture's size after its model.
    r'^(PNG|JPEG|WEBP|GIF|AVIF|MP4|WEBM), [\d.]+.\w+$', r'^coast-xl\s*\d+ × \d+$',
    # Keys, as GTK names them.
    r'^(Ctrl|Shift|Alt|Return|Escape|Up|Down|F\d+|[A-Z?,.]|Enter|Esc|Backspace|Page Up|Page Down)$',
    # GTK's and libadwaita's own words.
    r'^(Close|Minimize|Maximize|Back|Clear Entry|Details|Legal|About|Dismiss|Show Password)( the window)?$',
)))
# The brand is the same in all languages.
BRAND = 'Easel'


def visible(app):
    """What can be read or heard on a page: names, and the texts that are no text of the user's."""
    for window in app.windows:
        for node in window.see().walk():
            yield node.role, node.name
            yield node.role, node.description
            if node.text is not None and node.role not in ('text', 'entry', 'editable text'):
                yield node.role, node.text


def plain(text):
    """As a row shows it: on one line, cut, without the signs of Markdown."""
    return ' '.join(text.replace('*', '').strip('…').split())


def unmarked(text):
    """What is left of @text without what was translated: a name, or words of the user's."""
    before = None
    while before != text:
        before, text = text, re.sub('⟦[^⟦⟧]*⟧', '', text)
    return text.strip(' ,.')


# What is the user's own, each a query.
OWN = (
    'SELECT title FROM threads', 'SELECT folder FROM threads', 'SELECT text FROM message_texts', 'SELECT error FROM messages WHERE error IS NOT NULL',
    'SELECT name FROM assets', 'SELECT model_id FROM assets WHERE model_id IS NOT NULL', 'SELECT prompt FROM asset_texts',
    'SELECT negative_prompt FROM asset_texts', 'SELECT name FROM collections', 'SELECT name FROM saved_searches',
    'SELECT prompt FROM jobs',
)


def missed(app):
    found = set()
    # A recipe is a row, too, and what it says is said to a model.
    recipes = {instruction for instruction, in app.home.query('SELECT instruction FROM recipes')}
    # What was said and asked for is nobody's to translate.
    own = [plain(text) for query in OWN for text, in app.home.query(query)]
    for role, text in visible(app):
        text = text.strip()
        if any(part and plain(part) in words for part in (text, unmarked(text)) for words in own):
            continue
        if text != unmarked(text) and FOREIGN.search(unmarked(text)):
            continue
        # A caption is a row of facts with dots between them.
        if text and text != BRAND and text not in recipes and not pseudo.is_translated(text) and not all(
                pseudo.is_translated(part) or FOREIGN.search(part) for part in text.split(' · ')):
            found.add(f'{role}: {text}')
    return sorted(found)
