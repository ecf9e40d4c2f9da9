# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks code, task names, messages and guides against the glossary of docs/architecture.md.

Run it as ``make vocabulary``. It prints each place with another word, and the word to use, and ends with 1 if any.
"""

from __future__ import annotations

import ast
import pathlib
import re
import sys
import typing as t

# What is checked, below the root of the collection.
PLACES = (
    *("README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md", "noxfile.py"),
    *(".github", "docs", "playbooks", "plugins", "roles", "tests", "tools"),
)
# The check and its test name the words that they look for.
EXEMPT = ("tools/vocabulary.py", "tests/unit/test_vocabulary.py")
KINDS = (".md", ".py", ".yml")
# The chapter that names the words that are not used.
GLOSSARY = "## Glossary"
# The rows of measured tables quote the names of tasks as they were when they were measured.
MEASURED = "| aliops.vpc."

# Names that hold no information about their value.
NAMES = {
    "one": "the noun: interface, entry, peering",
    "each": "the noun: interface, entry, peering",
    "there": "existing, or the noun",
    "found": "the noun: findings, interfaces, matches",
    "said": "message, or the field's name",
    "told": "returned, reported, or the noun",
    "half": "snapshot, side",
    "handed": "given, returned",
}
# Words, as regular expressions, with what to write instead.
WORDS = {
    r"(?:un)?freez(?:e(?!\()|es|ing)|thaw\w*|unfrozen": "deactivate, activate",
    r"frozen(?!set|=)(?!, )": "inactive; deactivated",
    r"ma(?:ke|kes|de|king) (?:\w+ ){0,3}whole": "converge, create or repair",
    r"ta(?:ke|kes|ken|king) (?:\w+ ){0,2}away|took (?:\w+ ){0,2}away": "remove, delete",
    r"hand(?:s|ed|ing)? (?:\w+ ){0,2}out|handouts?": "return, share, provide",
    r"(?:is|are|was|were|be|been) told": "gets, is given, knows",
    r"what (?:there is|is there)(?! to)": "the current state",
    r"lead(?:s|ing)? (?:the |a |its |their )?(?:\w+' )?blocks?": "route a CIDR block to",
    r"le(?:ads?|ading|d) (?:elsewhere|to (?!the page))": "has the next hop, routes via",
    r"(?:it|she|he|who|which|that|task|service|API|module|run|role|plan|error|message|file|option|document|switch|log"
    r"|story|scenario|picture|response|code|property|result|script|program|output|environment|entry|denial|summary"
    r"|case|name|host|endpoint) (?:says?|tells?)": "names, returns, shows",
    r"a text\b|plain texts?": "a string",
    r"to RouterInterface to come": "the new router interface",
    r"(?:the|an|each|every|no|its) (?:service's |API's )?answers?\b(?! to)": "response",
}


def offences(path: pathlib.Path, shown: str) -> t.Iterator[str]:
    """Yield the places of a file that use other words, each with its line and the words to use."""
    content = path.read_text(encoding="utf-8")
    in_glossary = False
    for number, line in enumerate(content.splitlines(), 1):
        if line.startswith("## "):
            in_glossary = line == GLOSSARY
        if in_glossary or line.startswith(MEASURED):
            continue
        for pattern, instead in WORDS.items():
            for match in re.finditer(rf"\b(?:{pattern})", line, re.IGNORECASE):
                yield f"{shown}:{number}: {match[0]!r}: write {instead}"
    if path.suffix == ".py":
        for name, number in bound(ast.parse(content)):
            if name in NAMES:
                yield f"{shown}:{number}: the name {name!r}: write {NAMES[name]}"


def bound(tree: ast.AST) -> t.Iterator[tuple[str, int]]:
    """Yield the names that a module binds, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name, node.lineno


def checked(root: pathlib.Path) -> t.Iterator[pathlib.Path]:
    """Yield the files to check."""
    exempt = {root / name for name in EXEMPT}
    for place in PLACES:
        path = root / place
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (file for file in files if file.suffix in KINDS and file not in exempt)


def main(root: pathlib.Path) -> int:
    """Print the offences, and return the exit code."""
    places = [place for path in checked(root) for place in offences(path, str(path.relative_to(root)))]
    print("\n".join([*places, f"{len(places)} words that docs/architecture.md replaces"]))
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
