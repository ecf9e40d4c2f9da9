# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check of the documentation site finds resources that a browser would load from another host, and nothing else."""

from __future__ import annotations

import pathlib

import pytest

from ansible_collections.aliops.vpc.tools import check_site

COMPLETE = "".join(f"<i {markup}></i>" for markup in check_site.PARTS.values())


def faults(folder: pathlib.Path, name: str, content: str) -> list[str]:
    """Return the faults of a site with a complete page and this file."""
    (folder / "index.html").write_text(COMPLETE, encoding="utf-8")
    (folder / name).write_text(content, encoding="utf-8")
    return list(check_site.faults(folder))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", '<script src="https://cdn.example/a.js"></script>'),
        ("a.html", '<script src="//cdn.example/a.js"></script>'),
        ("a.html", '<link rel="stylesheet" href="https://fonts.example/css">'),
        ("a.html", '<link rel="preconnect" href="https://fonts.example">'),
        ("a.html", '<img src="HTTPS://img.example/a.png">'),
        ("a.html", '<img src="a.png" srcset="a.png 1x, https://img.example/a.png 2x">'),
        ("a.html", '<video poster="https://img.example/a.png"></video>'),
        ("a.html", '<i style="background: url(https://img.example/a.png)"></i>'),
        ("a.html", "<style>@import 'https://fonts.example/css';</style>"),
        ("a.html", '<script>fetch("https://count.example/")</script>'),
        ("a.css", "body { background: url('//img.example/a.png'); }"),
        ("a.js", 'image.src = "https://count.example/a.gif";'),
        ("a.js", 'request.open("GET", "https://count.example/")'),
        ("a.svg", '<svg><image href="https://img.example/a.png"/></svg>'),
    ],
)
def test_resources_from_other_hosts_are_named(tmp_path: pathlib.Path, name: str, content: str) -> None:
    (fault,) = faults(tmp_path, name, content + COMPLETE * (name == "a.html"))
    assert fault.startswith(f"{name}: loads ")
    assert ".example" in fault


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", '<a href="https://docs.example/">x</a> https://docs.example/'),
        ("a.html", '<link rel="canonical" href="https://docs.example/"><link rel="next" href="b.html">'),
        ("a.html", '<script src="_static/a.js"></script><img src="data:image/png;base64,//8=">'),
        ("a.html", "<code>fetch(&quot;https://docs.example/&quot;)</code>"),
        ("a.css", "/* https://docs.example/ */ body { background: url(a.png); }"),
        ("a.js", "// see https://docs.example/\nfetch(`${root}/a`)"),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><a href="https://docs.example/"/></svg>'),
    ],
)
def test_links_and_texts_are_no_faults(tmp_path: pathlib.Path, name: str, content: str) -> None:
    assert faults(tmp_path, name, content + COMPLETE * (name == "a.html")) == []


@pytest.mark.parametrize("part", check_site.PARTS)
def test_a_page_without_its_parts_is_named(tmp_path: pathlib.Path, part: str) -> None:
    assert faults(tmp_path, "a.html", COMPLETE.replace(check_site.PARTS[part], "")) == [f"a.html: lacks {part}"]


def test_a_second_table_of_contents_is_named(tmp_path: pathlib.Path) -> None:
    page = f'{COMPLETE}<nav class="contents local">'
    assert faults(tmp_path, "a.html", page) == ["a.html: has a table of contents twice"]


def test_a_folder_without_pages_is_no_site(tmp_path: pathlib.Path) -> None:
    assert list(check_site.faults(tmp_path)) == [f"{tmp_path}: no pages"]
