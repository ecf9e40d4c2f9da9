# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns writing a world as the content of a scenario that starts the same world again. Changes nothing."""

from __future__ import annotations

import dataclasses
from typing import Any

from vpc_simulator.delays import Delays
from vpc_simulator.dump_interfaces import dump_interface, dump_peer_views
from vpc_simulator.dump_keys import compact
from vpc_simulator.dump_networks import dump_vbr, dump_vpc
from vpc_simulator.dump_peers import dump_peer_connections
from vpc_simulator.dump_principals import dump_keys, dump_policies, dump_roles, dump_sessions
from vpc_simulator.identities import QUOTAS, Account
from vpc_simulator.switches import Switches
from vpc_simulator.world import World


def dump_world(world: World) -> dict[str, Any]:
    """The world as a scenario, with the secrets of its keys and without the keys that hold their defaults.

    Transitions and lags of views begin anew. The clock, the log, client tokens, nonces and rates belong to no scenario.
    """
    return compact(
        seed=world.ids.seed,
        drawn=world.ids.drawn,
        switches=dump_switches(world.switches),
        delays=dump_delays(world.delays),
        accounts=[_account(world, account) for account in world.accounts.values()],
        peer_views=dump_peer_views(world),
        vpc_peer_connections=dump_peer_connections(world),
    )


def dump_switches(switches: Switches) -> dict[str, Any]:
    """The switches that do not have their defaults."""
    return {
        field.name: getattr(switches, field.name)
        for field in dataclasses.fields(switches)
        if getattr(switches, field.name) != field.default
    }


def dump_delays(delays: Delays) -> dict[str, float]:
    """The delays that were set, before `time_scale`; it belongs to the command line, as do those set there."""
    scale = delays.time_scale or 1.0
    exact = {name: seconds / (1.0 if name.endswith("_lag") else scale) for name, seconds in delays.exact.items()}
    return {**delays.chosen, **exact}


def _account(world: World, account: Account) -> dict[str, Any]:
    default_group = f"rg-default-{account.uid}"
    return compact(
        uid=account.uid,
        name=account.name,
        site=account.site,
        overdue=account.overdue,
        cdt=account.cdt,
        cdt_cross_border=account.cdt_cross_border,
        resource_directory=account.resource_directory,
        quotas={name: value for name, value in account.quotas.items() if value != QUOTAS[name]},
        resource_groups=sorted(account.resource_groups - {default_group}),
        policies=dump_policies(account),
        access_keys=dump_keys(world, account),
        roles=dump_roles(account),
        sessions=dump_sessions(world, account),
        vpcs=[dump_vpc(world, vpc) for vpc in world.vpcs.values() if vpc.uid == account.uid],
        vbrs=[dump_vbr(world, vbr) for vbr in world.vbrs.values() if vbr.uid == account.uid],
        router_interfaces=[
            dump_interface(world, interface) for interface in world.interfaces.values() if interface.uid == account.uid
        ],
    )
