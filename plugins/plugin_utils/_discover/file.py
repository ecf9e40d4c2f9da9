# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The discovered file: the peerings, and comments about all else. Pure."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.links import NextHop
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.estate import Estate
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.links import KINDS, Link, Loose
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.markup import as_yaml, comment, section
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.peerings import other_tags
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.routing import OtherRoute

Result = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class DiscoveredPair:
    """A link with its peering, and why a run would not leave it as it is."""

    link: Link
    peering: Result
    reasons: list[str]


@dataclasses.dataclass(frozen=True)
class Contents:
    """The pairs that are peerings, those that are left out, the links that are no pairs, and the routes to no pair."""

    kept: t.Sequence[DiscoveredPair]
    left_out: t.Sequence[DiscoveredPair]
    loose: t.Sequence[Loose]
    routes: t.Sequence[OtherRoute]


def text_of(contents: Contents, estate: Estate, mark: str | None) -> str:
    """Return the text of the file."""
    lines = [*_head(estate, contents.kept), *_peerings(contents.kept, mark), *_rest(contents)]
    return "\n".join(lines) + "\n"


def _head(estate: Estate, kept: t.Sequence[DiscoveredPair]) -> list[str]:
    own = [f"{name}: {read['account_id']}" for name, read in sorted(estate.reads.items())]
    foreign = {side.account for pair in kept for side in pair.link.sides if side.remote}
    lines = [
        "---",
        comment("The peerings that peering_state=discover found in the accounts below."),
        comment("A run of aliops.vpc.peer_vpcs with this file changes nothing. It holds no credential: pass"),
        comment("peering_accounts in another file (-e @accounts.yml) with the same names; the order does not matter."),
    ]
    if any("mark" in pair.peering for pair in kept):
        lines += [
            "#",
            comment("mark: false leaves the tag of the role off links that it would not know by a name of their own."),
            comment("Take the line out of a peering to have its link marked by the next run."),
        ]
    if foreign:
        lines += [
            "#",
            comment("A side with account_id belongs to an account that was not given: its own tables were not read."),
            comment("Once you have its credential, discover again."),
        ]
    lines += section("Accounts:", own)
    lines += section("Accounts that were not given:", sorted(foreign))
    lines += section("Regions with VPCs or router interfaces:", _regions(estate))
    lines += section(
        "NOT READ, so their peerings are missing here:",
        [f"{region.account}, {region.region}: {region.why}" for region in estate.unread],
    )
    return lines


def _regions(estate: Estate) -> list[str]:
    places = {(vpc["region"], vpc["account"]) for vpc in estate.vpcs}
    places |= {(interface.region, account) for account, interface in estate.interfaces.values()}
    by_region = collections.defaultdict(list)
    for region, account in sorted(places):
        by_region[region].append(account)
    counted = f"{len(estate.regions)} regions were read"
    return [*(f"{region}: {', '.join(accounts)}" for region, accounts in by_region.items()), counted]


def _peerings(kept: t.Sequence[DiscoveredPair], mark: str | None) -> list[str]:
    lines = ["", "peering_connections:" if kept else "peering_connections: []"]
    for number, pair in enumerate(kept):
        lines += [""] * bool(number)
        lines += [comment(text, "  ") for text in _notes(pair, mark)]
        lines += as_yaml(pair.peering)
    return lines


def _notes(pair: DiscoveredPair, mark: str | None) -> t.Iterator[str]:
    link = pair.link
    hops: dict[str, NextHop] = {str(hop.next_hop_id): hop for hop in link.hops.values()}
    yield " and ".join(f"{hop_id} ({hop.name or 'no name'})" for hop_id, hop in hops.items())
    locked = [hop_id for hop_id, hop in hops.items() if (hop.business_status or "Normal") != "Normal"]
    if locked:
        yield f"locked, so a run refuses it until the bills are paid: {', '.join(locked)}"
    keys = other_tags(link, mark)
    if keys:
        yield f"tags that not all ends have alike, or that nobody can write: {', '.join(keys)}"


def _rest(contents: Contents) -> list[str]:
    lines: list[str] = []
    for pair in contents.left_out:
        lines += section(f"{pair.peering['name']} is a pair, but no peering here, because:", pair.reasons)
        lines += [comment(line) for line in as_yaml(pair.peering)]
    for kind in KINDS:
        lines += section(f"No pair, {kind}:", [link.text for link in contents.loose if link.kind == kind])
    lines += section(
        "Routes to router interfaces or connections that are no peering's:", [route.text for route in contents.routes]
    )
    return lines
