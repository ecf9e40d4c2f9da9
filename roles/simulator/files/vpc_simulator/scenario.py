# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns scenario files: loads and parses one. `populate` interprets its content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vpc_simulator.documents import DocumentError, read_document
from vpc_simulator.reader import ScenarioError

FOLDER = Path(__file__).parent / "scenarios"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A parsed scenario: its name and its content, not checked yet."""

    name: str
    content: object


def load(name_or_file: str) -> Scenario:
    """A scenario that ships with the simulator, by its name, or one from a file. Raises ScenarioError."""
    shipped = FOLDER / f"{name_or_file}.yml"
    if shipped.is_file():
        return load_file(shipped)
    if not Path(name_or_file).is_file():
        names = ", ".join(sorted(file.stem for file in FOLDER.glob("*.yml")))
        raise ScenarioError(f"no scenario and no file {name_or_file!r}; scenarios: {names}")
    return load_file(Path(name_or_file))


def load_file(path: Path) -> Scenario:
    """The scenario of a file, of any size. Raises ScenarioError."""
    try:
        return parse(path.read_text(encoding="utf-8"), path.stem, bounded=False)
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path}: {error}") from None


def parse(text: str, name: str, bounded: bool = True) -> Scenario:
    """A scenario from YAML or JSON text. Raises ScenarioError."""
    try:
        return Scenario(name, read_document(text, bounded))
    except DocumentError as error:
        raise ScenarioError(f"{name}: {error}") from None
