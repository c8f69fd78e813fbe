#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A translation that shows which visible strings were never marked.

Every message of the sources becomes ⟦message⟧. What the window shows without
those brackets, and is no text of the user's own, was missed.

For a test:

    sys.path.insert(0, os.path.join(source, 'po'))
    import pseudo
    env.update(pseudo.environment(source, build, scratch))   # then start Easel
    pseudo.is_translated(text)                               # True: was marked

`environment` writes en@pseudo/LC_MESSAGES/easel.mo into the build's localedir
(the folder that the program was compiled to look in; `./dev` sets it to the
build's own po folder) and a copy of the C.UTF-8 locale under another name into
`scratch`, since gettext translates nothing in C and C.UTF-8.

On the command line: pseudo.py SOURCE BUILD SCRATCH prints those variables.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

LANGUAGE = 'en@pseudo'
LOCALE = 'en_XX.UTF-8'
OPEN, CLOSE = '⟦', '⟧'
# The same as meson's preset "glib" for gettext.
KEYWORDS = ['_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'ngettext:1,2', 'g_dcgettext:2', 'g_dngettext:2,3',
            'g_dpgettext2:2c,3', 'gettext', 'dgettext:2']


def is_translated(text):
    """Whether @text, as shown, came through gettext from its first to its last character."""
    text = text.strip()
    return text.startswith(OPEN) and text.endswith(CLOSE)


def brackets(message):
    """@message in brackets; a line break at either end stays outside, as msgfmt wants it."""
    head = message[:len(message) - len(message.lstrip('\n'))]
    tail = message[len(message.rstrip('\n')):] if message.strip('\n') else ''
    body = message[len(head):len(message) - len(tail)]
    return f'{head}{OPEN}{body}{CLOSE}{tail}'


def template(source):
    """The messages of all files that POTFILES.in names, as the text of a .pot file."""
    command = ['xgettext', '--from-code=UTF-8', '--files-from=po/POTFILES.in', '--output=-', '--no-wrap',
               '--no-location'] + [f'--keyword={keyword}' for keyword in KEYWORDS]
    # A list without a single message makes xgettext write nothing.
    return subprocess.run(command, cwd=source, check=True, capture_output=True, text=True).stdout


def translate(pot):
    """The text of a .po file in which each message of @pot is in brackets."""
    fields, field, lines = {}, None, []

    def quote(text):
        return json.dumps(text, ensure_ascii=False)

    def flush():
        if fields.get('msgid'):
            if 'msgctxt' in fields:
                lines.append(f'msgctxt {quote(fields["msgctxt"])}')
            lines.append(f'msgid {quote(fields["msgid"])}')
            if 'msgid_plural' in fields:
                lines.append(f'msgid_plural {quote(fields["msgid_plural"])}')
                lines.append(f'msgstr[0] {quote(brackets(fields["msgid"]))}')
                lines.append(f'msgstr[1] {quote(brackets(fields["msgid_plural"]))}')
            else:
                lines.append(f'msgstr {quote(brackets(fields["msgid"]))}')
            lines.append('')
        fields.clear()

    for line in pot.splitlines() + ['']:
        match = re.match(r'(?:(msg\w+)(?:\[\d\])? )?(".*")$', line)
        if match:
            field = match[1] or field
            # Escapes of .po files are a subset of JSON's.
            fields[field] = fields.get(field, '') + json.loads(match[2])
        elif not line.strip():
            flush()
    flush()
    header = ['msgid ""', 'msgstr ""', '"Language: en@pseudo\\n"',
              '"Content-Type: text/plain; charset=UTF-8\\n"', '"Content-Transfer-Encoding: 8bit\\n"',
              '"Plural-Forms: nplurals=2; plural=n != 1;\\n"', '']
    return '\n'.join(header + lines)


def localedir(build):
    """The folder in which a program of @build looks for translations."""
    with open(os.path.join(build, 'meson-info', 'intro-buildoptions.json'), encoding='utf-8') as file:
        options = {option['name']: option['value'] for option in json.load(file)}
    return pathlib.Path(options['prefix'], options['localedir'])


def install(source, build):
    """Writes the translation into the localedir of @build; returns that folder."""
    folder = localedir(build)
    if not folder.is_relative_to(pathlib.Path(build).resolve()):
        raise RuntimeError(f'{build} looks for translations in {folder}, outside of itself: '
                           f'configure it with -Dlocaledir={build}/po')
    target = folder / LANGUAGE / 'LC_MESSAGES' / 'easel.mo'
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile('w', suffix='.po', encoding='utf-8') as file:
        file.write(translate(template(source)))
        file.flush()
        subprocess.run(['msgfmt', '--check-format', '-o', str(target), file.name], check=True)
    return folder


def locale(scratch, language, name=LOCALE):
    """The variables that switch a language on, which no locale of the system has to know; GTK
    takes the direction of writing from @name."""
    locales = pathlib.Path(scratch, 'locales')
    for folder in ('/usr/lib/locale/C.utf8', '/usr/lib/locale/C.UTF-8'):
        if os.path.isdir(folder):
            shutil.copytree(folder, locales / name.replace('UTF-8', 'utf8'), dirs_exist_ok=True)
            return {'LOCPATH': str(locales), 'LC_ALL': name, 'LANGUAGE': language}
    raise RuntimeError('this system has no C.UTF-8 locale to copy')


def environment(source, build, scratch):
    """Installs the translation and returns the variables that switch it on."""
    install(source, build)
    return locale(scratch, LANGUAGE)


if __name__ == '__main__':
    if len(sys.argv) != 4:
        sys.exit('usage: pseudo.py SOURCE BUILD SCRATCH')
    for name, value in environment(*sys.argv[1:]).items():
        print(f'{name}={value}')
