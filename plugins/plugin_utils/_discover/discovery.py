# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The discovery: which peerings the accounts have, what else there is, and the file that holds both. Pure."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.links import NextHop
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.estate import Estate
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.links import KINDS, Link, Loose, links_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.markup import as_yaml, comment, section
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.names import names_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.peerings import other_tags, peering_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.proof import objections
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.routing import (
    OtherRoute,
    existing_blocks,
    other_routes,
)

Result = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Found:
    """A link with its peering, and why a run would not leave it as it is."""

    link: Link
    peering: Result
    reasons: list[str]


def discover(given: Result, read: Result) -> Result:
    """Return ``discovered``, with the file's ``text``, and ``warnings``; or ``msg``, why nothing can be said.

    ``given`` is the input of the role, ``read`` the result of vpcs_info.
    """
    estate = Estate(read, given["accounts"])
    failed = estate.failed_accounts or _twice(estate)
    if failed:
        return {"msg": failed, "final": True}
    links, loose = links_of(estate)
    found = _found(given, estate, links)
    kept, others = [each for each in found if not each.reasons], [each for each in found if each.reasons]
    routes = other_routes(estate, links)
    discovered = {
        "peerings": [each.peering for each in kept],
        "others": [
            *({"kind": "no peering", "ids": list(e.link.ids), "text": " ".join(e.reasons)} for e in others),
            *({"kind": each.kind, "ids": list(each.ids), "text": each.text} for each in loose),
            *({"kind": "leftover route", "ids": [each.entry.next_hop_id], "text": each.text} for each in routes),
        ],
        "unread": [f"{each.account}, {each.region}: {each.msg}." for each in estate.unread],
    }
    parts = [*_head(given, estate, kept), *_peerings(kept, given["mark"]), *_rest(others, loose, routes)]
    return {
        "discovered": {**discovered, "lines": _lines(discovered), "text": "\n".join(parts) + "\n"},
        "warnings": [f"{text} What is there is missing in the file." for text in discovered["unread"]],
    }


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


def _found(given: Result, estate: Estate, links: t.Sequence[Link]) -> list[Found]:
    """Return the links with their peerings, and what keeps some from being in the file."""
    names = names_of(links, given["mark"])
    peerings = [peering_of(link, name, given["mark"]) for link, name in zip(links, names)]
    reasons = objections(peerings, given["defaults"], given["mark"], estate.reads)
    # Two VPCs have one peering; the link that routes lead to is the one in use.
    used = sorted(zip(links, names), key=lambda pair: -_route_count(pair[0]))
    first: dict[frozenset[tuple[str, ...]], str] = {}
    for link, name in used:
        other = first.setdefault(frozenset(_place(side) for side in link.sides), name)
        if other != name:
            reasons.setdefault(name, []).append(f"{other} joins the same two VPCs, which can have one peering.")
    return [Found(link, peering, reasons.get(peering["name"], [])) for link, peering in zip(links, peerings)]


def _place(side: t.Any) -> tuple[str, ...]:
    return (str(side.account_id), str(side.vpc["vpc_id"] if side.vpc else side.value))


def _route_count(link: Link) -> int:
    return sum(len(blocks) for side in link.own_sides for blocks in existing_blocks(link, side).values())


def _head(given: Result, estate: Estate, kept: t.Sequence[Found]) -> list[str]:
    own = [f"{name}: {read['account_id']}" for name, read in sorted(estate.reads.items())]
    foreign = {side.account for each in kept for side in each.link.sides if side.remote}
    lines = [
        "---",
        comment("The peerings that exist in the accounts below, as peering_state=discover has found them."),
        comment("A run of aliops.vpc.peer_vpcs with this file changes nothing. It holds no credential: give"),
        comment("peering_accounts by another file (-e @accounts.yml), under the same names, in any order."),
    ]
    if any("mark" in each.peering for each in kept):
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
    lines += section("Regions in which there is something:", _regions(estate))
    lines += section(
        "NOT READ, so what is there is missing here:",
        [f"{each.account}, {each.region}: {each.why}" for each in estate.unread],
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


def _peerings(kept: t.Sequence[Found], mark: str | None) -> list[str]:
    lines = ["", "peering_connections:" if kept else "peering_connections: []"]
    for number, each in enumerate(kept):
        lines += [""] * bool(number)
        lines += [comment(text, "  ") for text in _notes(each, mark)]
        lines += as_yaml(each.peering)
    return lines


def _notes(each: Found, mark: str | None) -> t.Iterator[str]:
    link = each.link
    hops: dict[str, NextHop] = {str(hop.next_hop_id): hop for hop in link.hops.values()}
    yield " and ".join(f"{hop_id} ({hop.name or 'no name'})" for hop_id, hop in hops.items())
    locked = [hop_id for hop_id, hop in hops.items() if (hop.business_status or "Normal") != "Normal"]
    if locked:
        yield f"locked, so a run refuses it until the bills are paid: {', '.join(locked)}"
    keys = other_tags(link, mark)
    if keys:
        yield f"tags that not all ends have alike, or that nobody can write: {', '.join(keys)}"


def _rest(others: t.Sequence[Found], loose: t.Sequence[Loose], routes: t.Sequence[OtherRoute]) -> list[str]:
    lines: list[str] = []
    for each in others:
        lines += section(f"{each.peering['name']} is a pair, but no peering here, because:", each.reasons)
        lines += [comment(line) for line in as_yaml(each.peering)]
    for kind in KINDS:
        lines += section(f"No pair, {kind}:", [each.text for each in loose if each.kind == kind])
    lines += section("Routes to router interfaces or connections that are no peering's:", [e.text for e in routes])
    return lines


def _lines(discovered: Result) -> list[str]:
    """Return what the run shows: how much was found, and each thing that is no peering."""
    kinds = collections.Counter(other["kind"] for other in discovered["others"])
    counted = "".join(f", {count} {kind}" for kind, count in kinds.items())
    others = [f"{other['kind']}: {other['text']}" for other in discovered["others"]]
    return [f"Peerings: {len(discovered['peerings'])}{counted}.", *others, *discovered["unread"]]
