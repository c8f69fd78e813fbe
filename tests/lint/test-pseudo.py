#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""po/pseudo.py on planted sources, and through gettext itself."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = os.environ.get('EASEL_BUILD_DIR', '')
sys.path.insert(0, str(SOURCE / 'po'))
import pseudo  # noqa: E402

PLANTED = {
    'po/POTFILES.in': 'a.c\nb.blp\n',
    'a.c': 'f (_("Run"));\nf (ngettext ("%d change", "%d changes", n));\nf (C_("verb", "Lock"));\n'
           'f (_("Say \\"it\\"\\n"));\nf ("Missed");\n',
    'b.blp': 'label: _("New Prompt");\nlabel: "Missed too";\n',
}


class Pseudo(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='easel-pseudo-')
        for name, text in PLANTED.items():
            path = pathlib.Path(self.folder.name, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding='utf-8')

    def tearDown(self):
        self.folder.cleanup()

    def test_messages(self):
        text = pseudo.translate(pseudo.template(self.folder.name))
        for expected in ('msgstr "⟦Run⟧"', 'msgstr[0] "⟦%d change⟧"', 'msgstr[1] "⟦%d changes⟧"',
                         'msgctxt "verb"\nmsgid "Lock"\nmsgstr "⟦Lock⟧"', r'msgstr "⟦Say \"it\"⟧\n"',
                         'msgstr "⟦New Prompt⟧"'):
            self.assertIn(expected, text)
        self.assertNotIn('Missed', text)

    def test_is_translated(self):
        self.assertTrue(pseudo.is_translated(' ⟦Run⟧ '))
        for text in ('Run', '⟦Run⟧: now', 'The ⟦Run⟧', ''):
            self.assertFalse(pseudo.is_translated(text))

    def test_gettext(self):
        """A message of the desktop file comes back in brackets, one that is nowhere does not."""
        env = {**os.environ, **pseudo.environment(str(SOURCE), BUILD, self.folder.name),
               'TEXTDOMAINDIR': str(pseudo.localedir(BUILD))}
        for message, expected in (('Prompt Workshop', '⟦Prompt Workshop⟧'), ('Missed', 'Missed')):
            done = subprocess.run(['gettext', '-d', 'easel', message], env=env, capture_output=True, text=True)
            self.assertEqual(done.stdout, expected)


if __name__ == '__main__':
    unittest.main()
