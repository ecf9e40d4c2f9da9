# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exceptions that a module reports instead of a traceback. Knows neither Ansible nor the SDK."""

from __future__ import annotations

import typing as t


class Reason(str):
    """A fact and its cure in the options of a module; ``in_role`` is the same sentence in the variables of the role."""

    in_role: str

    def __new__(cls, fact: str, *, module: str, role: str) -> Reason:
        reason = super().__new__(cls, f"{fact}; {module}.")
        reason.in_role = f"{fact}; {role}."
        return reason


class VpcError(Exception):
    """A failure with a message for users; everything else is a bug and may print its traceback."""

    def details(self) -> dict[str, t.Any]:
        """Return the details for programs: the keys beside ``msg`` in the module's result."""
        return {}


class OptionError(VpcError):
    """Options that the argument spec cannot judge alone."""


class CredentialError(VpcError):
    """No credential, or an incomplete, unreadable or wrong one. Never holds a secret."""


class RefusedError(VpcError):
    """A refusal of the planner: a change that the API cannot make, reported before anything is written."""

    def __init__(self, reasons: t.Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)

    def details(self) -> dict[str, t.Any]:
        return {"refused": [str(reason) for reason in self.reasons]}

    @property
    def role_reasons(self) -> list[str]:
        """Return the reasons for a user of the role, whose variables are not the options of the modules."""
        return [reason.in_role if isinstance(reason, Reason) else reason for reason in self.reasons]


class CallError(VpcError):
    """One API call that did not succeed.

    ``code`` is the API's code, or ``SDK.*`` where no response arrived; ``request_id`` is None then. ``hint`` is a
    sentence about the cure; ``retryable`` is whether the same call may succeed later.
    """

    def __init__(
        self,
        action: str,
        region: str,
        code: str,
        message: str,
        request_id: str | None = None,
        status: int | None = None,
        *,
        hint: str | None = None,
        retryable: bool = False,
    ) -> None:
        which = f", request {request_id}" if request_id else ""
        self.sentence = f"{action} failed in {region}: {message.rstrip('.')} ({code}{which})"
        super().__init__(f"{self.sentence}. {hint}" if hint else self.sentence)
        self.action = action
        self.code = code
        self.request_id = request_id
        self.status = status
        self.hint = hint
        self.retryable = retryable

    def hinted(self, hint: str) -> CallError:
        """Return this error with another cure."""
        self.hint, self.args = hint, (f"{self.sentence}. {hint}",)
        return self

    def details(self) -> dict[str, t.Any]:
        names = ("action", "code", "request_id", "retryable", "hint")
        return {"error": {name: getattr(self, name) for name in names}}


class WaitError(VpcError):
    """A resource that got into a wrong state, or did not arrive in time; ``state`` is the last one that was read."""

    def __init__(self, message: str, state: str) -> None:
        super().__init__(message)
        self.state = state

    def details(self) -> dict[str, t.Any]:
        return {"last_state": self.state}


class AccountError(VpcError):
    """What a task with several accounts failed with in one of them."""

    def __init__(self, account: str, error: VpcError) -> None:
        super().__init__(f"{account}: {error}")
        self.error = error

    def details(self) -> dict[str, t.Any]:
        return self.error.details()


Failures = list[tuple[str, VpcError]]


class PartialError(VpcError):
    """Some entries of a list failed, the others were carried out; ``failures`` is (entry's label, error)."""

    def __init__(self, failures: Failures) -> None:
        super().__init__(" ".join(f"{label}: {error}." for label, error in failures))
        self.failures = list(failures)

    def details(self) -> dict[str, t.Any]:
        first = next((error.details() for _label, error in self.failures if error.details()), {})
        failures = [{"entry": label, "msg": str(error), **error.details()} for label, error in self.failures]
        return {**first, "failures": failures}
