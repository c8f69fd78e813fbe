# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders of a user, and what Easel keeps in them."""

import sqlite3
import time


class Home:
    """A user's folders, empty at first."""

    def __init__(self, path, keyfile=''):
        self.path = path
        self.environment = {'HOME': str(path)}
        for name, folder in (('XDG_CONFIG_HOME', 'config'), ('XDG_DATA_HOME', 'data'),
                             ('XDG_STATE_HOME', 'state'), ('XDG_CACHE_HOME', 'cache')):
            (path / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
            self.environment[name] = str(path / folder)
        # What the window keeps of itself is found again at the next start.
        self.environment['GSETTINGS_BACKEND'] = 'keyfile'
        settings = path / 'config' / 'glib-2.0' / 'settings'
        settings.mkdir(parents=True, exist_ok=True)
        if keyfile:
            (settings / 'keyfile').write_text(keyfile, encoding='utf-8')

    @property
    def database(self):
        return self.path / 'data' / 'easel' / 'easel.db'

    def query(self, sql, *values):
        """Rows of the database, read beside the running program."""
        if not self.database.exists():
            return []
        connection = sqlite3.connect(f'file:{self.database}?mode=ro', uri=True, timeout=5)
        try:
            return connection.execute(sql, values).fetchall()
        except sqlite3.OperationalError:
            return []
        finally:
            connection.close()

    def value(self, sql, *values):
        rows = self.query(sql, *values)
        return rows[0][0] if rows else None

    def add_provider(self, server, slug='test', needs_key=False):
        """Adds an account for a test server to a database that exists, with its model as the default."""
        now = int(time.time() * 1_000_000)
        connection = sqlite3.connect(self.database, timeout=10)
        with connection:
            cursor = connection.execute(
                'INSERT INTO providers (slug, name, protocol, base_url, needs_key, allow_http, created_at, updated_at)'
                ' VALUES (?, ?, ?, ?, ?, 1, ?, ?)',
                (slug, 'Test server', 'openai', server.url, int(needs_key), now, now))
            connection.execute('UPDATE provider_models SET default_for = 0 WHERE default_for & 1')
            connection.execute(
                'INSERT INTO provider_models (provider_id, model_id, name, default_for, source, created_at, updated_at)'
                " VALUES (?, 'test-model', 'Test Model', 1, 'user', ?, ?)", (cursor.lastrowid, now, now))
            connection.execute('UPDATE change_counters SET n = n + 1')
        connection.close()

    def add_calls(self, days=20):
        """Calls of three kinds on each of the last days, one of unknown price, and a budget that warns."""
        now = int(time.time() * 1_000_000)
        connection = sqlite3.connect(self.database, timeout=10)
        with connection:
            for day in range(days):
                for number, (kind, model, images) in enumerate((('edit', 'small', None), ('image', 'painter', 4),
                                                                ('video', 'clip', 1))):
                    connection.execute(
                        'INSERT INTO usage (provider_slug, provider_name, model_id, kind, state, cost, input_tokens,'
                        " output_tokens, images, created_at) VALUES ('acme', 'Acme', ?, ?, 'done', ?, 900, 300, ?, ?)",
                        (model, kind, (day * 37 % 11 + 1) * 60_000 * (number + 1), images, now - day * 86_400_000_000))
            connection.execute(
                "INSERT INTO usage (provider_slug, provider_name, model_id, kind, state, created_at)"
                " VALUES ('acme', 'Acme', 'odd', 'edit', 'done', ?)", (now,))
            connection.execute('INSERT INTO budgets (monthly_limit, hard_stop, created_at, updated_at)'
                               ' VALUES (50000000, 1, ?, ?)', (now, now))
            connection.execute('UPDATE change_counters SET n = n + 1')
        connection.close()

    def add_chats(self):
        """Six chats; the newest has a branch, code, reasoning, an answer that was cut off and one that failed."""
        now = int(time.time() * 1_000_000)
        titles = ('Camera words that work', 'Poster copy, three tones', 'Why are hands wrong?', 'Palette from a photo',
                  'Names for the keeper', 'Storm light, moods')
        code = 'amber light pouring from the lantern room, (sea spray catching the beam:1.3), {sleet|fine rain}, 35mm'
        first = ('Two directions hold the tower as it is and change only what the light does:\n\n'
                 '1. **Warm core, cold edge.** Keep the lamp amber and let everything else fall to slate blue.\n'
                 '2. **Spray as the diffuser.** Light the air, not the tower.\n\n'
                 f'```prompt\n{code}\n```\n')
        connection = sqlite3.connect(self.database, timeout=10)
        with connection:
            for number, title in enumerate(titles):
                at = now - (len(titles) - 1 - number) * 30 * 3_600_000_000
                thread = connection.execute(
                    'INSERT INTO threads (title, titled, pinned, folder, model, cost, created_at, updated_at)'
                    " VALUES (?, 1, ?, ?, 'sandbox:editor', ?, ?, ?)",
                    (title, int(number == 2), 'Coast' if number == 4 else '', 13_000 if number == 5 else 0, at, at)).lastrowid
                connection.execute('INSERT INTO thread_search (rowid, title) VALUES (?, ?)', (thread, title))
                said = [(None, 'user', 'done', 'Which light would make this feel more dangerous?', '')]
                if number == 5:
                    said += [(0, 'assistant', 'done', 'Hard side light.', ''), (0, 'assistant', 'done', first, 'The tower must stay.'),
                             (2, 'user', 'done', 'Take the second. What goes from the prompt?', ''),
                             (3, 'assistant', 'cut', 'Drop *soft film grain* first: at dusk it reads as noise, and', ''),
                             (4, 'user', 'done', 'And then?', ''), (5, 'assistant', 'failed', '', '')]
                ids = []
                for parent, kind, state, text, reasoning in said:
                    answer = kind == 'assistant'
                    ids.append(connection.execute(
                        'INSERT INTO messages (thread_id, parent_id, kind, state, length, reasoning_length, reasoning_duration,'
                        ' provider_slug, provider_name, model_id, model_name, cost, output_tokens, duration, first_token, error,'
                        ' error_code, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
                        (thread, None if parent is None else ids[parent], kind, state, len(text.encode()), len(reasoning),
                         6_000_000 if reasoning else None, *(('sandbox', 'Offline samples', 'editor', 'Sample editor') if answer
                                                             else (None,) * 4),
                         6100 if answer else None, 240 if answer else None, 4_000_000 if answer else None,
                         700_000 if answer else None, 'Offline samples did not answer within 60 s. Try again later.'
                         if state == 'failed' else None, 'timeout' if state == 'failed' else None, at, at)).lastrowid)
                    connection.execute('INSERT INTO message_texts (message_id, text, reasoning) VALUES (?, ?, ?)',
                                       (ids[-1], text, reasoning))
                    connection.execute('INSERT INTO message_search (rowid, text) VALUES (?, ?)', (ids[-1], text))
                connection.execute('UPDATE threads SET leaf_id = ?, message_count = ? WHERE id = ?',
                                   (ids[-1], len(ids), thread))
            connection.execute('UPDATE change_counters SET n = n + 1')
        connection.close()

    def change_library(self):
        """The pictures that are there become those of several days, rated, collected and searched for."""
        now = int(time.time() * 1_000_000)
        connection = sqlite3.connect(self.database, timeout=10)
        with connection:
            connection.execute('UPDATE assets SET rating = id % 6, created_at = ? - (id / 9) * 86400000000', (now,))
            outer, inner = (connection.execute(
                'INSERT INTO collections (parent_id, name, created_at, updated_at) VALUES (?, ?, ?, ?)',
                (parent, name, now, now)).lastrowid for parent, name in ((None, 'Coast'), (None, 'Towers')))
            connection.execute('UPDATE collections SET parent_id = ? WHERE id = ?', (outer, inner))
            connection.execute('INSERT INTO collection_assets SELECT ?, id FROM assets WHERE id % 4 = 0', (inner,))
            connection.execute('INSERT INTO saved_searches (name, query, created_at, updated_at)'
                               " VALUES ('Storm light', '{\"search\":\"storm\",\"rating\":3}', ?, ?)", (now, now))
            connection.execute('UPDATE change_counters SET n = n + 1')
        connection.close()

    def set_provider_url(self, server, slug='test'):
        connection = sqlite3.connect(self.database, timeout=10)
        with connection:
            connection.execute('UPDATE providers SET base_url = ? WHERE slug = ?', (server.url, slug))
            connection.execute('UPDATE change_counters SET n = n + 1')
        connection.close()

    def disable_provider(self, slug='test'):
        """As another process does."""
        connection = sqlite3.connect(self.database, timeout=10)
        with connection:
            connection.execute('UPDATE providers SET enabled = 0 WHERE slug = ?', (slug,))
            connection.execute('UPDATE change_counters SET n = n + 1')
        connection.close()

    def delete_prompts(self):
        """All of them, as another process does."""
        connection = sqlite3.connect(self.database, timeout=10)
        with connection:
            connection.execute('UPDATE prompts SET deleted_at = updated_at')
            connection.execute('UPDATE change_counters SET n = n + 1')
        connection.close()
