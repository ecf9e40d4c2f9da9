# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns DescribeRegions and DescribeZones."""

from __future__ import annotations

from vpc_simulator.call import Call, Response, action
from vpc_simulator.legacy import ECS
from vpc_simulator.regions import LANGUAGES, REGIONS, endpoint, local_name, zones

ZONE_TYPE = "AvailabilityZone"
ZONE = {"zh-cn": "可用区", "en-us": "Zone", "ja": "ゾーン"}


def _language(call: Call) -> str:
    """The language of names: the parameter AcceptLanguage in any case; Chinese without it."""
    language: str = call.get("AcceptLanguage", LANGUAGES[0]).lower()
    if language not in LANGUAGES:
        raise call.invalid("AcceptLanguage")
    return language


@action("DescribeRegions")
def describe_regions(call: Call) -> Response:
    """All regions, at every endpoint, with the endpoints of Vpc, or of Ecs if the call is one of its version."""
    language, product = _language(call), "ecs" if call.version == ECS else "vpc"
    status = {"Status": "available"} if call.version == ECS else {}
    return {
        "Regions": {
            "Region": [
                {
                    "RegionId": region,
                    "LocalName": local_name(region, language),
                    "RegionEndpoint": endpoint(region, product),
                    **status,
                }
                for region in REGIONS
            ]
        }
    }


@action("DescribeZones")
def describe_zones(call: Call) -> Response:
    """The zones of the region."""
    language = _language(call)
    name = f"{local_name(call.region, language)} {ZONE[language]}"
    # there are no edge zones
    ids = zones(call.region) if call.get("ZoneType", ZONE_TYPE) == ZONE_TYPE else []
    return {
        "Zones": {
            "Zone": [{"ZoneId": zone, "LocalName": f"{name} {zone[-1].upper()}", "ZoneType": ZONE_TYPE} for zone in ids]
        }
    }
