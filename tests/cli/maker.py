# SPDX-License-Identifier: GPL-3.0-or-later
"""A provider of pictures for tests and benchmarks, each of which takes a while."""

import collections
import http.server
import json
import threading
import time


class Maker:
    """Replicate's predictions, each of which takes a while; it counts what it was asked."""

    def __init__(self, picture, seconds=0.25, spread=0.0):
        self.picture, self.seconds, self.spread = picture, seconds, spread
        self.lock = threading.Lock()
        self.made = {}
        self.asked = collections.Counter()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def log_message(self, *_):
                pass

            def answer(self, body, kind='application/json', status=200):
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header('Content-Type', kind)
                self.send_header('Content-Length', str(len(data)))
                self.end_headers()
                try:
                    self.wfile.write(data)
                except OSError:
                    self.close_connection = True

            def do_GET(self):
                if self.path.startswith('/v1/models/'):
                    return self.answer({'latest_version': None})
                if self.path.startswith('/files/'):
                    time.sleep(0.02)
                    return self.answer(outer.picture, 'image/png')
                return self.answer(outer.tell(self.path.rsplit('/', 1)[1]))

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers['Content-Length'])) or b'{}')
                if self.path.endswith('/cancel'):
                    return self.answer(outer.tell(self.path.split('/')[-2], cancel=True))
                answer = outer.submit(body['input']['prompt'])
                time.sleep(0.05)
                return self.answer(answer, status=201)

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                """Whoever is killed hangs up."""

        self.handler, self.server_class, self.port = Handler, Server, 0
        self.begin()
        self.url = f'http://127.0.0.1:{self.port}/v1'

    def begin(self):
        """Answers, at the same port as before."""
        self.server = self.server_class(('127.0.0.1', self.port), self.handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        """Is away; what was submitted goes on."""
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def submit(self, prompt):
        with self.lock:
            self.asked[prompt] += 1
            number = f'p{len(self.made)}'
            self.made[number] = [time.monotonic(), False]
        return self.tell(number)

    def tell(self, number, cancel=False):
        with self.lock:
            made = self.made[number]
            done = time.monotonic() - made[0] > self.seconds + self.spread * (int(number[1:]) % 9) / 8
            made[1] = made[1] or (cancel and not done)
            state = 'canceled' if made[1] else 'succeeded' if done else 'processing'
        url = f'{self.url}/predictions/{number}'
        return {'id': number, 'status': state, 'urls': {'get': url, 'cancel': url + '/cancel'},
                'output': [self.url.replace('/v1', f'/files/{number}.png')] if state == 'succeeded' else None}


def add_maker(home, maker, calls=4):
    home.good('provider', 'add', '--protocol', 'replicate', '--name', 'Maker', '--id', 'maker', '--base-url', maker.url)
    home.good('provider', 'edit', 'maker', '--most-calls', str(calls))
    home.good('model', 'add', 'maker:a/b', '--kinds', 'image')
