# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns a server that hands keys out, as a URI or an instance's metadata; as a proxy it notes its calls."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
import typing as t

METADATA = "http://100.100.100.200/latest/meta-data/ram/security-credentials/"


class Handout:
    """Answers with a key; ``asked`` is what was asked for, in order."""

    def __init__(self, key: dict[str, str]) -> None:
        self.answer = {
            "Code": "Success",
            "AccessKeyId": key["AccessKeyId"],
            "AccessKeySecret": key["AccessKeySecret"],
            "SecurityToken": key["SecurityToken"],
            "Expiration": "2999-01-01T00:00:00Z",
        }
        self.asked: list[str] = []
        self.status = 200
        self.url = ""

    @contextlib.contextmanager
    def serving(self) -> t.Iterator[Handout]:
        handout = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self) -> None:
                handout.asked.append(self.path)
                token = self.command == "PUT"
                body = "token" if token else json.dumps(handout.answer)
                self.send_response(200 if token else handout.status)
                self.end_headers()
                self.wfile.write(body.encode())

            def do_CONNECT(self) -> None:
                handout.asked.append(self.path)
                self.send_error(403)

            def log_message(self, format: str, *args: t.Any) -> None:
                pass

            do_GET = do_PUT = answer

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            self.url = f"http://127.0.0.1:{server.server_address[1]}"
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield self
            finally:
                server.shutdown()
