# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks on what describes Easel: desktop files, translations, versions, Flatpak."""

import glob
import json
import os
import re
import shutil
import tempfile
import xml.etree.ElementTree as ElementTree

from tree import Check, without_comments

SOURCE_MARKS = r'\b(_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2|g_dgettext)\s*\(\s*"'
BLUEPRINT_MARKS = r'\b(_|C_)\s*\(\s*["\']'
PERMISSIONS = {'--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11', '--device=dri'}


def described(tree, suffix):
    """Files of @suffix as they are installed; in a planted tree those that stand there."""
    if tree.build:
        return sorted(glob.glob(str(tree.build / 'data' / f'*{suffix}')))
    return tree.files(suffix)


def find_desktop(tree):
    files = described(tree, '.desktop')
    said = [tree.run('desktop-file-validate', '--warn-kde', path) for path in files]
    return [problem for problem in said if problem] if files else ['there is no desktop file']


def find_metainfo(tree):
    files = described(tree, '.metainfo.xml')
    problems = [] if files else ['there is no AppStream file']
    for path in files:
        said = tree.run('appstreamcli', 'validate', '--no-net', '--strict', '--pedantic', path)
        problems += [said] if said else []
        root = ElementTree.parse(tree.root / path).getroot()
        summary = root.findtext('summary') or ''
        if not 10 <= len(summary) <= 35 or summary.endswith('.') or re.match(r'(an?|the)\b', summary, re.I):
            problems.append(f'{path}: the summary is not 10 to 35 characters without article and full stop: {summary}')
        if len(root.findtext('name') or '') > 15:
            problems.append(f'{path}: the name has more than 15 characters')
        if root.find('developer/name') is None:
            problems.append(f'{path}: no developer')
        schemes = {color.get('scheme_preference') for color in root.iterfind('branding/color')}
        if schemes != {'light', 'dark'}:
            problems.append(f'{path}: no brand colours for light and dark')
        for image in root.iterfind('screenshots/screenshot'):
            caption = image.findtext('caption') or ''
            if not caption or '. ' in caption or caption.endswith('.'):
                problems.append(f'{path}: a caption is not one sentence without full stop: {caption}')
            if not (image.findtext('image') or '').endswith('.png'):
                problems.append(f'{path}: a screenshot is not PNG')
        if not 3 <= len(root.findall('screenshots/screenshot')) <= 6:
            problems.append(f'{path}: not three to six screenshots')
    return problems


def find_schemas(tree):
    with tempfile.TemporaryDirectory() as folder:
        files = described(tree, '.gschema.xml')
        for path in files:
            shutil.copy(tree.root / path, folder)
        said = tree.run('glib-compile-schemas', '--strict', '--dry-run', folder) if files else 'there is no schema'
    return [said] if said else []


def find_xml(tree):
    problems = []
    for path in tree.files('.svg', '.xml', '.xml.in', '.xml.in.in', '.ui'):
        try:
            root = ElementTree.parse(tree.root / path).getroot()
        except ElementTree.ParseError as error:
            problems.append(f'{path}: {error}')
            continue
        if path.endswith('.svg'):
            if not root.get('viewBox') and not (root.get('width') and root.get('height')):
                problems.append(f'{path}: neither viewBox nor width and height')
            if path.endswith('-symbolic.svg') and (root.get('width'), root.get('height')) != ('16', '16'):
                problems.append(f'{path}: a symbolic icon is 16 by 16')
    return problems


def translatable(tree):
    """Every file with text that users see, in order."""
    found = set(tree.files('.desktop.in.in', '.metainfo.xml.in.in', '.gschema.xml.in', under='data/'))
    for suffixes, marks, under in ((('.c', '.h'), SOURCE_MARKS, 'src/'), (('.blp',), BLUEPRINT_MARKS, '')):
        for path in tree.files(*suffixes, under=under):
            if re.search(marks, without_comments(tree.text(path))):
                found.add(path)
    return sorted(found)


def write_potfiles(tree):
    """Lists them in po/POTFILES.in, below the comment at its top."""
    head = [line for line in tree.lines('po/POTFILES.in') if line.startswith('#')]
    (tree.root / 'po/POTFILES.in').write_text('\n'.join(head + translatable(tree)) + '\n', encoding='utf-8')


def find_potfiles(tree):
    needed = translatable(tree)
    if 'po/POTFILES.in' not in tree.paths:
        return ['there is no po/POTFILES.in']
    listed = [line for line in tree.lines('po/POTFILES.in') if line.strip() and not line.startswith('#')]
    problems = [f'po/POTFILES.in lacks {path}; ./dev format adds it' for path in needed if path not in listed]
    problems += [f'po/POTFILES.in names {path}, which has no text to translate'
                 for path in sorted(set(listed) - set(needed))]
    if listed != sorted(set(listed)):
        problems.append('po/POTFILES.in is not in alphabetical order, each file once')
    return problems


def find_translations(tree):
    languages = [line.strip() for line in tree.lines('po/LINGUAS') if line.strip() and not line.startswith('#')]
    files = [os.path.basename(path)[:-3] for path in tree.files('.po', under='po/')]
    problems = [f'po/LINGUAS and po/*.po differ: {language}' for language in sorted(set(languages) ^ set(files))]
    for path in tree.files('.po', under='po/'):
        said = tree.run('msgfmt', '--check', '-o', os.devnull, path)
        problems += [said] if said else []
    return problems


def find_versions(tree):
    version = re.search(r"^\s*version: '([^']+)'", tree.text('meson.build'), re.M)
    news = re.findall(r'^Easel (\d\S*)', tree.text('NEWS'), re.M)
    released = []
    for path in tree.files('.metainfo.xml.in.in'):
        root = ElementTree.fromstring(tree.text(path))
        released = [release.get('version') for release in root.iterfind('releases/release')]
        for release in root.iterfind('releases/release'):
            if release.find('description') is None:
                return [f'{path}: release {release.get("version")} has no notes']
    if not version or news[:1] != [version[1]]:
        return [f'NEWS begins with {news[:1]}, meson.build has {version and version[1]}']
    return [] if news == released else [f'NEWS has the versions {news}, the AppStream file {released}']


def find_screenshots(tree):
    names = re.findall(r'data/screenshots/([\w-]+\.png)',
                       ''.join(tree.text(path) for path in tree.files('.metainfo.xml.in.in', 'README.md')))
    return [f'data/screenshots/{name} is shown and does not exist; ./dev screenshots makes it'
            for name in sorted(set(names)) if f'data/screenshots/{name}' not in tree.paths]


def skip_screenshots(tree):
    return None if tree.files('.png', under='data/screenshots/') else 'no screenshots in the tree yet'


def module_problems(module, name):
    if not isinstance(module, dict):
        return [f'{name}: a module of another file is not looked into; write it here']
    problems = []
    for source in module.get('sources', []):
        kind = source.get('type') if isinstance(source, dict) else None
        if kind == 'git' and not re.fullmatch(r'[0-9a-f]{40}', source.get('commit', '')):
            problems.append(f'{name}: module {module.get("name")}: a git source without commit')
        elif kind in ('archive', 'file') and 'url' in source and not re.fullmatch(r'[0-9a-f]{64}',
                                                                                  source.get('sha256', '')):
            problems.append(f'{name}: module {module.get("name")}: a source without sha256')
        elif kind not in ('git', 'archive', 'file', 'dir', 'patch'):
            problems.append(f'{name}: module {module.get("name")}: a source of type {kind}')
        if isinstance(source, dict) and source.get('url', 'https:').startswith('http:'):
            problems.append(f'{name}: module {module.get("name")}: a source over plain http')
    for option in (module.get('build-options') or {}).get('build-args', []):
        problems.append(f'{name}: module {module.get("name")}: {option} while building')
    for inner in module.get('modules', []):
        problems += module_problems(inner, name)
    return problems


def find_flatpak(tree):
    application = re.search(r"^application_id = '([^']+)'", tree.text('meson.build'), re.M)[1]
    name = f'flatpak/{application}.json'
    if name not in tree.paths:
        return [f'there is no {name}']
    manifest = json.loads(tree.text(name))
    expected = {'id': application, 'runtime': 'org.gnome.Platform', 'sdk': 'org.gnome.Sdk', 'command': 'easel'}
    problems = [f'{name}: {key} is {manifest.get(key)}, not {value}'
                for key, value in expected.items() if manifest.get(key) != value]
    known = {'id', 'runtime', 'runtime-version', 'sdk', 'command', 'finish-args', 'cleanup', 'modules'}
    problems += [f'{name}: {key} has no place in the manifest' for key in sorted(set(manifest) - known)]
    if not re.fullmatch(r'\d+', str(manifest.get('runtime-version', ''))):
        problems.append(f'{name}: the runtime has no version')
    permissions = manifest.get('finish-args', [])
    problems += [f'{name}: permission {permission} is too much or missing'
                 for permission in sorted(PERMISSIONS ^ set(permissions))]
    modules = manifest.get('modules') or [{}]
    for module in modules:
        problems += module_problems(module, name)
    if not isinstance(modules[-1], dict) or modules[-1].get('name') != 'easel':
        problems.append(f'{name}: the last module is not easel')
    if shutil.which('flatpak-builder'):
        said = tree.run('flatpak-builder', '--show-manifest', name)
        problems += [said] if said else []
    return problems


def manifest(**changes):
    good = {
        'id': 'a.b.C', 'runtime': 'org.gnome.Platform', 'runtime-version': '51', 'sdk': 'org.gnome.Sdk',
        'command': 'easel', 'finish-args': sorted(PERMISSIONS), 'cleanup': [],
        'modules': [{'name': 'easel', 'buildsystem': 'meson', 'sources': [{'type': 'dir', 'path': '..'}]}],
    }
    return {'meson.build': "application_id = 'a.b.C'\n", 'flatpak/a.b.C.json': json.dumps({**good, **changes})}


METAINFO = '''<component type="desktop-application"><id>a.b.c</id><name>A</name><summary>{summary}</summary>
<metadata_license>CC0-1.0</metadata_license>{more}</component>'''
SCHEMA = '<schemalist><schema id="a.b" path="/a/b/"><key name="k" type="{type}"><default>1</default></key></schema></schemalist>'
RELEASE = '<component><releases>{}</releases></component>'
NOTES = '<release version="1.0"><description><p>a</p></description></release>'
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n#, c-format\nmsgid "%d a"\nmsgstr "{}"\n'
MESON = {'meson.build': "project('a', version: '1.0')\n  version: '1.0',\n"}
CHECKS = {
    'desktop': Check(find_desktop, [{'a.desktop': '[Desktop Entry]\nName=A\n'}, {}],
                     {'a.desktop': '[Desktop Entry]\nName=A\nType=Application\nExec=a\n'}),
    'metainfo': Check(find_metainfo, [
        {'a.metainfo.xml': METAINFO.format(summary='The thing.', more='')},
        {'a.metainfo.xml': METAINFO.format(summary='Workshop for prompts', more='<unknown-tag/>')},
    ]),
    'schemas': Check(find_schemas, [{'a.gschema.xml': SCHEMA.format(type='no')}, {}],
                     {'a.gschema.xml': SCHEMA.format(type='i')}),
    'xml': Check(find_xml, [{'a.svg': '<svg viewBox="0 0 1 1"><g></svg>'}, {'a.svg': '<svg/>'},
                            {'a-symbolic.svg': '<svg viewBox="0 0 1 1" width="1" height="1"/>'}],
                 {'a.svg': '<svg viewBox="0 0 1 1"/>'}),
    'potfiles': Check(find_potfiles, [
        {'po/POTFILES.in': '', 'src/ui/a.c': 'f (_("a"));\n'},
        {'po/POTFILES.in': '', 'src/ui/a.c': 'ngettext ("a", "b", 1);\n'},
        {'po/POTFILES.in': '', 'src/ui/a.c': 'C_ ("a", "b");\n'},
        {'po/POTFILES.in': '', 'ui/a.blp': "label: _('a');\n"},
        {'po/POTFILES.in': 'src/ui/a.c\n', 'src/ui/a.c': '// _("a")\n'},
        {'po/POTFILES.in': 'src/ui/gone.c\n'},
        {'po/POTFILES.in': 'src/b.c\nsrc/a.c\n', 'src/a.c': '_("a")', 'src/b.c': '_("a")'},
    ], {'po/POTFILES.in': '# all\nsrc/ui/a.c\n', 'src/ui/a.c': '_("a")\n', 'src/ui/b.c': 'foo_ ("a")\n'}),
    'translations': Check(find_translations, [
        {'po/LINGUAS': 'de\n'}, {'po/LINGUAS': '', 'po/de.po': PO.format('%d b')},
        {'po/LINGUAS': 'de\n', 'po/de.po': PO.format('%s b')},
    ], {'po/LINGUAS': '# a\nde\n', 'po/de.po': PO.format('%d b')}),
    'versions': Check(find_versions, [
        {**MESON, 'NEWS': 'Easel 1.1\n', 'a.metainfo.xml.in.in': RELEASE.format(NOTES)},
        {**MESON, 'NEWS': 'Easel 1.0\n', 'a.metainfo.xml.in.in': RELEASE.format('')},
        {**MESON, 'NEWS': 'Easel 1.0\n', 'a.metainfo.xml.in.in': RELEASE.format('<release version="1.0"/>')},
    ], {**MESON, 'NEWS': 'Easel 1.0 (unreleased)\n', 'a.metainfo.xml.in.in': RELEASE.format(NOTES)}),
    'screenshots': Check(find_screenshots, [{'README.md': '![](data/screenshots/a.png)'}],
                         {'README.md': '![](data/screenshots/a.png)', 'data/screenshots/a.png': ''},
                         skip_screenshots),
    'flatpak': Check(find_flatpak, [
        {'meson.build': "application_id = 'a.b.C'\n"},
        manifest(branch='stable'),
        manifest(**{'finish-args': sorted(PERMISSIONS) + ['--filesystem=home']}),
        manifest(**{'finish-args': sorted(PERMISSIONS)[1:]}),
        manifest(id='a.b.D'),
        manifest(modules=[{'name': 'easel', 'sources': [{'type': 'archive', 'url': 'https://a/b.tar.xz'}]}]),
        manifest(modules=[{'name': 'easel', 'sources': [{'type': 'git', 'url': 'https://a/b', 'tag': '1'}]}]),
        manifest(modules=[{'name': 'easel', 'build-options': {'build-args': ['--share=network']}}]),
        manifest(modules=[{'name': 'easel', 'sources': []}, {'name': 'other', 'sources': []}]),
    ], manifest()),
}
