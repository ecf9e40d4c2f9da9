# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the regions: names, mainland or not, the code in ids, zones. Knows no account."""

from __future__ import annotations

# id: English name. The ids come from the API's metadata, the cities from general knowledge.
REGIONS = {
    "cn-qingdao": "China (Qingdao)",
    "cn-beijing": "China (Beijing)",
    "cn-zhangjiakou": "China (Zhangjiakou)",
    "cn-zhengzhou-jva": "China (Zhengzhou)",
    "cn-huhehaote": "China (Hohhot)",
    "cn-wulanchabu": "China (Ulanqab)",
    "cn-hangzhou": "China (Hangzhou)",
    "cn-shanghai": "China (Shanghai)",
    "cn-nanjing": "China (Nanjing)",
    "cn-fuzhou": "China (Fuzhou)",
    "cn-shenzhen": "China (Shenzhen)",
    "cn-heyuan": "China (Heyuan)",
    "cn-guangzhou": "China (Guangzhou)",
    "cn-chengdu": "China (Chengdu)",
    "cn-wuhan-lr": "China (Wuhan)",
    "cn-hongkong": "China (Hong Kong)",
    "ap-northeast-1": "Japan (Tokyo)",
    "ap-northeast-2": "South Korea (Seoul)",
    "ap-southeast-1": "Singapore",
    "ap-southeast-2": "Australia (Sydney)",
    "ap-southeast-3": "Malaysia (Kuala Lumpur)",
    "ap-southeast-5": "Indonesia (Jakarta)",
    "ap-southeast-6": "Philippines (Manila)",
    "ap-southeast-7": "Thailand (Bangkok)",
    "us-east-1": "US (Virginia)",
    "us-west-1": "US (Silicon Valley)",
    "na-south-1": "Mexico",
    "eu-west-1": "UK (London)",
    "eu-central-1": "Germany (Frankfurt)",
    "ap-south-1": "India (Mumbai)",
    "me-east-1": "UAE (Dubai)",
    "me-central-1": "Saudi Arabia (Riyadh)",
    "cn-shanghai-finance-1": "China East 2 Finance",
    "cn-shenzhen-finance-1": "China South 1 Finance",
    "cn-beijing-finance-1": "China North 2 Finance",
    "cn-heyuan-acdr-1": "China (Heyuan) ACDR",
}
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


def zones(region: str) -> list[str]:
    """Two zones for every region: `cn-hangzhou-h` and `-i`, or `us-east-1a` and `b` where the id ends in a digit."""
    separator = "" if region[-1].isdigit() else "-"
    return [f"{region}{separator}{letter}" for letter in (("a", "b") if not separator else ("h", "i"))]


def endpoint(region: str) -> str:
    return "vpc.aliyuncs.com" if region == "cn-hangzhou" else f"vpc.{region}.aliyuncs.com"


def region_of_host(host: str) -> str | None:
    """The region of an endpoint's name, as `vpc.cn-beijing.aliyuncs.com`; the central endpoints serve cn-hangzhou."""
    name = host.partition(":")[0].lower()
    if not name.endswith(".aliyuncs.com"):
        return None
    middle = name.removesuffix(".aliyuncs.com").split(".")
    if len(middle) == 1:
        return "cn-hangzhou"
    return middle[1] if middle[1] in REGIONS else None
