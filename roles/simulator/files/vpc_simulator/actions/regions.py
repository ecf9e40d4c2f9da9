# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns DescribeRegions and DescribeZones."""

from __future__ import annotations

from vpc_simulator.call import Call, Response, action
from vpc_simulator.regions import REGIONS, endpoint, zones


@action("DescribeRegions")
def describe_regions(call: Call) -> Response:
    """All regions, at every endpoint. Names are in English only."""
    return {
        "Regions": {
            "Region": [
                {"RegionId": region, "LocalName": name, "RegionEndpoint": endpoint(region)}
                for region, name in REGIONS.items()
            ]
        }
    }


@action("DescribeZones")
def describe_zones(call: Call) -> Response:
    """Two zones for every region; real regions have one to twelve."""
    return {
        "Zones": {
            "Zone": [
                {
                    "ZoneId": zone,
                    "LocalName": f"{REGIONS[call.region]} Zone {zone[-1].upper()}",
                    "ZoneType": "AvailabilityZone",
                }
                for zone in zones(call.region)
            ]
        }
    }
