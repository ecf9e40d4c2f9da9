# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The blocks that a side of a peering routes to its peer, the same in all tables or others in each. Pure."""

from __future__ import annotations

import dataclasses
import ipaddress
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import Network

ByTable = dict[str, list[Network]]


@dataclasses.dataclass(frozen=True)
class Destinations:
    """All ``blocks``; and those of each route table, where the side's routes name the tables themselves."""

    blocks: list[Network]
    by_table: ByTable | None = None

    @classmethod
    def from_option(cls, routes: t.Any) -> Destinations:
        """Read a side's routes that are a list of blocks, or a dict of such lists by route tables."""
        if isinstance(routes, list):
            return cls(_networks(routes))
        by_table = {table: _networks(blocks) for table, blocks in routes.items()}
        return cls(list(dict.fromkeys(block for blocks in by_table.values() for block in blocks)), by_table)

    def in_tables(self, selected: t.Iterable[str]) -> ByTable:
        """Return the blocks by route table; ``selected`` are the tables of a side that names none itself."""
        return dict.fromkeys(selected, self.blocks) if self.by_table is None else self.by_table

    def tables_of(self, block: Network, selected: t.Sequence[str]) -> t.Sequence[str]:
        """Return the tables with a block; ``selected`` are those of a side that names none itself."""
        if self.by_table is None:
            return selected
        return [table for table, blocks in self.by_table.items() if block in blocks]

    def cover(self, block: Network, tables: t.Collection[str]) -> bool:
        """Return whether a whole block is to be reached from vSwitches that use these route tables."""
        if self.by_table is None:
            return _covered(block, self.blocks)
        return bool(tables) and all(_covered(block, self.by_table.get(table, ())) for table in tables)


def _networks(blocks: t.Iterable[str]) -> list[Network]:
    return [ipaddress.ip_network(block) for block in blocks]


def _covered(block: Network, wanted: t.Sequence[Network]) -> bool:
    overlapping = [outer for outer in wanted if outer.version == block.version and outer.overlaps(block)]
    return any(outer.prefixlen <= block.prefixlen for outer in overlapping)
