# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns a command ansible-playbook whose runs the program of warm.py does, in real time: for scripts that call many."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import socketserver
import sys
import threading
import typing as t

from ansible_collections.aliops.vpc.tests.playbooks.warm import Program

# Ansible reads its settings when it is loaded: under any others than the program's, the command is the usual one.
COMMAND = f"""#!{sys.executable} -IS
import json, os, socket, sys
here = os.path.dirname(os.path.abspath(__file__))
settings = {{name: value for name, value in os.environ.items() if name.startswith("ANSIBLE_")}}
with open(here + "/settings") as stream:
    is_usual = settings != json.load(stream) or os.path.exists("ansible.cfg")
if is_usual:
    os.environ["PATH"] = os.environ["PATH"].replace(here + os.pathsep, "")
    os.execvp("ansible-playbook", sys.argv)
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(here + "/socket")
    environ = {{**os.environ, "RECORD_RESULTS": os.devnull}}
    order = {{"args": sys.argv[1:], "folder": os.getcwd(), "environ": environ}}
    connection.sendall(json.dumps(order).encode() + b"\\n")
    answer = json.load(connection.makefile())
sys.stdout.write(answer["printed"])
sys.exit(answer["code"])
"""


class Handler(socketserver.StreamRequestHandler):
    """Has one run done, from its beginning to its end."""

    server: Server

    def handle(self) -> None:
        """Answer with what the run printed, and its code."""
        order = json.loads(self.rfile.readline())
        output = self.server.folder / f"printed-{id(order)}"
        ask = self.server.program.ask
        # What guides show is run as users run it, with a process for each task.
        started = ask({**order, "output": str(output), "simulator": None, "forks": True})
        code = ask({"wait": started["pid"]})["code"]
        answer = {"code": code, "printed": output.read_text(encoding="utf-8")}
        output.unlink()
        self.wfile.write(json.dumps(answer).encode())


class Server(socketserver.UnixStreamServer):
    """Serves the commands of one script; they run one after the other."""

    def __init__(self, folder: pathlib.Path, program: Program) -> None:
        super().__init__(str(folder / "socket"), Handler)
        self.folder = folder
        self.program = program


@contextlib.contextmanager
def commands(folder: pathlib.Path, program: Program, environ: dict[str, str]) -> t.Iterator[dict[str, str]]:
    """Yield an environment in which ansible-playbook is this one; the others of Ansible stay as they are."""
    folder.mkdir()
    settings = {name: value for name, value in environ.items() if name.startswith("ANSIBLE_")}
    (folder / "settings").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "ansible-playbook").write_text(COMMAND, encoding="utf-8")
    (folder / "ansible-playbook").chmod(0o755)
    with Server(folder, program) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield {**environ, "PATH": f"{folder}{os.pathsep}{environ['PATH']}"}
        finally:
            server.shutdown()
            thread.join()
