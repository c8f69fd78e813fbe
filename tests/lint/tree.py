# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a checkout, and the small helpers that the lint checks share."""

import os
import pathlib
import re
import subprocess

# Built or kept by tools, never part of the source.
LEFT_OUT = re.compile(r'^(\.git|_build.*|__pycache__|\.flatpak-builder|\.cache|core.*|.*\.pyc|.*~|.*\.pot)$')
# Data that tests read; it has the form that it has.
FIXTURES = re.compile(r'^tests/(.*/)?(corpus|corpora|recordings|fixtures|data)/')


class Tree:
    """A checkout at @root; @build is the build folder, None while a violation is planted."""

    def __init__(self, root, build=None):
        self.root = pathlib.Path(root)
        self.build = pathlib.Path(build) if build else None
        self.paths = sorted(self._walk())

    def _walk(self):
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if not LEFT_OUT.match(name)]
            for name in files:
                path = os.path.relpath(os.path.join(folder, name), self.root)
                if not LEFT_OUT.match(name) and not os.path.islink(os.path.join(folder, name)):
                    yield path

    def files(self, *suffixes, under=''):
        """Paths of the files that end with one of @suffixes (all, if none), without fixtures."""
        return [path for path in self.paths
                if path.startswith(under) and not FIXTURES.match(path)
                and (not suffixes or path.endswith(suffixes))]

    def text(self, path):
        return (self.root / path).read_text(encoding='utf-8', errors='replace')

    def lines(self, path):
        return self.text(path).splitlines()

    def is_text(self, path):
        with open(self.root / path, 'rb') as file:
            return b'\0' not in file.read(8192)

    def run(self, *command):
        """What @command, run at the root, has to complain about; empty if it is content."""
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True, errors='replace',
                              stdin=subprocess.DEVNULL)
        if done.returncode == 0:
            return ''
        return (done.stdout + done.stderr).strip() or f'{command[0]} ended with status {done.returncode}'


def without_comments(source):
    """C @source with comments blanked; strings are kept, lines stay where they are."""
    def blank(match):
        if match[0][0] in '"\'':
            return match[0]
        return re.sub(r'[^\n]', ' ', match[0])
    return re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', blank, source, flags=re.S)


class Check:
    """
    One thing that the tree must hold to.

    find(tree): the problems in it, as sentences.
    planted: trees, as {path: text}, each of which has exactly what must be found.
    clean: a tree with nothing to find, so that a check that always complains is noticed.
    """

    def __init__(self, find, planted, clean=None, skip=None):
        self.find, self.planted, self.clean, self.skip = find, planted, clean, skip
