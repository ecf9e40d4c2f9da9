# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The base of the matrix: a warm run equals one of ansible-playbook, and the page gets the figures."""

from __future__ import annotations

import json
import pathlib

import pytest

from ansible_collections.aliops.vpc.tests.faults import figures, journal
from ansible_collections.aliops.vpc.tests.faults.estates import DELAYS, scenario, variables
from ansible_collections.aliops.vpc.tests.faults.runs import Lab
from ansible_collections.aliops.vpc.tests.playbooks.runs import Ansible


def calls_of(lab: Lab) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the writes in their order, and all calls sorted: an account's reads run side by side."""
    calls = lab.simulator.calls()
    writes = [call["action"] for call in calls if call["write"]]
    return writes, sorted((call["account"], call["action"]) for call in calls)


def test_a_warm_run_makes_the_calls_of_a_cold_one(lab: Lab, tmp_path: pathlib.Path) -> None:
    """The same calls, with the writes in the same order. Without delays, no run polls twice."""
    at_once = {**scenario(peered=False), "delays": dict.fromkeys(DELAYS, 0)}
    given = variables(lab.simulator.url)
    lab.begin(at_once)
    assert lab.run("peer_vpcs", given).code == 0
    warm, estate = calls_of(lab), lab.estate()
    lab.begin(at_once)
    assert lab.end(lab.start("peer_vpcs", given, forks=True)).code == 0
    assert (calls_of(lab), lab.estate()) == (warm, estate)
    lab.begin(at_once)
    (tmp_path / "given.json").write_text(json.dumps(given), encoding="utf-8")
    cold = Ansible(tmp_path, lab.simulator.url).playbook("aliops.vpc.peer_vpcs", "-e", f"@{tmp_path / 'given.json'}")
    assert cold.code == 0, cold.output
    assert calls_of(lab) == warm
    assert lab.estate() == estate


def test_only_the_first_run_compiles_a_template(lab: Lab) -> None:
    compiled: list[set[str]] = []
    for _run in range(2):
        lab.begin(scenario(peered=False))
        assert lab.run("peer_vpcs", variables(lab.simulator.url)).code == 0
        compiled.append({path.name for path in (lab.folder / "compiled").iterdir()})
    assert compiled[0]
    assert compiled[0] == compiled[1]


@pytest.mark.parametrize(("forks", "processes"), [(False, 1), (True, 2)])
def test_a_task_has_a_process_of_its_own_with_forks(lab: Lab, forks: bool, processes: int) -> None:
    lab.begin(scenario(peered=False), {"name": "hold", "nth": 1, "kind": "hold", "before": True})
    run = lab.start("peer_vpcs", variables(lab.simulator.url), forks)
    assert lab.held(run, done=False)
    assert len(lab.kill(run)) == processes - 1
    lab.release()


def test_a_journal_keeps_the_cases_of_the_same_code(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal"
    first = journal.Journal(path)
    first.add(("matrix", "first run", "reset", "3"), "at once")
    ran: list[int] = []
    for _again in range(2):
        journal.once(journal.Journal(path), ("two", "4"), lambda: ran.append(4))
    known = journal.Journal(path)
    assert (known.outcome(("matrix", "first run", "reset", "3")), ran) == ("at once", [4])
    assert known.outcome(("matrix", "first run", "reset", "4")) is None
    monkeypatch.setattr(journal, "version", lambda: "other code")
    assert journal.Journal(path).outcome(("two", "4")) is None
    journal.Journal(None).add(("two", "5"), "well")


def test_new_figures_replace_the_old_ones(tmp_path: pathlib.Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Before.\n", encoding="utf-8")
    for cases in ([("reset", "lost")], [("reset", "at once"), ("reset", "after a rerun"), ("gone", "at once")]):
        figures.write(page, figures.table(cases))
    text = page.read_text(encoding="utf-8")
    assert text.startswith("Before.\n")
    assert text.count("begin fault matrix") == text.count("end fault matrix") == 1
    assert "| reset | 2 | 1 | 1 | 0 |" in text
    assert "| all | 3 | 2 | 1 | 0 |" in text
