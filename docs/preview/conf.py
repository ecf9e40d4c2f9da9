# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Sphinx shows the site of "make docs": the guides of docs/*.md, and the reference from the plugins themselves."""

from __future__ import annotations

import re
import typing as t

from docutils import nodes
from pygments.lexers.shell import BashLexer
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

project = "aliops.vpc"
author = "aliops contributors"
copyright = "2026 aliops contributors"
html_title = "aliops.vpc"

extensions = ["sphinx.ext.intersphinx", "myst_parser", "sphinx_antsibull_ext", "sphinx_copybutton"]
default_role = "any"
highlight_language = "YAML+Jinja"
# As on GitHub, a heading can be linked to by its words.
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]

# The theme has light and dark colours, and what it needs is in the pages' own folder.
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_use_index = False
html_copy_source = False
html_theme_options = {
    "navigation_with_keys": True,
    "top_of_page_buttons": [],
    "light_css_variables": {"color-brand-primary": "#0b5cad", "color-brand-content": "#0b5cad"},
    "dark_css_variables": {"color-brand-primary": "#6cb2f7", "color-brand-content": "#6cb2f7"},
}
# site.css has the colours of the plugins' tables, for both.
antsibull_ext_color_scheme = "none"

# The inventory is a file of ours (tools/sphinx_inventory.py): no network, and a broken reference still fails the build.
intersphinx_mapping = {"ansible_devel": ("https://docs.ansible.com/projects/ansible/devel/", "../ansible.inv")}

REFERENCED = ("module", "role", "filter", "callback", "inventory")


class NamesAreLinks(SphinxPostTransform):
    """In a guide, the full name of a plugin or role links to its page; on GitHub it is just the name."""

    default_priority = 200

    def run(self, **_kwargs: t.Any) -> None:
        """Wrap each such literal into a reference."""
        pages = t.cast(StandardDomain, self.env.get_domain("std")).anonlabels
        for literal in list(self.document.findall(nodes.literal)):
            references = [pages.get(f"ansible_collections.{literal.astext()}_{kind}") for kind in REFERENCED]
            page = next((reference for reference in references if reference), None)
            if page and page[0] != self.env.docname and not isinstance(literal.parent, nodes.reference):
                name, anchor = page
                literal.replace_self(make_refnode(self.app.builder, self.env.docname, name, anchor, literal.deepcopy()))


def place_all(app: Sphinx, page: str, source: list[str]) -> None:
    """Reduce the front page to the existing guides, and add those that it does not list at its end."""
    if page == "index":
        guides = {name for name in app.env.found_docs if "/" not in name and name != page}
        lines = [line for line in source[0].splitlines() if line in guides or not re.fullmatch(r"\w+", line)]
        rest = sorted(guides - set(lines))
        more = ["", "```{toctree}", ":caption: More", ":maxdepth: 1", "", *rest, "```"] if rest else []
        source[0] = "\n".join([*lines, *more, ""])


def without_contents(_app: Sphinx, page: str, source: list[str]) -> None:
    """Remove a plugin's own table of contents; the theme has one beside each page."""
    if page.startswith("reference/"):
        source[0] = re.sub(r"^\.\. contents::\n(?: +.*\n)*", "", source[0], flags=re.MULTILINE)


def with_short_names(_app: Sphinx, env: BuildEnvironment) -> None:
    """Let the navigation name a plugin by its own name and kind, without the collection and what it does."""
    for page, toc in env.tocs.items():
        title = env.titles[page].astext()
        if match := re.match(r"aliops\.vpc\.(\w+ \w+)", title):
            entry = next(iter(toc.findall(nodes.reference)))
            entry.children = [nodes.Text(match[1])]


def setup(app: Sphinx) -> None:
    """Register the extension."""
    # The lexer of consoles takes lines without a prompt for output.
    app.add_lexer("console", BashLexer)
    app.add_post_transform(NamesAreLinks)
    app.connect("source-read", place_all)
    app.connect("source-read", without_contents)
    app.connect("env-updated", with_short_names)
