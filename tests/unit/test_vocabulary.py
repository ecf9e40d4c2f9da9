# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check of the glossary finds its words and names, in the files that it covers, and nothing else."""

from __future__ import annotations

import pathlib

import pytest

from ansible_collections.aliops.vpc.tools import vocabulary

# By each expression of vocabulary.WORDS: a sentence that it finds. In GOOD it finds none.
BAD = (
    "The acceptor is unfreezing",
    "A frozen interface",
    "Make the pairs whole",
    "It takes away both",
    "The service hands out keys",
    "Each side is told of it",
    "Read what is there",
    "Lead their blocks to it",
    "A route leads to it",
    "The API says so",
    "An empty text: a text",
    "from ri-a to RouterInterface to come",
    "Read the service's answer",
)
GOOD = (
    "KEYS = frozenset({'a'})",
    "@dataclasses.dataclass(frozen=True)",
    "gc.freeze()",
    "what there is to do",
    "a textbook",
    "| aliops.vpc.peering : Take away what is to be absent | 0.02 |",
)


def offences(path: pathlib.Path, content: str) -> list[str]:
    """The places in a file with this content."""
    path.write_text(content, encoding="utf-8")
    return list(vocabulary.offences(path, path.name))


def test_each_expression_finds_its_words(tmp_path: pathlib.Path) -> None:
    cases = list(zip(vocabulary.WORDS.values(), BAD, strict=True))
    places = {sentence: offences(tmp_path / "page.md", f"Fine.\n{sentence}\n") for _instead, sentence in cases}
    missed = [
        f"{sentence}: {places[sentence]}"
        for instead, sentence in cases
        if len(places[sentence]) != 1
        or not places[sentence][0].startswith("page.md:2: ")
        or not places[sentence][0].endswith(f": write {instead}")
    ]
    assert not missed, "\n".join(missed)


def test_other_words_are_not_found(tmp_path: pathlib.Path) -> None:
    assert offences(tmp_path / "page.md", "\n".join(GOOD)) == []


def test_the_glossary_itself_may_name_them(tmp_path: pathlib.Path) -> None:
    page = "# Page\n\n## Glossary\n\n| thaw | activate |\n\n## Next\n\nthaw\n"
    assert [place.split(": ")[0] for place in offences(tmp_path / "page.md", page)] == ["page.md:9"]


def test_names_are_found_where_they_are_bound(tmp_path: pathlib.Path) -> None:
    code = "one = 1\ndef told(said, *, names):\n    return [found.there for found in names]\nfile.handed = 2\n"
    places = offences(tmp_path / "code.py", code)
    assert sorted(place.split(": write")[0] for place in places) == [
        "code.py:1: the name 'one'",
        "code.py:2: the name 'said'",
        "code.py:2: the name 'told'",
        "code.py:3: the name 'found'",
        "code.py:4: the name 'handed'",
    ]


def test_the_files_that_are_covered(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    covered = ["README.md", "CHANGELOG.md", "docs/peering.md", "plugins/a/b.py", "roles/r/tasks/main.yml"]
    covered += ["tests/unit/test_a.py", "tools/lib/a.py"]
    for name in (*covered, "LICENSES/a.md", "roles/r/files/data.json", *vocabulary.EXEMPT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# thaw\n", encoding="utf-8")
    assert vocabulary.main(tmp_path) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == covered
    assert lines[-1] == "7 words that docs/architecture.md replaces"
    for name in covered:
        (tmp_path / name).write_text("# activate\n", encoding="utf-8")
    assert vocabulary.main(tmp_path) == 0
