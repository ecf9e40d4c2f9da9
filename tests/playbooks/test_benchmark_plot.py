# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plot is well-formed, and its points stand at their numbers."""

from __future__ import annotations

import xml.etree.ElementTree

from ansible_collections.aliops.vpc.tests.benchmarks.plot import Axis, Panel, svg

SVG = "{http://www.w3.org/2000/svg}"


def test_an_axis_has_room_for_all_values_and_spans_a_power_of_ten() -> None:
    assert Axis.over([0.3, 1, 250], 100) == Axis(-1, 3, 100)
    assert Axis.over([10], 100) == Axis(1, 2, 100)
    assert [Axis(0, 2, 100).at(value) for value in (1, 10, 100)] == [0, 50, 100]


def test_panels_share_their_scales_and_names_are_escaped() -> None:
    line = [(100.0, 10.0), (1.0, 1.0)]
    drawing = svg(
        "a < b", [Panel("pairs", {"x & y": line}), Panel("hub", {"x & y": line[:1], "z": line[1:]})], "n", "s"
    )
    root = xml.etree.ElementTree.fromstring(drawing)
    assert root.findtext(f"{SVG}title") == "a < b"
    groups = root.findall(f"{SVG}g")
    assert len(groups) == 2
    places = [
        {circle.findtext(f"{SVG}title"): (circle.get("cx"), circle.get("cy")) for circle in group.iter(f"{SVG}circle")}
        for group in groups
    ]
    assert places[0]["x & y, 100: 10.00"] == places[1]["x & y, 100: 10.00"] != places[0]["x & y, 1: 1.00"]
    assert places[0]["x & y, 1: 1.00"] == places[1]["z, 1: 1.00"]
