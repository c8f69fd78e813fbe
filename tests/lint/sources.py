# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks on sources: layers, sizes, form, marks."""

import ast
import os
import re

from tree import Check, without_comments

# Layer: the layers below it that it may include. A folder is a layer only if
# its build says so; this is the same table again, read from the includes.
LAYERS = {
    'base': (),
    'text': ('base',),
    'net': ('base',),
    'providers': ('base', 'net'),
    'media': ('base',),
    'exchange': ('base', 'text'),
    'sandbox': ('base', 'text', 'net', 'media'),
    'store': ('base',),
    'secrets': ('base',),
    'services': ('base', 'text', 'net', 'providers', 'media', 'exchange', 'sandbox', 'store', 'secrets'),
    'ui': ('services', 'text', 'base'),
    'cli': ('services', 'text', 'base'),
    'main.c': ('ui', 'services', 'text', 'base'),
}
# Library header: the layers that may see it.
LIBRARIES = (
    (r'sqlite3', ('store',)),
    (r'libsoup/', ('net', 'sandbox')),
    (r'libsecret/', ('secrets',)),
    (r'json-glib/', ('base', 'net', 'providers', 'sandbox', 'store', 'secrets', 'services', 'cli', 'media', 'exchange')),
    (r'(gtk|gdk|gsk|adwaita|gtksourceview)(/|\.h)', ('ui', 'main.c')),
    (r'gdk-pixbuf/', ('media', 'ui')),
    (r'gst/', ('media', 'ui')),
    (r'archive', ('exchange',)),
    (r'cairo', ('sandbox', 'ui')),
    (r'libdex', ('net', 'providers', 'media', 'sandbox', 'store', 'secrets', 'services', 'ui', 'cli', 'main.c')),
)
# Headers of base that a layer above must not use although it may use base.
HIDDEN = {'ui': ('easel-json.h',), 'main.c': ('easel-json.h',)}
# What a public header of services may show of the libraries.
SERVICES_LIBRARIES = re.compile(r'(glib|gio|libdex|glib-object)(/|\.h)')

FILE_LINES, FUNCTION_LINES, WARN_LINES = 900, 120, 600
SPDX = 'SPDX-License-Identifier: GPL-3.0-or-later'

# Put together, so that this file does not hold what it looks for.
MARKS = '|'.join(('to' 'do', 'fix' 'me', 'xx' 'x', 'ha' 'ck'))
PLACES = '|'.join(('/wo' 'rk/', '/fa' 'rm/', '/tmp/bash' '_jobs', '/ro' r'ot/\.', r'/ho' r'me/[a-z]+/'))
HOSTS = '|'.join((r'py' r'pi\.org', r'python' r'hosted\.org', r'npm' r'js\.', r'crat' r'es\.io', r'deb\.' r'debian\.org',
                  r'snapshot\.' r'debian', r'archive\.' r'ubuntu', r'docker' r'\.io', r'ghcr' r'\.io', r'quay' r'\.io',
                  r'ruby' r'gems\.org', r'conda' r'\.'))


def layer_of(path):
    """The layer of a file under src, None for one outside of it."""
    match = re.match(r'src/([^/]+)', path)
    return match[1] if match else None


def find_layers(tree):
    where = {}
    for path in tree.files('.h', under='src/'):
        where.setdefault(path.rsplit('/', 1)[-1], []).append(path)
    problems = []
    for path in tree.files('.c', '.h', under='src/'):
        own = layer_of(path)
        if own not in LAYERS:
            problems.append(f'{path}: {own} is no layer of the design')
            continue
        public = own == 'services' and path.endswith('.h') and not path.endswith('-private.h')
        for number, line in enumerate(without_comments(tree.text(path)).splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if not match:
                continue
            name = match[2]
            place = f'{path}:{number}'
            if match[1] == '<':
                for pattern, layers in LIBRARIES:
                    if re.match(pattern, name) and own not in layers:
                        problems.append(f'{place}: layer {own} must not see <{name}>')
                if public and not SERVICES_LIBRARIES.match(name):
                    problems.append(f'{place}: a public header of services must not show <{name}>')
                continue
            if name == 'config.h' or name.endswith('-resources.h'):
                continue
            if name in HIDDEN.get(own, ()):
                problems.append(f'{place}: layer {own} must not use {name}')
            targets = [target for target in where.get(name.rsplit('/', 1)[-1], ())
                       if target.endswith('/' + name.lstrip('./'))]
            if not targets:
                problems.append(f'{place}: there is no header {name}')
            for target in targets:
                layer = layer_of(target)
                if layer != own and layer not in LAYERS[own]:
                    problems.append(f'{place}: layer {own} must not include {target}')
                elif layer != own and target.endswith('-private.h'):
                    problems.append(f'{place}: {target} is private to its layer')
                elif public and layer not in ('services', 'text', 'base'):
                    problems.append(f'{place}: a public header of services must not show {target}')
    return problems


def c_functions(lines):
    """Name line and length of each function body in formatted C @lines."""
    start = None
    for number, line in enumerate(lines):
        if line == '{':
            before = next((other for other in reversed(lines[:number]) if other.strip()), '')
            start = number if before.rstrip().endswith(')') else None
        elif line == '}' and start is not None:
            yield start, number - start + 1
            start = None


def find_sizes(tree):
    problems = []
    for path in tree.files('.c', '.h', '.py', '.blp', '.sh', '.css', 'dev'):
        lines = tree.lines(path)
        if len(lines) > FILE_LINES:
            problems.append(f'{path}: {len(lines)} lines, at most {FILE_LINES}')
        elif len(lines) > WARN_LINES:
            print(f'# {path}: {len(lines)} lines, better at most {WARN_LINES}')
        if path.endswith('.c'):
            for line, length in c_functions(lines):
                if length > FUNCTION_LINES:
                    problems.append(f'{path}:{line}: a function of {length} lines, at most {FUNCTION_LINES}')
        elif path.endswith('.py'):
            for node in ast.walk(ast.parse(tree.text(path))):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    length = node.end_lineno - node.lineno + 1
                    if length > FUNCTION_LINES:
                        problems.append(f'{path}:{node.lineno}: {node.name} has {length} lines, '
                                        f'at most {FUNCTION_LINES}')
    return problems


def find_licences(tree):
    problems = []
    for path in tree.files('.c', '.h'):
        if tree.lines(path)[:1] != ['// ' + SPDX]:
            problems.append(f'{path}: its first line is not "// {SPDX}"')
    for path in tree.files('.py', '.sh', '.blp', '.css', '.sql', '.svg', '.xml', '.xml.in', '.xml.in.in',
                           '.desktop.in.in', 'meson.build', 'dev', '.ci/run'):
        if not any(SPDX in line for line in tree.lines(path)[:3]):
            problems.append(f'{path}: no "{SPDX}" in its first three lines')
    return problems


def skip_format(tree):
    """The floor's formatters decide: newer ones break lines in other places."""
    if os.environ.get('EASEL_DEV_SUITE', 'trixie') != 'trixie':
        return 'the formatters are not those of the floor'
    return None


def find_format(tree):
    sources = tree.files('.c', '.h')
    said = tree.run('clang-format', '--dry-run', '--Werror', '--style=file', *sources) if sources else ''
    return [line for line in said.splitlines() if 'error:' in line] or ([said] if said else [])


def find_blueprint_format(tree):
    sources = tree.files('.blp')
    said = tree.run('blueprint-compiler', 'format', '-s', '2', *sources) if sources else ''
    return [said] if said else []


def search(tree, pattern, flags, message):
    problems = []
    for path in tree.files():
        if path == 'COPYING' or path.endswith(('.png', '.mo', '.db')) or not tree.is_text(path):
            continue
        for number, line in enumerate(tree.lines(path), 1):
            match = re.search(pattern, line, flags)
            if match:
                problems.append(f'{path}:{number}: {message} "{match[0].strip()}"')
    return problems


def find_marks(tree):
    return search(tree, rf'\b({MARKS})\b', re.I, 'a left-over mark')


def find_places(tree):
    return search(tree, rf'(?<![\w.}}*-])({PLACES})', 0, 'a path of one machine')


def find_hosts(tree):
    return search(tree, HOSTS, re.I, 'the name of a package host')


def find_python(tree):
    """What pyflakes would find first: no syntax, imports without use."""
    problems = []
    for path in tree.files('.py'):
        try:
            module = ast.parse(tree.text(path), path)
        except SyntaxError as error:
            problems.append(f'{path}:{error.lineno}: {error.msg}')
            continue
        imported = {}
        for node in ast.walk(module):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                for alias in node.names:
                    imported[(alias.asname or alias.name).split('.')[0]] = node.lineno
        used = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
        for name, line in imported.items():
            if name not in used and name != '*':
                problems.append(f'{path}:{line}: {name} is imported and not used')
    return problems


def find_shell(tree):
    problems = []
    for path in tree.files():
        if path.endswith('.sh') or (tree.is_text(path) and re.match(r'#!.*\b(ba)?sh\b', tree.text(path)[:40])):
            said = tree.run('bash', '-n', path)
            if said:
                problems.append(said)
    return problems


HEAD = f'// {SPDX}\n'
GOOD = {
    'src/base/easel-a.h': HEAD + '#include <glib.h>\n',
    'src/store/easel-s.h': HEAD + '#include <sqlite3.h>\n#include "easel-a.h"\n',
    'src/services/easel-v.h': HEAD + '#include <libdex.h>\n#include "easel-a.h"\n',
    'src/services/easel-v.c': HEAD + '#include "config.h"\n#include "easel-s.h"\n',
    'src/ui/easel-u.c': HEAD + '#include <gtk/gtk.h>\n#include "easel-v.h"\n// #include "easel-s.h"\n',
}


def layers_plants():
    for path, line in (
        ('src/ui/easel-u.c', '#include "easel-s.h"'),
        ('src/base/easel-a.h', '#include "easel-v.h"'),
        ('src/store/easel-s.c', '#include "easel-t.h"'),
        ('src/services/easel-v.h', '#include "easel-s.h"'),
        ('src/services/easel-v.h', '#include <json-glib/json-glib.h>'),
        ('src/services/easel-v.c', '#include <sqlite3.h>'),
        ('src/services/easel-v.c', '#include <libsoup/soup.h>'),
        ('src/text/easel-t.c', '#include <gtk/gtk.h>'),
        ('src/cli/easel-c.c', '# include "easel-p-private.h"'),
        ('src/ui/easel-u.c', '#include <json-glib/json-glib.h>'),
        ('src/ui/easel-u.c', '#include "easel-json.h"'),
        ('src/net/easel-n.c', '#include "easel-nowhere.h"'),
        ('src/other/easel-o.c', '#include <glib.h>'),
    ):
        extra = {'src/text/easel-t.h': HEAD, 'src/base/easel-p-private.h': HEAD, 'src/base/easel-json.h': HEAD}
        yield {**GOOD, **extra, path: HEAD + line + '\n'}


BODY = '\nvoid\nf (void)\n{\n' + '  g ();\n' * 121 + '}\n'
FORMAT = {'.clang-format': 'BasedOnStyle: GNU\nAlwaysBreakAfterReturnType: AllDefinitions\n'}
CHECKS = {
    'layers': Check(find_layers, list(layers_plants()), GOOD),
    'sizes': Check(find_sizes, [
        {'src/base/a.c': 'int a;\n' * 901},
        {'src/base/a.c': BODY},
        {'tests/a.py': 'def f():\n' + '    pass\n' * 121},
    ], {'src/base/a.c': 'int a;\n' * 900 + '', 'src/base/b.c': 'struct a\n{\n' + '  int b;\n' * 130 + '};\n'}),
    'licences': Check(find_licences, [
        {'src/base/a.c': '\n' + HEAD},
        {'src/base/a.h': '/* ' + SPDX + ' */\n'},
        {'tests/a.py': 'import os\n'},
        {'src/meson.build': '\n'},
    ], {'src/base/a.c': HEAD, 'tests/a.sh': f'#!/bin/sh\n# {SPDX}\n'}),
    'format': Check(find_format, [{**FORMAT, 'src/base/a.c': 'int a(void){return 1;}\n'}],
                    {**FORMAT, 'src/base/a.c': 'int\na (void)\n{\n  return 1;\n}\n'}, skip_format),
    'blueprint-format': Check(find_blueprint_format, [{'ui/a.blp': 'using Gtk 4.0;\nBox   {\n}\n'}],
                              {'ui/a.blp': 'using Gtk 4.0;\n\nBox {}\n'}, skip_format),
    'marks': Check(find_marks, [{'src/base/a.c': f'/* {mark} later */\n'} for mark in MARKS.upper().split('|')],
                   {'src/base/a.c': '/* Todos los hackney */\n'}),
    'places': Check(find_places, [{'dev': 'cd /wo' 'rk/main\n'}, {'po/a.py': '"/fa' 'rm/x"\n'},
                                  {'README.md': 'see /ho' 'me/jane/x\n'}],
                    {'dev': 'cd src/wo' 'rk/main\n', 'README.md': '/home/you\n'}),
    'hosts': Check(find_hosts, [{'dev': 'http://deb.' 'debian.org/debian\n'}, {'README.md': 'py' 'pi.org\n'}],
                   {'README.md': 'debian\n'}),
    'python': Check(find_python, [{'a.py': 'def f(:\n'}, {'a.py': 'import os\nimport sys\nsys.exit(0)\n'}],
                    {'a.py': 'import os.path\nprint(os.path.sep)\n'}),
    'shell': Check(find_shell, [{'a.sh': 'if true; then\n'}, {'b': '#!/usr/bin/env bash\nx() {\n'}],
                   {'a.sh': 'true\n', 'b': 'text that is ( no shell\n'}),
}
