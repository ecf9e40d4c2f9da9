# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Links between the pages of the repository have their targets, and the issue forms name existing pages and variables.

The build of the site checks those between its own pages; most of these pages are not in it.
"""

from __future__ import annotations

import pathlib
import re
import typing as t

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
GENERATED = ROOT / "CHANGELOG.md"
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("*/*.md"), *ROOT.glob("roles/*/README.md")} - {GENERATED})
FORMS = sorted((ROOT / ".github").rglob("*.yml")) + sorted((ROOT / ".github").glob("*.md"))

FENCE = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def prose(page: pathlib.Path) -> str:
    """Return a page without its code blocks and comments."""
    return FENCE.sub("", COMMENT.sub("", page.read_text(encoding="utf-8")))


def anchors(page: pathlib.Path) -> set[str]:
    """Return the anchors that GitHub makes of the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower() for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def broken(page: pathlib.Path) -> t.Iterator[str]:
    """Yield each link of a page that has no target."""
    for name, anchor in LINK.findall(prose(page)):
        target = (page.parent / name).resolve() if name else page
        if not target.exists():
            yield f"{page.relative_to(ROOT)}: {name} does not exist"
        elif anchor and anchor not in anchors(target):
            yield f"{page.relative_to(ROOT)}: {name or page.name} has no heading #{anchor}"


def test_every_link_has_its_target() -> None:
    offenders = [offender for page in PAGES for offender in broken(page)]
    assert sum(len(LINK.findall(prose(page))) for page in PAGES) > 50
    assert not offenders, "\n".join(offenders)


def test_the_forms_name_existing_pages_and_variables() -> None:
    spec = yaml.safe_load((ROOT / "roles/peering/meta/argument_specs.yml").read_text(encoding="utf-8"))
    options = spec["argument_specs"]["main"]["options"]
    trace = (ROOT / "plugins/module_utils/_cloud/trace.py").read_text(encoding="utf-8")
    text = "\n".join(form.read_text(encoding="utf-8") for form in FORMS)
    pages, variables = set(re.findall(r"[\w/]+\.md\b", text)), set(re.findall(r"\bpeering_\w+", text))
    assert {"SECURITY.md", "docs/troubleshooting.md"} <= pages
    assert [page for page in sorted(pages) if not (ROOT / page).exists()] == []
    assert variables
    assert variables - set(options) == set()
    assert [name for name in set(re.findall(r"ALIOPS_\w+", text)) - {"ALIOPS_PYTHON"} if name not in trace] == []


def test_a_bug_report_has_the_fields_to_reproduce_it() -> None:
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/bug.yml").read_text(encoding="utf-8"))
    fields = {field["id"]: field for field in form["body"] if "id" in field}
    required = {name for name, field in fields.items() if field.get("validations", {}).get("required")}
    assert required >= {"what", "reproduce", "where", "method", "collection", "core", "output"}
    methods = yaml.safe_load((ROOT / "roles/peering/meta/argument_specs.yml").read_text(encoding="utf-8"))
    choices = methods["argument_specs"]["main"]["options"]["peering_connections"]["options"]["method"]["choices"]
    assert set(choices) <= set(fields["method"]["attributes"]["options"])
    assert "peering_trace" in fields["trace"]["attributes"]["description"]
    # GitHub takes no file where the field has a language.
    assert "render" not in fields["trace"]["attributes"]
