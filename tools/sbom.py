# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the CycloneDX bill of materials of an artifact: itself, and the libraries that it runs on.

The libraries are the installed ones, on which it was tested. Usage: sbom.py ARTIFACT.tar.gz BOM.json
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import re
import sys
import tarfile
import typing as t
from importlib import metadata

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.requirements import Requirement

REQUIREMENTS = "requirements.txt"


def member(artifact: pathlib.Path, name: str) -> str:
    """Return the text of a file in the artifact."""
    with tarfile.open(artifact) as archive:
        return t.cast("t.IO[bytes]", archive.extractfile(name)).read().decode()


def _applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def needed(lines: t.Iterable[str]) -> list[str]:
    """Return the names of the requirements that hold for this Python, without comments and extras."""
    requirements = [Requirement(text) for line in lines if (text := line.partition("#")[0].strip())]
    return [requirement.name for requirement in requirements if _applies(requirement)]


def library(name: str) -> Component:
    """Return an installed library as a component."""
    installed = metadata.distribution(name)
    name = re.sub(r"[-_.]+", "-", installed.name).lower()
    purl = PackageURL("pypi", None, name, installed.version)
    return Component(
        type=ComponentType.LIBRARY, name=name, version=installed.version, purl=purl, bom_ref=purl.to_string()
    )


class Bill:
    """Collects a bill of materials: each library once, with what it needs."""

    def __init__(self, artifact: pathlib.Path) -> None:
        manifest = json.loads(member(artifact, "MANIFEST.json"))["collection_info"]
        self._libraries: dict[str, Component] = {}
        name = f"{manifest['namespace']}.{manifest['name']}"
        digest = hashlib.sha256(artifact.read_bytes()).hexdigest()
        root = Component(
            type=ComponentType.LIBRARY,
            name=name,
            version=manifest["version"],
            purl=PackageURL("generic", None, name, manifest["version"]),
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
            licenses=[DisjunctiveLicense(id=license_) for license_ in manifest["license"]],
            bom_ref=name,
        )
        self.bom = Bom()
        self.bom.metadata.component = root
        self._depend(root, needed(member(artifact, REQUIREMENTS).splitlines()))

    def _depend(self, component: Component, names: t.Iterable[str]) -> None:
        self.bom.register_dependency(component, [self._add(name) for name in names])

    def _add(self, name: str) -> Component:
        component = library(name)
        if component.name not in self._libraries:
            self._libraries[component.name] = component
            self.bom.components.add(component)
            self._depend(component, needed(metadata.requires(name) or ()))
        return self._libraries[component.name]

    def as_json(self) -> str:
        """Return the bill in the format CycloneDX 1.6. Raises ValueError when it is none."""
        text = JsonV1Dot6(self.bom).output_as_string(indent=2)
        if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
            raise ValueError(f"no valid CycloneDX: {error.data.message}")
        return f"{text}\n"


def main() -> None:
    """Write the bill of the named artifact."""
    artifact, bill = map(pathlib.Path, sys.argv[1:])
    bill.write_text(Bill(artifact).as_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
