# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the regions: names, mainland or not, the code in ids, zones. Knows no account."""

from __future__ import annotations

import json
from pathlib import Path

# The ids come from the API's metadata, names and zones from general knowledge.
_DATA: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "data" / "regions.json").read_text(encoding="utf-8")
)
LANGUAGES = ("zh-cn", "en-us", "ja")
# id: English name
REGIONS = {region: facts["en-us"] for region, facts in _DATA.items()}
# The first three characters of an id identify the region; samples show only these three regions.
_ID_CODES = {"cn-hangzhou": "bp1", "cn-beijing": "2ze", "cn-qingdao": "m5e"}
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def is_mainland(region: str) -> bool:
    """Whether the region is in mainland China: a connection from there to another region is CrossBorder."""
    return region.startswith("cn-") and region != "cn-hongkong"


def id_code(region: str) -> str:
    """The first three characters of the region's ids."""
    if region in _ID_CODES:
        return _ID_CODES[region]
    number = 36 * 36 + list(REGIONS).index(region) * 37
    return "".join(_ALPHABET[number // 36**power % 36] for power in (2, 1, 0))


def local_name(region: str, language: str) -> str:
    """The region's name in one of LANGUAGES."""
    return _DATA[region][language]


def zones(region: str) -> list[str]:
    """The zones of the region: `cn-hangzhou-h`, or `us-east-1a` where the id ends in a digit."""
    separator = "" if region[-1].isdigit() else "-"
    return [f"{region}{separator}{letter}" for letter in _DATA[region]["zones"]]


def endpoint(region: str, product: str = "vpc") -> str:
    """The endpoint of the product in the region."""
    return f"{product}.aliyuncs.com" if region == "cn-hangzhou" else f"{product}.{region}.aliyuncs.com"


def region_of_host(host: str) -> str | None:
    """The region of an endpoint's name, as `vpc.cn-beijing.aliyuncs.com`; the central endpoints serve cn-hangzhou."""
    name = host.partition(":")[0].lower()
    if not name.endswith(".aliyuncs.com"):
        return None
    middle = name.removesuffix(".aliyuncs.com").split(".")
    if len(middle) == 1:
        return "cn-hangzhou"
    return middle[1] if middle[1] in REGIONS else None
