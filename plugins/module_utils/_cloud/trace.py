# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the trace of API calls: a line of JSON for each, with the shape of its response and no secret.

Several tasks and processes append to one file: each line is one write to a file that was opened for appending.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import os
import re
import stat
import threading
import typing as t
import urllib.parse

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import bodies, clock
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.shapes import Shape, shape_of

VARIABLE = "ALIOPS_VPC_TRACE"
HIDDEN = "(hidden)"
# Whatever their values are.
SECRET_PARAMETERS = frozenset({"ExternalId", "OIDCToken", "SecurityToken"})
# Whoever responds chooses the names of the fields, and may repeat a signed request in them.
FIELD = re.compile(r"[A-Za-z0-9_.:-]{1,64}\??")
CODE = re.compile(r"[A-Za-z0-9_.-]{1,128}")
MODE = 0o600


class Trace:
    """A file of calls. ``lost`` is why a line could not be written after the file had been opened, if so."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.lost: str | None = None
        self._secrets: frozenset[str] = frozenset()
        self._lock = threading.Lock()

    def check(self) -> None:
        """Create the file unless it exists. Raises OptionError where it cannot be written."""
        try:
            self._append(b"")
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise OptionError(
                f"trace: {self.path} cannot be written ({reason}); give the path of a file in an existing folder, or"
                f" remove the option and {VARIABLE}"
            ) from None

    def hide(self, secrets: t.Iterable[str]) -> None:
        """Keep these values out of all later lines."""
        plain = frozenset(secret for secret in secrets if secret)
        with self._lock:
            self._secrets |= plain | {urllib.parse.quote(secret, safe="") for secret in plain}

    def write(self, line: dict[str, t.Any]) -> None:
        """Append a line. A disk that has filled up does not end a run half-way: ``lost`` is the reason then."""
        try:
            self._append(json.dumps(line).encode("ascii") + b"\n")
        except OSError as error:
            self.lost = error.strerror or type(error).__name__

    def masked(self, value: t.Any) -> t.Any:
        """Return a value of a line without secrets."""
        if isinstance(value, dict):
            return {self.masked(name): self.masked(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.masked(inner) for inner in value]
        if isinstance(value, str):
            for secret in sorted(self._secrets, key=len, reverse=True):
                value = value.replace(secret, HIDDEN)
        return value

    def _append(self, line: bytes) -> None:
        # Not blocking: nobody may read from a pipe of this name.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
        # Opened for each line: a thread that outlives its task must not write where another file has this number.
        descriptor = os.open(self.path, flags, MODE)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(0, "it is not a file")
            if os.write(descriptor, line) < len(line):
                raise OSError(0, "the disk is full")
        finally:
            os.close(descriptor)


@dataclasses.dataclass
class TracedCall:
    """One call, while it is under way: what its line will hold."""

    started: float | None = None
    status: int | None = None
    code: str | None = None
    request_id: str | None = None
    size: int | None = None
    fields: Shape | None = None

    def received(self, status: int, body: bytes) -> None:
        """Note the response, with the code of the service: the SDK makes another one of some."""
        self.status, self.size = status, len(body)
        try:
            fields = bodies.parsed(body)
        except bodies.NoObject:
            return
        self.fields = shape_of(fields)
        code = fields.get("Code")
        if status >= 400 and isinstance(code, str) and CODE.fullmatch(code):
            self.code = code


class AccountTrace:
    """The calls of one account in a trace; ``account`` is None where the task names none."""

    def __init__(self, trace: Trace, account: str | None, time: clock.Clock) -> None:
        self.trace = trace
        self.account = account
        self.time = time
        self._current = threading.local()

    @contextlib.contextmanager
    def call(
        self,
        action: str,
        product: str,
        version: str,
        region: str,
        parameters: t.Mapping[str, t.Any],
        attempt: int = 1,
    ) -> t.Iterator[TracedCall]:
        """Write the line of a call when it has ended in whatever way; none where nothing was sent."""
        call = self._current.call = TracedCall()
        try:
            yield call
        except CallError as error:
            call.code, call.request_id = call.code or error.code, error.request_id
            raise
        finally:
            if call.started is not None:
                seconds = self.time.monotonic() - call.started
                sent = {name: _sent(name, value) for name, value in {"RegionId": region, **parameters}.items()}
                self.trace.write(
                    {
                        "at": _timestamp(self.time.now() - seconds),
                        "account": self.trace.masked(self.account),
                        "action": action,
                        "product": product,
                        "version": version,
                        "region": self.trace.masked(region),
                        "attempt": attempt,
                        "status": call.status,
                        "code": self.trace.masked(call.code),
                        "request_id": self.trace.masked(call.request_id),
                        "ms": round(seconds * 1000, 1),
                        "size": call.size,
                        "parameters": self.trace.masked(sent),
                        "fields": self.trace.masked(_named(call.fields)),
                    }
                )

    def sending(self) -> None:
        """Note that this thread's call is sent now."""
        self._current.call.started = self.time.monotonic()

    def received(self, response: t.Any, **_more: t.Any) -> None:
        """Note the response to this thread's call; a hook for the SDK's session, behind the one that reads the body."""
        self._current.call.received(response.status_code, response.content)


def _sent(name: str, value: t.Any) -> str:
    return HIDDEN if name in SECRET_PARAMETERS else str(value)


def _named(shape: Shape | None) -> Shape | None:
    """Return the shape of a response without names that are none of the API's."""
    if isinstance(shape, dict):
        return {name if FIELD.fullmatch(name) else HIDDEN: _named(inner) for name, inner in shape.items()}
    if isinstance(shape, list):
        return [t.cast("Shape", _named(inner)) for inner in shape]
    return shape


def _timestamp(seconds: float) -> str:
    time = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
