# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Sphinx shows the site of "make docs". The pages come from docs/docsite and the documentation of the plugins."""

project = "aliops.vpc"
author = "aliops contributors"
copyright = "2026 aliops contributors"
title = html_short_title = "aliops.vpc"

extensions = ["sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
default_role = "any"
highlight_language = "YAML+Jinja"
pygments_style = "ansible"

html_theme = "sphinx_ansible_theme"
html_show_sphinx = False
html_use_index = False
html_copy_source = False

# The inventory is a file of ours (tools/sphinx_inventory.py): no network, and a broken reference still fails the build.
intersphinx_mapping = {"ansible_devel": ("https://docs.ansible.com/projects/ansible/devel/", "../ansible.inv")}
