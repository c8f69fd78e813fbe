# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers and clients that this project did not write, for the suite `real`.

They are kept in the cache folder and come from where the computer's own tools
get their packages: Debian's llama.cpp through apt, everything else through npm,
which `./dev` asks, since it is the computer's. What is out of reach has a
reason instead of a path.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

# Without a folder to keep things in nothing is fetched.
HAS_CACHE = bool(os.environ.get('EASEL_TEST_REAL_CACHE'))
CACHE = pathlib.Path(os.environ.get('EASEL_TEST_REAL_CACHE', ''))
# llama.cpp and all that it stands on: newer than the system, so with its own C library.
DEBIAN_SUITE = 'sid'
DEBIAN_PACKAGES = ('libc6', 'libgcc-s1', 'libstdc++6', 'libgomp1', 'libssl3t64', 'libzstd1', 'zlib1g', 'libggml0',
                   'libllama0', 'llama.cpp-tools')
APT_SECONDS = 60


class OutOfReach(Exception):
    pass


# Why the mirror did not give it: it is asked once, not by each test.
unreached = []


def node():
    """The command that runs node."""
    path = CACHE / 'node'
    if not HAS_CACHE or not path.exists():
        raise OutOfReach('this computer has no node')
    done = subprocess.run([path, '--version'], capture_output=True, text=True, check=False)
    if done.returncode or int(re.match(r'v(\d+)', done.stdout)[1]) < 20:
        raise OutOfReach('the node of this computer does not run here or is older than 20')
    return str(path)


def npm_folder():
    """The folder node_modules with the pinned packages."""
    path = os.environ.get('EASEL_TEST_REAL_NPM')
    if not path or not pathlib.Path(path, 'node_modules').is_dir():
        raise OutOfReach('the npm registry is out of reach')
    return pathlib.Path(path, 'node_modules')


def mirror():
    """The mirror of Debian that apt is set up with."""
    try:
        done = subprocess.run(['apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'],
                              capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise OutOfReach('there is no apt here') from error
    for line in done.stdout.split():
        if '/debian' in line and 'security' not in line:
            return line
    raise OutOfReach('apt is not set up with a mirror of Debian')


def fetch_debian(folder):
    state = folder / 'apt'
    for name in ('lists/partial', 'cache/archives/partial'):
        (state / name).mkdir(parents=True)
    (state / 'status').touch()
    (state / 'sources.list').write_text(f'deb {mirror()} {DEBIAN_SUITE} main\n', encoding='utf-8')
    options = {'Dir::Etc::sourcelist': state / 'sources.list', 'Dir::Etc::sourceparts': '-', 'Dir::State::lists': state / 'lists',
               'Dir::State::status': state / 'status', 'Dir::Cache': state / 'cache', 'Acquire::Languages': 'none',
               # Signed, but perhaps a mirror that is some weeks behind.
               'Acquire::Check-Valid-Until': 'false', 'Acquire::Retries': '1', 'Acquire::http::Timeout': '10', 'APT::Sandbox::User': ''}
    apt = ['apt-get', '-qq', *(word for name, value in options.items() for word in ('-o', f'{name}={value}'))]
    for command in ([*apt, 'update'], [*apt, 'download', *DEBIAN_PACKAGES]):
        subprocess.run(command, cwd=state / 'cache', stdin=subprocess.DEVNULL, capture_output=True, check=True,
                       timeout=APT_SECONDS)
    for package in (state / 'cache').glob('*.deb'):
        subprocess.run(['dpkg-deb', '-x', package, folder / 'root'], check=True, capture_output=True)
    shutil.rmtree(state)


def llama_command():
    """The command that runs llama.cpp's server, and what it needs in its environment."""
    if not HAS_CACHE or not CACHE.is_dir():
        raise OutOfReach('there is no cache folder')
    folder = CACHE / f'llama-{DEBIAN_SUITE}'
    if not folder.is_dir():
        if unreached:
            raise OutOfReach(unreached[0])
        new = pathlib.Path(tempfile.mkdtemp(prefix='llama-', dir=CACHE))
        try:
            fetch_debian(new)
            new.rename(folder)
        except (OSError, subprocess.SubprocessError, OutOfReach) as error:
            unreached.append(str(error) if isinstance(error, OutOfReach) else 'the mirror of Debian is out of reach')
            raise OutOfReach(unreached[0]) from error
        finally:
            shutil.rmtree(new, ignore_errors=True)
    libraries = next(iter(sorted((folder / 'root/usr/lib').glob('*-linux-gnu'))), None)
    server = folder / 'root/usr/bin/llama-server'
    loader = next(iter(sorted(libraries.glob('ld-linux-*.so.*'))), None) if libraries else None
    if loader is None or not server.exists():
        raise OutOfReach('the mirror has no llama.cpp for this kind of computer')
    backends = sorted(libraries.glob('ggml/backends*/libggml-cpu*.so'))
    flags = pathlib.Path('/proc/cpuinfo').read_text(encoding='utf-8', errors='replace')
    wanted = 'haswell' if re.search(r'\bavx2\b', flags) and re.search(r'\bfma\b', flags) else 'x64'
    backend = next((path for path in backends if path.name == f'libggml-cpu-{wanted}.so'), backends[0] if backends else None)
    path = ':'.join(str(part) for part in (libraries, libraries / 'llama', backend.parent if backend else libraries))
    return ([str(loader), '--library-path', path, str(server)],
            {'GGML_BACKEND_PATH': str(backend)} if backend else {})
