# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns a headless Chromium, driven through its DevTools protocol over a pipe. Knows no page."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
# A browser reads commands from its file descriptor 3 and writes responses to 4, each ended by a zero byte.
EXEC = 'exec "$@" 3<&"$COMMANDS" 4>&"$RESPONSES"'


def executable() -> str | None:
    """The path of a Chromium, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Browser:
    """One tab. `complaints` are the console's errors, uncaught exceptions and dialogs, in their order."""

    def __init__(self, commands: int, responses: int) -> None:
        self._commands = commands
        self._responses = responses
        self._unread = b""
        self._number = 0
        self._session: str | None = None
        self._loaded = 0
        self.complaints: list[str] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, /, **parameters: Any) -> dict[str, Any]:
        """Send one command; return its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            response = self._next()
            if response.get("id") == self._number:
                assert "error" not in response, f"{method}: {response['error']}"
                return dict(response["result"])

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        before = self._loaded
        self.send("Page.navigate", url=url)
        while self._loaded == before:
            self._next()

    def value(self, expression: str) -> Any:
        """The value of a JavaScript expression or promise, as JSON."""
        evaluation = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in evaluation, evaluation["exceptionDetails"]
        return evaluation["result"].get("value")

    def wait_for(self, expression: str, seconds: float = 20.0) -> None:
        """Evaluate the expression until it is true."""
        end = time.monotonic() + seconds
        while not self.value(expression):
            assert time.monotonic() < end, f"never true: {expression}"
            time.sleep(0.05)

    def screen(self, width: int, height: int, scheme: str = "light") -> None:
        """Set the size of the screen, and light or dark colours."""
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self, file: Path) -> None:
        shot = self.send("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        file.write_bytes(base64.b64decode(shot))

    def _next(self) -> dict[str, Any]:
        """The next response or event."""
        while b"\0" not in self._unread:
            assert select.select([self._responses], [], [], 60)[0], "the browser sends nothing any more"
            received = os.read(self._responses, 1 << 16)
            assert received, "the browser has ended"
            self._unread += received
        text, self._unread = self._unread.split(b"\0", maxsplit=1)
        message: dict[str, Any] = json.loads(text)
        self._take_note(message.get("method", ""), message.get("params", {}))
        return message

    def _take_note(self, event: str, parameters: dict[str, Any]) -> None:
        if event == "Page.loadEventFired":
            self._loaded += 1
        elif event == "Runtime.exceptionThrown":
            self.complaints.append(str(parameters["exceptionDetails"]))
        elif event == "Runtime.consoleAPICalled" or event == "Page.javascriptDialogOpening":
            self.complaints.append(f"{event}: {parameters}")
        elif event == "Log.entryAdded" and parameters["entry"]["level"] in ("warning", "error"):
            self.complaints.append(parameters["entry"]["text"])


@contextlib.contextmanager
def browsing_or_skipping(profile: Path) -> Iterator[Browser]:
    """A browser with a new profile in that empty folder; without chromium, the test is skipped."""
    program = executable()
    if program is None:
        pytest.skip("needs chromium")
    with browsing(program, profile) as browser:
        yield browser


@contextlib.contextmanager
def browsing(program: str, profile: Path) -> Iterator[Browser]:
    """A browser with a new profile in that empty folder."""
    (their_commands, commands), (responses, their_responses) = os.pipe(), os.pipe()
    environment = {
        **os.environ,
        "COMMANDS": str(their_commands),
        "RESPONSES": str(their_responses),
        "HOME": str(profile),
    }
    command = ["bash", "-c", EXEC, "bash", program, *OPTIONS, f"--user-data-dir={profile / 'data'}"]
    with (profile / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, pass_fds=(their_commands, their_responses), stdout=log, stderr=log
        )
    os.close(their_commands)
    os.close(their_responses)
    try:
        browser = Browser(commands, responses)
        yield browser
        browser._session = None
        browser.send("Browser.close")
    finally:
        os.close(commands)
        os.close(responses)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
