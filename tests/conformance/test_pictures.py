# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the guides are drawn by `make pictures`, and none by hand."""

from __future__ import annotations

import pathlib

from ansible_collections.aliops.vpc.tests.pictures.__main__ import PICTURES

ROOT = pathlib.Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"


def test_each_screenshot_has_its_function_and_each_function_its_picture() -> None:
    screenshots = {path.name for path in IMAGES.glob("*.png")}
    assert screenshots
    assert screenshots - PICTURES.keys() == set()
    assert [name for name in PICTURES if not (IMAGES / name).is_file()] == []


def test_each_picture_is_shown_by_a_guide() -> None:
    guides = [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", *(ROOT / "docs" / "preview").glob("*.md")]
    text = "".join(path.read_text(encoding="utf-8") for path in guides)
    assert [name for name in PICTURES if f"images/{name}" not in text] == []
