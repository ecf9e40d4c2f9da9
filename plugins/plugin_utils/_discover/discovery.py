# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The discovery: which peerings the accounts have, and what else there is. Pure."""

from __future__ import annotations

import collections
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Side
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.estate import Estate
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.file import Contents, DiscoveredPair, text_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.links import Link, links_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.names import names_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.peerings import peering_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.proof import objections
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.routing import existing_blocks, other_routes

Result = dict[str, t.Any]


def discover(given: Result, read: Result) -> Result:
    """Return ``discovered``, with the file's ``text``, and ``warnings``; or ``msg``, why nothing was discovered.

    ``given`` is the input of the role, ``read`` the result of vpcs_info.
    """
    estate = Estate(read, given["accounts"])
    failed = estate.failed_accounts or _twice(estate)
    if failed:
        return {"msg": failed, "final": True}
    links, loose = links_of(estate)
    pairs = _pairs_of(given, estate, links)
    contents = Contents(
        [pair for pair in pairs if not pair.reasons],
        [pair for pair in pairs if pair.reasons],
        loose,
        other_routes(estate, links),
    )
    unread = [f"{region.account}, {region.region}: {region.msg}." for region in estate.unread]
    discovered = {
        "peerings": [pair.peering for pair in contents.kept],
        "others": _others(contents),
        "unread": unread,
        "text": text_of(contents, estate, given["mark"]),
    }
    return {
        "discovered": {**discovered, "lines": [*_lines(contents), *unread]},
        "warnings": [f"{text} Its peerings are missing in the file." for text in unread],
    }


def _others(contents: Contents) -> list[Result]:
    """Return what is no peering as plain data."""
    return [
        *(_other("no peering", pair.link.ids, " ".join(pair.reasons)) for pair in contents.left_out),
        *(_other(link.kind, link.ids, link.text) for link in contents.loose),
        *(_other("leftover route", [route.entry.next_hop_id], route.text) for route in contents.routes),
    ]


def _other(kind: str, ids: t.Iterable[str | None], text: str) -> Result:
    return {"kind": kind, "ids": list(ids), "text": text}


def _lines(contents: Contents) -> list[str]:
    """Return what the run shows: how much was found, and each thing that is no peering."""
    others = _others(contents)
    kinds = collections.Counter(other["kind"] for other in others)
    counted = "".join(f", {count} {kind}" for kind, count in kinds.items())
    return [f"Peerings: {len(contents.kept)}{counted}.", *(f"{other['kind']}: {other['text']}" for other in others)]


def _twice(estate: Estate) -> list[str]:
    """Return which names stand for one account: its links would be found twice."""
    by_id = collections.defaultdict(list)
    for name, read in estate.reads.items():
        by_id[read.get("account_id")].append(name)
    return [
        f"{' and '.join(sorted(names))} are the same account, {account_id}: give one of them only."
        for account_id, names in by_id.items()
        if len(names) > 1
    ]


def _pairs_of(given: Result, estate: Estate, links: t.Sequence[Link]) -> list[DiscoveredPair]:
    """Return the links with their peerings, and what keeps some from being in the file."""
    names = names_of(links, given["mark"])
    peerings = [peering_of(link, name, given["mark"]) for link, name in zip(links, names)]
    reasons = objections(peerings, given["defaults"], given["mark"], estate.reads)
    # Two VPCs have one peering; the link that most routes use is the one in use.
    used = sorted(zip(links, names), key=lambda pair: -_route_count(pair[0]))
    first: dict[frozenset[tuple[str, ...]], str] = {}
    for link, name in used:
        other = first.setdefault(frozenset(_place(side) for side in link.sides), name)
        if other != name:
            reasons.setdefault(name, []).append(f"{other} joins the same two VPCs, which can have one peering.")
    return [DiscoveredPair(link, peering, reasons.get(peering["name"], [])) for link, peering in zip(links, peerings)]


def _place(side: Side) -> tuple[str, ...]:
    return (str(side.account_id), str(side.vpc["vpc_id"] if side.vpc else side.value))


def _route_count(link: Link) -> int:
    return sum(len(blocks) for side in link.own_sides for blocks in existing_blocks(link, side).values())
