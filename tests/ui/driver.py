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
import subprocess
import tempfile
import time
import xml.etree.ElementTree

from bus import ROOT, Bus, Gone
from homes import Home
from nodes import FRAME, Failure, Node, has_state, question, role_name, wait

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


# Where the menus of buttons are written.
MENUS = {
    'Library Menu': ('library/easel-library-page.ui', 'page_menu'),
    'Chat Menu': ('chat/easel-chat-page.ui', 'page_menu'),
    'Prompt Menu': ('prompt/easel-prompt-page.ui', 'page_menu'),
    'Main Menu': ('window/easel-window.ui', 'main_menu'),
}


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
        # Its name on the accessibility bus.
        self.peer = None
        self.known_roles, self.known_interfaces = {}, {}

    # ---- asking

    def ask_all(self, questions):
        return self.desktop.bus.ask_all(self.peer, questions)

    def roles(self, paths):
        """What widgets are; that of a widget never changes."""
        return [found if isinstance(found, Gone) else role_name(found)
                for found in self.ask_once(self.known_roles, 'GetRole', paths)]

    def interfaces(self, paths):
        """What can be asked of widgets, which never changes either."""
        return self.ask_once(self.known_interfaces, 'GetInterfaces', paths)

    def ask_once(self, known, method, paths):
        new = [path for path in paths if path not in known]
        answers = self.ask_all([question(path, 'Accessible', method) for path in new])
        known.update((path, answer) for path, answer in zip(new, answers) if not isinstance(answer, Gone))
        return [known.get(path, Gone(path)) for path in paths]

    # ---- finding

    @property
    def windows(self):
        if self.process.poll():
            raise Failure(f'it ended with {self.process.returncode}:\n{self.log()}')
        self.peer = self.peer or self.desktop.bus.find(self.process.pid)
        return [child for child in Node(ROOT, self).children if child.showing] if self.peer else []

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
        found = [path for window in self.windows if window.has('active')
                 for path, states in window.survey()[0].items() if has_state(states, 'focused')]
        return Node(found[-1], self) if found else None

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
        with open(self.log_path, 'wb') as log:
            super().__init__(desktop, subprocess.Popen([str(desktop.program), *arguments], env=env,
                                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                       start_new_session=True))
        desktop.apps.append(self)

    def wait_shown(self):
        def shown():
            if self.process.poll() is not None:
                raise Failure(f'Easel ended with {self.process.returncode}:\n{self.log()}')
            return self.windows
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
        self.bus = None

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
                    '-fbdir', str(self.path), '-nolisten', 'tcp', '-noreset'], stdout=subprocess.DEVNULL, pass_fds=(write,))
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
        self.bus = Bus(self.environment['DBUS_SESSION_BUS_ADDRESS'])

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
        """What is on the display, as the server holds it."""
        return (self.path / 'Xvfb_screen0').read_bytes()

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
        wait(lambda: chooser(app).has('active'), 'the focus in the file chooser')
        app.key('ctrl+l')
    chooser(app).find('text').write(str(path))
    wait(lambda: next((found for found in chooser(app).find_all('button', button) if found.enabled), None),
         f'the button {button}').press()
    wait(lambda: all(window.role != 'dialog' for window in app.windows), 'the file chooser to go')
