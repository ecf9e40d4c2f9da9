# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns what an action gets to see, the registry of actions, and paging. Knows no particular action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from vpc_simulator.errors import ApiError, api_error, invalid_parameter, missing_parameter
from vpc_simulator.guesses import as_answered
from vpc_simulator.identities import AccessKey, Account
from vpc_simulator.switches import Switches
from vpc_simulator.world import World

Answer = dict[str, Any]
Item = TypeVar("Item")


@dataclass(slots=True)
class Call:
    """One checked call: who, where, what, and the typed parameters by their API names."""

    world: World
    account: Account
    key: AccessKey
    region: str
    action: str
    parameters: dict[str, Any]

    @property
    def switches(self) -> Switches:
        return self.world.switches

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter's typed value, or `default` when it was not sent."""
        return self.parameters.get(name, default)

    def error(self, code: str, variant: int = 0) -> ApiError:
        """The documented error of this action, to be raised."""
        return api_error(self.action, code, variant)

    def missing(self, name: str) -> ApiError:
        """The refusal of a call without the parameter `name`, which it needs; to be raised."""
        return missing_parameter(self.action, name, self.switches.missing_parameter_form)

    def invalid(self, name: str) -> ApiError:
        """The refusal of the value of the parameter `name`, for which the action documents no code; to be raised."""
        return invalid_parameter(name, self.switches.invalid_parameter_form)

    def stop_if_dry_run(self) -> None:
        """To be called when all checks have passed: a dry run ends here, as the error DryRunOperation."""
        if self.parameters.get("DryRun"):
            raise self.error("DryRunOperation")


Handler = Callable[[Call], Answer]
ACTIONS: dict[str, Handler] = {}


def action(name: str) -> Callable[[Handler], Handler]:
    """Register the function that answers the API action `name`."""

    def register(handler: Handler) -> Handler:
        if name in ACTIONS:
            raise ValueError(f"{name} has two functions")
        ACTIONS[name] = handler
        return handler

    return register


def answered(error: ApiError, action: str, switches: Switches) -> ApiError:
    """A refusal as it goes out: what is guessed of it may be answered otherwise."""
    return as_answered(error, action, switches.guessed_codes, switches.guessed_texts, switches.guessed_status)


def is_write(name: str) -> bool:
    """The action changes something; by the API's own naming."""
    return not name.startswith(("Describe", "List", "Get", "AssumeRole"))


def in_order(call: Call, items: Sequence[Item]) -> list[Item]:
    """Items that are in order of creation, in the order in which the API lists them."""
    return list(items) if call.switches.list_order == "oldest_first" else list(reversed(items))


def page(call: Call, items: Sequence[Item]) -> tuple[list[Item], Answer]:
    """The page asked for by PageNumber and PageSize, and the numbers for the answer."""
    number, size = call.get("PageNumber", 1), call.get("PageSize", 10)
    start = (number - 1) * size
    return list(items[start : start + size]), {"PageNumber": number, "PageSize": size, "TotalCount": len(items)}


def token_page(call: Call, items: Sequence[Item], size: int) -> tuple[list[Item], Answer]:
    """The page that NextToken asks for, and the next token. The token tells the position and what is being listed."""
    start = 0
    if token := call.get("NextToken"):
        head, _dash, position = token.rpartition("-")
        if head != f"vpcsim-{call.action}" or not position.isdigit():
            raise call.error("IllegalParam.NextToken")
        start = int(position)
    following = f"vpcsim-{call.action}-{start + size}" if start + size < len(items) else ""
    if not following and call.switches.last_page_next_token == "absent":
        return list(items[start : start + size]), {}
    return list(items[start : start + size]), {"NextToken": following}


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def wanted_tags(call: Call, name: str) -> list[tuple[str, str | None]]:
    """The tags a list is filtered by: key, and value unless any value will do."""
    return [(tag.get("Key", ""), tag.get("Value")) for tag in call.get(name, [])]


def has_tags(tags: dict[str, str], wanted: list[tuple[str, str | None]]) -> bool:
    return all(key in tags and value in (None, "", tags[key]) for key, value in wanted)
