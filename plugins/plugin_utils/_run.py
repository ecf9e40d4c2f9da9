# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run of the role peering: its input joined with the current state that its first task gathered. Pure."""

from __future__ import annotations

import dataclasses
import functools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.joining import joined, peerings_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.packing import unpacked
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import by_account

Result = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Run:
    """``input`` is the result of role_input, ``read`` that of vpcs_info."""

    input: Result
    read: Result

    @functools.cached_property
    def reads(self) -> dict[str, Result]:
        """Return the snapshot of each account, by its name."""
        return by_account(unpacked(self.read), dict.fromkeys(vpc["account"] for vpc in self.input["vpcs"]))

    @functools.cached_property
    def peerings(self) -> list[Peering]:
        """Return the peerings with what was read of both sides."""
        return joined(peerings_of(self.input["connections"], self.input["accounts"]), self.reads, self.handshakes)

    @property
    def handshakes(self) -> list[Result]:
        """Return the content of the handshake files; none where the run has both credentials."""
        return self.input["handshakes"] or []


def vpcs_to_read(connections: t.Sequence[Result], accounts: t.Collection[str]) -> list[Result]:
    """Return the VPCs of the own sides as the option ``vpcs`` of vpcs_info takes them, each once.

    The accounts come in the order in which they initiate peerings.
    """
    peerings = peerings_of(connections, accounts)
    own = [getattr(peering, role) for role in ("initiator", "acceptor") for peering in peerings]
    entries = {(side.account, *side.selector.items()): side for side in own if not side.remote}
    return [{"account": side.account, **side.selector} for side in entries.values()]
