# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns running the simulator in a process, and the vendor's SDK as its client. Imports nothing of the plugins."""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import os
import select
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import RpcRequest

from ansible_collections.aliops.vpc.tests import scenarios, sdk_endpoints
from vpc_simulator.operations import operation
from vpc_simulator.shapes import FILE, RESPONSES, differences, shape_of

SOURCE = Path(__file__).parents[2] / "roles" / "simulator" / "files"
SCENARIOS = scenarios.FOLDER
INITIATOR, ACCEPTOR = scenarios.INITIATOR.key, scenarios.ACCEPTOR.key


sdk_endpoints.share()


class Simulator:
    """A running simulator: its address and its control API. `ca` is the certificate to trust, over HTTPS."""

    def __init__(self, url: str, ca: Path | None = None) -> None:
        self.url = url
        self.address = url.partition("://")[2]
        self.ca = ca
        self._tls = ssl.create_default_context(cafile=str(ca)) if ca else None
        self._idle: list[http.client.HTTPConnection] = []
        self._open = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self._tls)
        ).open

    def control(self, path: str, body: str | None = None) -> Any:
        """GET, or POST with a body; return the JSON of the response."""
        return self._exchange("GET" if body is None else "POST", path, body)

    def load(self, scenario: scenarios.Keys) -> None:
        """Load a scenario."""
        self.control("scenario", json.dumps(scenario))

    def delete(self, path: str) -> Any:
        return self._exchange("DELETE", path)

    def close(self) -> None:
        """Close the connections that were kept for the next call."""
        while self._idle:
            self._idle.pop().close()

    def _exchange(self, method: str, path: str, body: str | None = None) -> Any:
        """Call the control API on a connection that is kept: thousands of tests begin with a call. Threads may call."""
        with contextlib.ExitStack() as failed:
            connection = self._connection()
            failed.callback(connection.close)
            connection.request(method, f"/_simulator/{path}", None if body is None else body.encode())
            response = connection.getresponse()
            content = response.read()
            failed.pop_all()
        self._idle.append(connection)
        if response.status >= 400:
            url = f"{self.url}/_simulator/{path}"
            raise urllib.error.HTTPError(url, response.status, response.reason, response.headers, io.BytesIO(content))
        return json.loads(content)

    def _connection(self) -> http.client.HTTPConnection:
        """Return a connection that was kept, or a new one; the simulator closes those that were idle for long."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.sock or not select.select([connection.sock], [], [], 0)[0]:
                return connection
            connection.close()
        if self._tls:
            return http.client.HTTPSConnection(self.address, context=self._tls)
        return http.client.HTTPConnection(self.address)

    def refused(self, path: str, body: str) -> str:
        """Return the error of a POST that must be refused."""
        with pytest.raises(urllib.error.HTTPError) as refusal:
            self.control(path, body)
        assert refusal.value.code == 400
        return str(json.load(refusal.value)["error"])

    def reset(self) -> None:
        self.control("reset", "")

    def calls(self) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = self.control("calls")
        return calls


@contextlib.contextmanager
def running(*options: str, tls: Path | None = None) -> Iterator[Simulator]:
    """A simulator in a process of its own, on a free port; with a folder for its certificate over HTTPS."""
    if tls:
        options = (*options, "--tls-dir", str(tls))
    command = [sys.executable, "-m", "vpc_simulator", *options]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line.startswith("vpc_simulator listening on http"), line
            with contextlib.closing(Simulator(line.split()[-1], tls / "ca.pem" if tls else None)) as simulator:
                yield simulator
        finally:
            process.terminate()
            assert process.wait(10) == 0


class Sdk:
    """One account's calls through aliyun-python-sdk-core and -vpc, as programs make them."""

    def __init__(self, simulator: Simulator, key: tuple[str, str], region: str) -> None:
        self.endpoint = simulator.address
        self.client = AcsClient(key[0], key[1], region)

    def call(self, request: type[RpcRequest] | RpcRequest, **parameters: Any) -> dict[str, Any]:
        """Send a request class; every parameter goes through the class's own setter."""
        if isinstance(request, type):
            request = request()
        for name, value in parameters.items():
            getattr(request, f"set_{name}")(value)
        request.set_endpoint(self.endpoint)
        request.set_accept_format("JSON")
        response: dict[str, Any] = json.loads(self.client.do_action_with_exception(request))
        name = operation(request.get_version(), request.get_action_name())
        assert list(differences(RESPONSES[name], shape_of(response))) == [], (
            f"{name}: not as in {FILE.name}; make tables"
        )
        return response

    def refused(self, request: type[RpcRequest] | RpcRequest, **parameters: Any) -> tuple[int, str]:
        """Return the HTTP status and code of a call that must be refused."""
        with pytest.raises(ServerException) as refusal:
            self.call(request, **parameters)
        return refusal.value.get_http_status(), refusal.value.get_error_code()


def wait_until(met: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until the condition is met."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "the condition was not met in time"
        time.sleep(0.02)
