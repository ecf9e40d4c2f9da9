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
# A browser reads commands from its file descriptor 3 and answers on 4, each ended by a zero byte.
EXEC = 'exec "$@" 3<&"$COMMANDS" 4>&"$ANSWERS"'


def executable() -> str | None:
    """The path of a Chromium, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Browser:
    """One tab. `complaints` are the console's errors, uncaught exceptions and dialogs, in their order."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
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
        """Send one command; its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return dict(answer["result"])

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        before = self._loaded
        self.send("Page.navigate", url=url)
        while self._loaded == before:
            self._next()

    def value(self, expression: str) -> Any:
        """What a JavaScript expression or promise comes to, as JSON."""
        found = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def wait_for(self, expression: str, seconds: float = 20.0) -> None:
        """Ask again and again until the expression is true."""
        end = time.monotonic() + seconds
        while not self.value(expression):
            assert time.monotonic() < end, f"never true: {expression}"
            time.sleep(0.05)

    def screen(self, width: int, height: int, scheme: str = "light") -> None:
        """Be a screen of that size, with light or dark colours."""
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self, file: Path) -> None:
        shot = self.send("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        file.write_bytes(base64.b64decode(shot))

    def _next(self) -> dict[str, Any]:
        """The next answer or event."""
        while b"\0" not in self._unread:
            assert select.select([self._answers], [], [], 60)[0], "the browser says nothing any more"
            received = os.read(self._answers, 1 << 16)
            assert received, "the browser has ended"
            self._unread += received
        text, self._unread = self._unread.split(b"\0", maxsplit=1)
        message: dict[str, Any] = json.loads(text)
        self._take_note(message.get("method", ""), message.get("params", {}))
        return message

    def _take_note(self, event: str, about: dict[str, Any]) -> None:
        if event == "Page.loadEventFired":
            self._loaded += 1
        elif event == "Runtime.exceptionThrown":
            self.complaints.append(str(about["exceptionDetails"]))
        elif event == "Runtime.consoleAPICalled" or event == "Page.javascriptDialogOpening":
            self.complaints.append(f"{event}: {about}")
        elif event == "Log.entryAdded" and about["entry"]["level"] in ("warning", "error"):
            self.complaints.append(about["entry"]["text"])


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
    (their_commands, commands), (answers, their_answers) = os.pipe(), os.pipe()
    environment = {**os.environ, "COMMANDS": str(their_commands), "ANSWERS": str(their_answers), "HOME": str(profile)}
    command = ["bash", "-c", EXEC, "bash", program, *OPTIONS, f"--user-data-dir={profile / 'data'}"]
    with (profile / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, pass_fds=(their_commands, their_answers), stdout=log, stderr=log
        )
    os.close(their_commands)
    os.close(their_answers)
    try:
        browser = Browser(commands, answers)
        yield browser
        browser._session = None
        browser.send("Browser.close")
    finally:
        os.close(commands)
        os.close(answers)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
