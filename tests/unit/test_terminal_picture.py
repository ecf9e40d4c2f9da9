# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The terminal's picture shows text and colours as they were printed; that of the demo shows today's output."""

from __future__ import annotations

import pathlib
import re
import xml.etree.ElementTree as ET

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.pictures import demo
from ansible_collections.aliops.vpc.tools import terminal_picture
from ansible_collections.aliops.vpc.tools.terminal_picture import COLOURS, COLUMNS, INK, Span

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "images" / "demo.svg"
SVG = "{http://www.w3.org/2000/svg}"
GREEN, YELLOW = "\x1b[0;32m", "\x1b[0;33m"
END = "\x1b[0m"
# Ansible's output, with one task that changes nothing, an included file and a difference.
RUN = f"""
PLAY [Peer VPCs of different accounts] *****************

TASK [aliops.vpc.peering : Gather the current state] ***
{GREEN}ok: [localhost]{END}

TASK [aliops.vpc.peering : Carry out the plan] *********
included: /a/path/of/a/machine/present.yml for localhost

TASK [aliops.vpc.peering : Create routes, step 2 of 2] *
--- before
+++ after
{YELLOW}changed: [localhost]{END}

TASK [aliops.vpc.peering : Show changes and unreachable blocks] ***
{GREEN}ok: [localhost] => {{{END}
{GREEN}    "msg": [{END}
{GREEN}        "+ a: b <-> c",{END}
{GREEN}        "Total: 1 created"{END}
{GREEN}    ]{END}
{GREEN}}}{END}

PLAY RECAP *********************************************
localhost : ok=9 changed=1
"""
LAST = "by a: write calls in check mode: 0\ndemo: first run changed=1\n"
TRANSCRIPT = "".join(
    f"\n$ ansible-playbook aliops.vpc.peer_vpcs {options}\n{RUN}"
    for options in ("-e @vpc_peer.yml --check", "-e @vpc_peer.yml", "-e @router_interface.yml")
)


def texts(svg: str) -> list[str]:
    """Return the lines of a picture."""
    return ["".join(line.itertext()) for line in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("plain", [Span("plain")]),
        (f"a{GREEN}b{END}c", [Span("a"), Span("b", COLOURS[32]), Span("c")]),
        (f"{GREEN}b\x1b[mc", [Span("b", COLOURS[32]), Span("c")]),
        ("\x1b[1;31mred", [Span("red", COLOURS[31], bold=True)]),
        # Unknown colours are the terminal's own; movements of the cursor are left out.
        ("\x1b[4ma\x1b[2Kb\x1b]0;title\x07\r", [Span("ab")]),
        ("", []),
    ],
)
def test_the_parts_of_a_line_have_their_colours(line: str, expected: list[Span]) -> None:
    assert terminal_picture.spans(line) == expected


def test_a_long_line_is_cut_at_the_width() -> None:
    line = f"{GREEN}{'a' * 60}{END}{'b' * 60}"
    (first, second) = terminal_picture.cut(terminal_picture.spans(line))
    assert (first.text, second) == ("a" * 60, Span("b" * 39 + "…", INK))
    fitting = terminal_picture.spans("c" * COLUMNS)
    assert terminal_picture.cut(fitting) == fitting


def test_a_picture_is_as_wide_as_its_columns_and_holds_each_line() -> None:
    svg = terminal_picture.picture(["<a & b>", "", f"{YELLOW}c{END}", "d" * 300], "A <title>")
    root = ET.fromstring(svg)
    assert texts(svg) == ["<a & b>", "c", "d" * (COLUMNS - 1) + "…"]
    assert float(root.attrib["width"]) == pytest.approx(COLUMNS * 7.8 + 32, abs=1)
    ends = [float(line.attrib["textLength"]) for line in root.iter(f"{SVG}text")]
    assert max(ends) <= float(root.attrib["width"]) - 32
    assert [part.attrib["fill"] for part in root.iter(f"{SVG}tspan")] == [INK, COLOURS[33], INK]


def test_the_demo_is_shortened_to_one_run_and_the_end_of_each() -> None:
    lines = [terminal_picture.plain(line) for line in demo.shown(f"{TRANSCRIPT}\n{LAST}")]
    short = ['        "Total: 1 created"', "localhost : ok=9 changed=1"]
    assert lines == [
        "$ make demo",
        "",
        "$ ansible-playbook aliops.vpc.peer_vpcs -e @vpc_peer.yml --check",
        *short,
        "",
        "$ ansible-playbook aliops.vpc.peer_vpcs -e @vpc_peer.yml",
        "TASK [aliops.vpc.peering : Create routes, step 2 of 2]",
        "changed: [localhost]",
        '        "+ a: b <-> c",',
        *short,
        "",
        "$ ansible-playbook aliops.vpc.peer_vpcs -e @router_interface.yml",
        *short,
        "",
        *LAST.splitlines(),
    ]


def drawn() -> list[str]:
    return texts(FILE.read_text(encoding="utf-8"))


def test_the_committed_picture_shows_a_demo_that_succeeded() -> None:
    lines = drawn()
    assert lines[0] == "$ make demo"
    ended = r"demo: first run changed=[1-9]\d*, second run changed=0, second run write calls=0, left over=0"
    assert re.fullmatch(ended, lines[-1])
    words = [word.rstrip("=") for word in re.findall(r"[a-z][a-z ]+=", lines[-1])]
    source = demo.DEMO.read_text(encoding="utf-8")
    assert [word for word in words if f"{word}={{" not in source] == []


def test_the_committed_picture_shows_playbooks_and_tasks_of_today() -> None:
    files = sorted((ROOT / "roles" / "peering" / "tasks").glob("*.yml"))
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    # A template adds the step to a name.
    names = [name.strip(' "').partition("{{")[:2] for name in re.findall(r"- name: (.*)", source)]
    known = "|".join(re.escape(name) + (".*" if template else "") for name, template in names if name)
    tasks = [match[1] for line in drawn() if (match := re.match(r"TASK \[aliops\.vpc\.peering : (.*?)[\]…]", line))]
    assert tasks
    assert [task for task in tasks if not re.fullmatch(known, task)] == []
    playbooks = [match[1] for line in drawn() if (match := re.match(r"\$ ansible-playbook aliops\.vpc\.(\w+)", line))]
    assert len(playbooks) == 8
    assert [name for name in playbooks if not (ROOT / "playbooks" / f"{name}.yml").exists()] == []


def test_the_committed_picture_holds_no_secret_and_no_path_of_a_machine() -> None:
    tutorial = yaml.safe_load((ROOT / "playbooks" / "vars" / "tutorial.yml").read_text(encoding="utf-8"))
    keys = ("access_key_id", "access_key_secret")
    secrets = [account[key] for account in tutorial["peering_accounts"].values() for key in keys]
    text = "\n".join(drawn())
    assert [secret for secret in secrets if secret in text] == []
    # Neither an address nor a CIDR block is a path.
    assert re.findall(r"(?<![\w:/.])/[a-z][\w.-]*/\S*", text) == []


def test_the_committed_picture_is_no_longer_than_a_screen() -> None:
    root = ET.fromstring(FILE.read_text(encoding="utf-8"))
    assert float(root.attrib["width"]) <= 820
    assert float(root.attrib["height"]) <= 1000
