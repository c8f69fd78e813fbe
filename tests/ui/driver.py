# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window on a display of its own, driven through the accessibility bus.

    with Desktop(build) as desktop:
        app = desktop.start()
        app.find('button', 'Try It Now').press()

A desktop is Xvfb, a window manager, a session bus and an accessibility bus, all
private and all stopped by their own process ids. An application has a home of
its own. Nothing here waits for a time: `wait` waits for a condition and fails,
with a picture and the tree of what was there, when it does not come true.
"""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import xml.etree.ElementTree

# A slow or shared machine may stretch the bounds, never a test's meaning.
FACTOR = float(os.environ.get('EASEL_TEST_TIME_FACTOR', '1'))
PATIENCE = 20.0 * FACTOR
STEP = 0.05
# Around a window without a compositor.
FRAME = 5

# Warnings that are the machine's, not Easel's: each with its reason.
FOREIGN = re.compile('|'.join((
    # No settings daemon and no portal on this bus.
    r'Unable to acquire session bus|xdg-desktop-portal|org\.freedesktop\.portal',
    # Software rendering without a graphics card.
    r'libEGL|MESA|Vulkan|dri3|dri2|vk_',
    # What the sanitizer says of itself where there are fibers; its findings are others.
    r"ASan doesn't fully support makecontext",
    # GTK 4.24 on X11 counts the frames of a menu with those of its window; a window of GTK alone does so too.
    r'gdk_frame_timings_submitted\(\) called on submitted frame',
    # Another process of the desktop has gone first when all is stopped.
    r'dconf|at-spi.*(closed|disconnected)',
)), re.I)


class Failure(AssertionError):
    pass


class Late(Failure):
    """Something was waited for and did not come."""


def wait(condition, what, patience=None):
    """Waits until @condition returns something true, and returns that."""
    patience = patience or PATIENCE
    end = time.monotonic() + patience
    while True:
        value = None
        try:
            value = condition()
        except Gone:
            pass
        if value:
            return value
        if time.monotonic() > end:
            raise Late(f'waited {patience:g} s for {what}')
        time.sleep(STEP)


class Gone(Exception):
    """A widget went away while it was looked at."""


def atspi(function):
    """Calls @function; a widget that is gone is a Gone, nothing else is."""
    from gi.repository import GLib
    try:
        return function()
    except GLib.Error as error:
        raise Gone(str(error)) from None


class Node:
    """A widget as a screen reader has it."""

    def __init__(self, accessible, app):
        self.accessible = accessible
        self.app = app

    @property
    def name(self):
        return atspi(self.accessible.get_name) or ''

    @property
    def description(self):
        return atspi(self.accessible.get_description) or ''

    @property
    def role(self):
        return atspi(self.accessible.get_role_name)

    @property
    def children(self):
        count = atspi(self.accessible.get_child_count)
        found = (atspi(lambda i=i: self.accessible.get_child_at_index(i)) for i in range(count))
        return [Node(child, self.app) for child in found if child is not None]

    @property
    def parent(self):
        parent = atspi(self.accessible.get_parent)
        return Node(parent, self.app) if parent is not None else None

    def has(self, state):
        from gi.repository import Atspi
        states = atspi(self.accessible.get_state_set)
        return states.contains(getattr(Atspi.StateType, state.upper()))

    @property
    def showing(self):
        return self.has('showing')

    @property
    def enabled(self):
        return self.has('sensitive')

    @property
    def focused(self):
        return self.has('focused')

    @property
    def text(self):
        """The text of an entry or a text view; None of anything else."""
        from gi.repository import Atspi
        if atspi(self.accessible.get_text_iface) is None:
            return None
        count = atspi(lambda: Atspi.Text.get_character_count(self.accessible))
        return atspi(lambda: Atspi.Text.get_text(self.accessible, 0, count))

    def walk(self, hidden=False):
        """Itself and all below that shows, in the order of the screen."""
        stack = [self]
        while stack:
            node = stack.pop()
            try:
                if not hidden and node.role not in ('application',) and not node.showing:
                    continue
                below = node.children
            except Gone:
                continue
            yield node
            stack.extend(reversed(below))

    def search(self, role=None, name=None):
        roles = ROLES.get(role, (role,))
        for node in self.walk():
            with contextlib.suppress(Gone):
                if (role is None or node.role in roles) and (name is None or matches(name, node.name)):
                    yield node

    def find_all(self, role=None, name=None):
        return list(self.search(role, name))

    def look(self, role=None, name=None):
        """The first that is there now, or None."""
        return next(self.search(role, name), None)

    def find(self, role=None, name=None, patience=None):
        """The first that is there within @patience."""
        return wait(lambda: self.look(role, name), f'{role or "widget"} {name or ""} in the window', patience)

    def press(self):
        """What a click does. Waits until the widget can be pressed."""
        from gi.repository import Atspi
        wait(lambda: self.enabled, f'{self} to become sensitive')
        if atspi(self.accessible.get_action_iface) is None:
            raise Failure(f'{self} has no action')
        atspi(lambda: Atspi.Action.do_action(self.accessible, 0))

    @property
    def area(self):
        """Where it is in its window: x, y, width, height."""
        from gi.repository import Atspi
        rect = atspi(lambda: Atspi.Component.get_extents(self.accessible, Atspi.CoordType.WINDOW))
        return rect.x, rect.y, rect.width, rect.height

    def click(self, button=1, modifiers=()):
        """Clicks near its start with the mouse: for what has no action of its own."""
        def size():
            return self.area[2] > 0 and self.area
        x, y, width, height = wait(size, f'{self} to have a size')
        self.app.wait_active()
        # The window stands at the corner of the display, its frame around it.
        x, y = x + FRAME + min(width // 2, 40), y + FRAME + min(height // 2, 12)
        command = ['xdotool', 'mousemove', str(x), str(y)]
        for modifier in modifiers:
            command += ['keydown', modifier]
        command += ['click', str(button)]
        for modifier in modifiers:
            command += ['keyup', modifier]
        self.app.desktop.run(*command)

    def focus(self):
        """Gives it the focus by a click; GTK lets no assistive technology move the focus."""
        self.click()
        wait(lambda: self.focused, f'the focus on {self}')

    def write(self, text):
        """Puts @text into it, as an assistive technology does."""
        from gi.repository import Atspi
        if atspi(self.accessible.get_editable_text_iface) is None:
            raise Failure(f'{self} is no editable text')
        atspi(lambda: Atspi.EditableText.set_text_contents(self.accessible, text))
        wait(lambda: self.text == text, f'{self} to hold the text')

    def __str__(self):
        try:
            return f'{self.role} “{self.name}”'
        except Gone:
            return 'a widget that is gone'

    def describe(self):
        """The tree below, as lines."""
        lines = []

        def add(node, depth):
            try:
                text = node.text
                lines.append('  ' * depth + str(node) + (f' = {text[:80]!r}' if text else '')
                             + (' (focused)' if node.focused else '') + ('' if node.enabled else ' (insensitive)'))
                below = node.children
            except Gone:
                return
            for child in below:
                with contextlib.suppress(Gone):
                    if child.showing:
                        add(child, depth + 1)

        add(self, 0)
        return '\n'.join(lines)


# Where the menus of buttons are written.
MENUS = {
    'Library Menu': ('library/easel-library-page.ui', 'page_menu'),
    'Chat Menu': ('chat/easel-chat-page.ui', 'page_menu'),
    'Prompt Menu': ('prompt/easel-prompt-page.ui', 'page_menu'),
    'Main Menu': ('window/easel-window.ui', 'main_menu'),
}

# GTK's names of a role differ between versions.
ROLES = {
    'button': ('push button', 'button'),
    # A menu button is named twice: the box around it does nothing.
    'toggle': ('toggle button',),
    'text': ('text', 'entry', 'editable text'),
    'dialog': ('dialog', 'alert'),
    'menuitem': ('menu item', 'check menu item', 'radio menu item'),
    'row': ('list item', 'table row'),
}


def plain(text):
    """@text without the brackets of the pseudo-translation."""
    return text.replace('⟦', '').replace('⟧', '')


def matches(wanted, name):
    name = plain(name)
    return bool(wanted.search(name)) if isinstance(wanted, re.Pattern) else wanted == name


class Server:
    """The test server as a process: a provider that behaves as it is told."""

    def __init__(self, desktop, **options):
        command = [str(desktop.build / 'tests' / 'support' / 'easel-test-server')]
        for name, value in options.items():
            command.append(f'--{name.replace("_", "-")}={value}')
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.url = f'http://127.0.0.1:{self.port}/v1'

    def stop(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()


class Watched:
    """A process as the accessibility bus has it."""

    def __init__(self, desktop, process):
        self.desktop = desktop
        self.process = process
        self.top = None

    # ---- finding

    def root(self):
        """The application on the accessibility bus."""
        from gi.repository import Atspi
        if self.top is not None:
            return self.top
        top = Atspi.get_desktop(0)
        for i in range(atspi(top.get_child_count)):
            child = atspi(lambda i=i: top.get_child_at_index(i))
            with contextlib.suppress(Gone):
                if child is not None and atspi(child.get_process_id) == self.process.pid:
                    # What is asked is asked of the window, not of a memory of it.
                    # A widget's role alone never changes.
                    child.set_cache_mask(Atspi.Cache.ROLE)
                    self.top = Node(child, self)
                    return self.top
        return None

    @property
    def windows(self):
        if self.process.poll():
            raise Failure(f'it ended with {self.process.returncode}:\n{self.log()}')
        root = self.root()
        return [child for child in root.children if child.showing] if root is not None else []

    def look(self, role=None, name=None):
        for window in reversed(self.windows):
            found = window.look(role, name)
            if found is not None:
                return found
        return None

    def find(self, role=None, name=None, patience=None):
        return wait(lambda: self.look(role, name), f'{role or "widget"} {name or ""}', patience)

    def find_gone(self, role=None, name=None, patience=None):
        wait(lambda: self.look(role, name) is None, f'{role} {name} to go', patience)

    def find_all(self, role=None, name=None):
        return [node for window in self.windows for node in window.find_all(role, name)]

    def labels(self):
        """All text that shows."""
        return [node.name for node in self.find_all('label')]

    def focused(self):
        """The widget that has the focus; the deepest where several say so."""
        from gi.repository import Atspi
        found = None
        stack = [window for window in self.windows if window.has('active')]
        while stack:
            node = stack.pop()
            with contextlib.suppress(Gone):
                states = atspi(node.accessible.get_state_set)
                if states.contains(Atspi.StateType.SHOWING):
                    found = node if states.contains(Atspi.StateType.FOCUSED) else found
                    stack.extend(reversed(node.children))
        return found

    # ---- acting

    def key(self, *keys):
        """Presses keys in the window that has the focus, as a keyboard does."""
        self.wait_active()
        # Of a newer keyboard map xdotool finds a function key on a level that a
        # bare key does not reach: these it is told by their place.
        places = [str(66 + int(key[1:])) if re.fullmatch('F([1-9]|10)', key) else key for key in keys]
        self.desktop.run('xdotool', 'key', '--clearmodifiers', '--delay', '12', *places)

    def type(self, text):
        self.wait_active()
        self.desktop.run('xdotool', 'type', '--clearmodifiers', '--delay', '8', '--', text)

    def wait_active(self):
        wait(lambda: any(window.has('active') for window in self.windows), 'the window to have the focus')

    def click(self, role, name):
        self.find(role, name).press()

    def scroll_down(self):
        """To the end of what stands in the middle of the window, with the wheel."""
        self.wait_active()
        _, _, width, height = wait(lambda: next(w for w in self.windows if w.has('active')), 'the window').area
        self.desktop.run('xdotool', 'mousemove', str(FRAME + width // 2), str(FRAME + height // 2),
                         'click', '--repeat', '40', '--delay', '4', '5')

    def scroll_up(self):
        """To the start of what stands in the middle of the window."""
        self.wait_active()
        _, _, width, height = wait(lambda: next(w for w in self.windows if w.has('active')), 'the window').area
        self.desktop.run('xdotool', 'mousemove', str(FRAME + width // 2), str(FRAME + height // 2),
                         'click', '--repeat', '60', '--delay', '4', '4')

    def click_row(self, name, text):
        """The row of a list that is called something with @text."""
        self.find('list', name).find('row', re.compile(re.escape(text))).click()

    def choose(self, menu_button, item):
        """Opens a menu and chooses an item: by its words, or by its place, -1 being the last.

        GTK 4.18 tells no names of a menu's items to the accessibility bus, so
        the words are looked up in the source of the menu.
        """
        known = self.desktop.menu_items(menu_button) if isinstance(item, str) else None
        self.find('toggle', menu_button).press()
        items = wait(lambda: known is None and self.find_all('menuitem')
                     or known is not None and len(self.find_all('menuitem')) == len(known) and self.find_all('menuitem'),
                     f'the menu {menu_button} with {len(known or "?")} items')
        items[known.index(item) if known else item].press()

class App(Watched):
    """One run of Easel; several can share a home."""

    def __init__(self, desktop, home, environment=None, arguments=()):
        self.home = home
        self.log_path = home.path / f'stderr-{time.monotonic_ns()}.log'
        env = dict(desktop.environment)
        env.update(home.environment)
        env.update(environment or {})
        self.top = None
        with open(self.log_path, 'wb') as log:
            super().__init__(desktop, subprocess.Popen([str(desktop.program), *arguments], env=env,
                                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                       start_new_session=True))
        desktop.apps.append(self)

    def wait_shown(self):
        def shown():
            if self.process.poll() is not None:
                raise Failure(f'Easel ended with {self.process.returncode}:\n{self.log()}')
            root = self.root()
            return root is not None and any(child.showing for child in root.children)
        wait(shown, 'the window')
        return self

    # ---- ending

    def log(self):
        return self.log_path.read_text(encoding='utf-8', errors='replace')

    def problems(self):
        """What Easel and its libraries complained of."""
        return [line for line in self.log().splitlines()
                if re.search(r'CRITICAL|WARNING|ERROR|AddressSanitizer|runtime error|LeakSanitizer', line)
                and not FOREIGN.search(line)]

    def close(self):
        """Closes it as a user does, and waits for its end."""
        self.key('ctrl+q')
        self.wait_end()

    def wait_end(self, patience=None):
        wait(lambda: self.process.poll() is not None, 'Easel to end', patience)
        if self.process.returncode != 0:
            raise Failure(f'Easel ended with {self.process.returncode}:\n{self.log()}')

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Makes an end of it, however it stands."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()


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


class Desktop:
    def __init__(self, build, width=1280, height=900, program=None, source=None):
        self.build = pathlib.Path(build).resolve()
        self.program = pathlib.Path(program) if program else self.build / 'src' / 'ui' / 'easel'
        self.size = (width, height)
        self.path = pathlib.Path(tempfile.mkdtemp(prefix='easel-desktop-'))
        self.source = pathlib.Path(source or __file__).resolve().parents[0 if source else 2]
        self.processes = []
        self.apps = []
        self.servers = []
        self.homes = 0
        self.environment = {}

    # ---- starting and stopping

    def spawn(self, command, **options):
        process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True, **options)
        self.processes.append(process)
        return process

    def __enter__(self):
        try:
            self.begin()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def begin(self):
        runtime = self.path / 'run'
        runtime.mkdir(mode=0o700)
        keep = re.compile(r'^(PATH|USER|LOGNAME|SHELL|TERM|ASAN_OPTIONS|LSAN_OPTIONS|UBSAN_OPTIONS|EASEL_TEST_.*)$')
        self.environment = {name: value for name, value in os.environ.items() if keep.match(name)}
        self.environment.update({
            'HOME': str(self.path),
            'TMPDIR': str(self.path),
            'XDG_RUNTIME_DIR': str(runtime),
            'XDG_CONFIG_HOME': str(self.path / 'config'),
            'XDG_DATA_DIRS': f'{self.build}/data:/usr/local/share:/usr/share',
            'GSETTINGS_SCHEMA_DIR': str(self.build / 'data'),
            'GSETTINGS_BACKEND': 'memory',
            'LC_ALL': 'C.UTF-8',
            'TZ': 'UTC',
            'NO_AT_BRIDGE': '0',
            'GTK_A11Y': 'atspi',
            'GDK_BACKEND': 'x11',
            'GSK_RENDERER': 'cairo',
            'ADW_DISABLE_PORTAL': '1',
            'GTK_USE_PORTAL': '0',
            'NO_PROXY': '*',
        })
        read, write = os.pipe()
        self.spawn(['Xvfb', '-displayfd', str(write), '-screen', '0', f'{self.size[0]}x{self.size[1]}x24',
                    '-nolisten', 'tcp', '-noreset'], stdout=subprocess.DEVNULL, pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise Failure('Xvfb did not start')
        self.environment['DISPLAY'] = f':{number}'
        bus = self.spawn(['dbus-daemon', '--session', '--nofork', '--nopidfile', '--print-address=1'],
                         stdout=subprocess.PIPE, text=True)
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = bus.stdout.readline().strip()
        bus.stdout.close()
        launcher = next(path for path in ('/usr/libexec/at-spi-bus-launcher', '/usr/lib/at-spi2-core/at-spi-bus-launcher')
                        if os.path.exists(path))
        self.spawn([launcher, '--launch-immediately'], stdout=subprocess.DEVNULL)
        self.spawn(['openbox', '--config-file', self.write_openbox()], stdout=subprocess.DEVNULL)
        wait(lambda: subprocess.run(['xprop', '-root', '_NET_SUPPORTING_WM_CHECK'], env=self.environment, check=False,
                                    capture_output=True, text=True).stdout.find('window id') >= 0, 'the window manager')
        self.connect()

    def write_openbox(self):
        """New windows get the focus and no frame: a window shows its own."""
        path = self.path / 'openbox.xml'
        path.write_text('<?xml version="1.0"?><openbox_config xmlns="http://openbox.org/3.4/rc">'
                        '<focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>'
                        '<desktops><number>1</number></desktops>'
                        '<applications><application class="*"><decor>no</decor><focus>yes</focus>'
                        '<position force="yes"><x>0</x><y>0</y></position></application></applications>'
                        '</openbox_config>', encoding='utf-8')
        return str(path)

    def connect(self):
        """This process becomes an assistive technology of that desktop; a process can be one once."""
        for name in ('DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'):
            os.environ[name] = self.environment[name]
        import gi
        gi.require_version('Atspi', '2.0')
        from gi.repository import Atspi, GLib
        # Its cache, which is not used here, complains of applications that have none.
        GLib.log_set_handler('dbind', GLib.LogLevelFlags.LEVEL_WARNING, lambda *_: None, None)
        Atspi.init()
        Atspi.set_timeout(5000, 15000)

    def __exit__(self, *_):
        for app in self.apps:
            app.stop()
        for server in self.servers:
            server.stop()
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in reversed(self.processes):
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        shutil.rmtree(self.path, ignore_errors=True)

    # ---- what tests ask for

    def home(self, keyfile=''):
        self.homes += 1
        return Home(self.path / f'home-{self.homes}', keyfile)

    def start(self, home=None, environment=None, arguments=()):
        """Starts Easel and waits until its window shows."""
        return App(self, home or self.home(), environment, arguments).wait_shown()

    def serve(self, **options):
        server = Server(self, **options)
        self.servers.append(server)
        return server

    def report(self, name):
        """What is on the display now, for who reads of a failure: as text, and as a picture to keep."""
        lines = []
        for app in self.apps:
            if app.process.poll() is None:
                with contextlib.suppress(Exception):
                    for window in app.windows:
                        lines += [line for line in window.describe().splitlines()
                                  if not re.match(r' *(panel|grouping) “”( \(.*)?$', line)]
            lines += app.log().splitlines()[-15:]
        folder = self.build / 'meson-logs'
        if folder.is_dir():
            with contextlib.suppress(Exception):
                lines.append(f'picture: {self.picture(folder / f"{name}.png")}')
        return '\n'.join(lines)

    def run(self, *command):
        result = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=60)
        if result.returncode != 0:
            raise Failure(f'{" ".join(command)}: {result.stderr.strip()}')
        return result.stdout

    def menu_items(self, button):
        """The words in the menu of a button, in their order."""
        path, menu = MENUS[button]
        tree = xml.etree.ElementTree.parse(self.build / 'ui' / 'ui' / path)
        found = next(element for element in tree.iter('menu') if element.get('id') == menu)
        return [attribute.text for item in found.iter('item') for attribute in item.iter('attribute')
                if attribute.get('name') == 'label']

    def resize(self, app, width, height):
        """Gives the window of @app another size and waits for it."""
        window = self.window_id(app)
        self.run('xdotool', 'windowsize', window, str(width), str(height))

        wait(lambda: self.shape(window)[2:] == (width, height), f'a window of {width}×{height}')

    def shape(self, window):
        """Where a window stands: x, y, width, height, its frame included."""
        shape = dict(line.split('=', 1) for line in
                     self.run('xdotool', 'getwindowgeometry', '--shell', window).splitlines() if '=' in line)
        return tuple(int(shape[name]) for name in ('X', 'Y', 'WIDTH', 'HEIGHT'))

    def window_id(self, app):
        def find():
            result = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(app.process.pid)],
                                    env=self.environment, capture_output=True, text=True, check=False)
            # Menus are windows of their own, and smaller.
            windows = result.stdout.split()
            return max(windows, key=lambda window: self.shape(window)[2] * self.shape(window)[3], default=None)
        return wait(find, 'the window on the display')

    def set_dpi(self, dpi):
        """How large text is in what starts from now on, as the desktop's settings have it; 96 is plain."""
        self.run('xprop', '-root', '-f', 'RESOURCE_MANAGER', '8s', '-set', 'RESOURCE_MANAGER', f'Xft.dpi: {dpi}')

    def pixels(self):
        return subprocess.run(['import', '-window', 'root', '-depth', '8', 'rgb:-'], env=self.environment,
                              capture_output=True, check=False).stdout

    def settle(self):
        """Waits until two pictures of the display are the same: nothing moves any more."""
        last = None

        def still():
            nonlocal last
            now = self.pixels()
            same = now == last and bool(now)
            last = now
            return same
        with contextlib.suppress(Failure):
            wait(still, 'a still picture', 4)

    def picture(self, path, app=None):
        """Writes a picture of the display, or of one window with what pops up from it."""
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        crop = []
        if app is not None:
            x, y, width, height = self.shape(self.window_id(app))
            crop = ['-crop', f'{width - 2 * FRAME}x{height - 2 * FRAME}+{x + FRAME}+{y + FRAME}', '+repage']
        self.run('import', '-window', 'root', *crop, str(path))
        return path


def word_diff(before, after):
    """The changes as git's word diff writes them: [-gone-]{+new+}."""
    import difflib
    pieces = [re.findall(r'\s+|[^\s\w]|\w+', text) for text in (before, after)]
    out = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, *pieces, autojunk=False).get_opcodes():
        gone, new = ''.join(pieces[0][a:b]), ''.join(pieces[1][c:d])
        if kind == 'equal':
            out.append(gone)
        else:
            out.append((f'[-{gone}-]' if gone else '') + (f'{{+{new}+}}' if new else ''))
    return ''.join(out)


def chooser(app):
    """The window of the toolkit that asks for a file."""
    return wait(lambda: next((window for window in app.windows if window.role == 'dialog'), None), 'the file chooser')


def accept_file(app, path, button):
    """Writes a path into the chooser's field, as Ctrl+L opens it where it has none."""
    if chooser(app).look('text') is None:
        app.key('ctrl+l')
    chooser(app).find('text').write(str(path))
    wait(lambda: next(found for found in chooser(app).find_all('button', button) if found.enabled),
         f'the button {button}').press()
    wait(lambda: all(window.role != 'dialog' for window in app.windows), 'the file chooser to go')
