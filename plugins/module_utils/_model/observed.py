# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a check observed: responses to calls, raw replies, hosts. Values; the verdicts are in _check."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError
from ansible_collections.aliops.vpc.plugins.module_utils._model.error_catalog import DENIED, LOOKED_UP

DRY_RUN_PASSED = "DryRunOperation"
# The codes of a credential that the service does not accept.
KEY_REFUSED = (
    "InvalidAccessKeyId.",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "InvalidSecurityToken.",
    "MissingSecurityToken",
    "InvalidTimeStamp.",
    "InvalidAccessKeySecret",
)
Row = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Outcome:
    """A success with its ``fields``, or a refusal with its ``code``. One that never arrived has a code SDK.*."""

    action: str
    product: str
    region: str
    fields: Row = dataclasses.field(default_factory=dict)
    code: str | None = None
    message: str = ""
    hint: str | None = None

    @classmethod
    def refused(cls, action: str, product: str, region: str, error: CallError) -> Outcome:
        """Return the response of a call that failed."""
        return cls(action, product, region, {}, error.code, error.sentence, error.hint)

    @property
    def succeeded(self) -> bool:
        """Return whether the call did what it was to do."""
        return self.code is None

    @property
    def denied(self) -> bool:
        """Return whether the key may not make this call; some denials look like a resource that does not exist."""
        return self.code in DENIED or self.code in LOOKED_UP

    @property
    def unanswered(self) -> bool:
        """Return whether no response arrived, or none that can be read."""
        return self.code is not None and self.code.startswith("SDK.")

    @property
    def unasked(self) -> bool:
        """Return whether the service judged the credential and never the call."""
        return self.unanswered or str(self.code).startswith(KEY_REFUSED)

    @property
    def dry_run_passed(self) -> bool:
        """Return whether a dry run found nothing in the way."""
        return self.code == DRY_RUN_PASSED

    def rows(self, path: str) -> list[Row]:
        """Return the objects of a list by its path; none where it is missing or something else."""
        value: t.Any = self.fields
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


@dataclasses.dataclass(frozen=True)
class Host:
    """What was seen of a product's host. ``ahead`` is by how many seconds the local clock is ahead of the host's.

    ``failure`` is why it cannot be reached, ``days`` for how long its certificate is valid; None is unknown.
    """

    product: str
    url: str
    failure: str | None = None
    cure: str | None = None
    ahead: float | None = None
    days: float | None = None
    proxied: bool = False

    @property
    def encrypted(self) -> bool:
        """Return whether calls go there encrypted."""
        return self.url.startswith("https://")


@dataclasses.dataclass(frozen=True)
class Reply:
    """The response as it arrived: HTTP status, JSON fields (none for another body), and the code of a refusal."""

    status: int
    fields: dict[str, t.Any]

    @property
    def code(self) -> str | None:
        """Return the code of a refusal; None for a success, and an empty one for a body that is none of the API."""
        if self.status == 200:
            return None
        return str(self.fields.get("Code") or "")
