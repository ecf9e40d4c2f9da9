# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A difference between a peering as it is and as it should be, and how bad differences are. Pure; finds none itself."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side

# The worst comes first.
SEVERITIES = ("cut_off", "asymmetric", "cosmetic")
CUT_OFF, ASYMMETRIC, COSMETIC = SEVERITIES


@dataclasses.dataclass(frozen=True)
class Drift:
    """One way in which a side of a peering differs; ``values`` are for programs, ``text`` is for people."""

    peering: str
    side: str
    account: str
    severity: str
    rule: str
    text: str
    values: dict[str, t.Any]

    @property
    def line(self) -> str:
        """Return the finding as a line for people."""
        return f"{self.severity}: {self.peering}, {self.side} {self.account}: {self.text}"

    @property
    def failure(self) -> str:
        """Return the finding as the failing task shows it."""
        return f"{self.peering}, {self.side} {self.account}: {self.severity} {self.rule}: {self.text}"

    def as_result(self) -> dict[str, t.Any]:
        """Return the finding as plain data."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


def drift(peering: Peering, side: Side, severity: str, rule: str, text: str, **values: t.Any) -> Drift:
    """Return a difference on a side of a peering."""
    return Drift(peering.name, side.role, side.account, severity, rule, text, values)


def fails(findings: t.Sequence[dict[str, t.Any]], fail_on: str) -> bool:
    """Return whether a finding is as bad as ``fail_on``, or worse; no severity reaches never."""
    limit = SEVERITIES.index(fail_on) if fail_on in SEVERITIES else -1
    return any(SEVERITIES.index(finding["severity"]) <= limit for finding in findings)


def vpc_name(side: Side) -> str:
    """Return the name of a side's VPC in a sentence: its id, or the user's selector when that is unknown."""
    return str(side.vpc["vpc_id"]) if side.vpc else side.value
