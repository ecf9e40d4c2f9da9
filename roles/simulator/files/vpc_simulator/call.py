# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the call that an action receives, the registry of actions, and paging. Knows no single action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from vpc_simulator.errors import ApiError, api_error, invalid_parameter, missing_parameter
from vpc_simulator.guesses import apply_guesses
from vpc_simulator.identities import AccessKey, Account
from vpc_simulator.operations import action_of
from vpc_simulator.switches import Switches
from vpc_simulator.world import World

Response = dict[str, Any]
Item = TypeVar("Item")


@dataclass(slots=True)
class Call:
    """One checked call: its signer, region and operation, and the typed parameters by their API names."""

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
        """A parameter's typed value, or `default` if it was not sent."""
        return self.parameters.get(name, default)

    def error(self, code: str, variant: int = 0, fill: tuple[object, ...] = ()) -> ApiError:
        """The documented error of this action, to raise; `fill` are the values for the message's %s."""
        return api_error(self.action, code, variant, fill)

    def missing(self, name: str) -> ApiError:
        """The error for a call without its mandatory parameter `name`, to raise."""
        return missing_parameter(self.action, name, self.switches.missing_parameter_form)

    def invalid(self, name: str) -> ApiError:
        """The error for a value of the parameter `name` for which the action documents no code, to raise."""
        return invalid_parameter(name, self.switches.invalid_parameter_form)

    def stop_if_dry_run(self) -> None:
        """Call it after all checks: a dry run ends here with the error DryRunOperation."""
        if self.parameters.get("DryRun"):
            raise self.error("DryRunOperation")


Handler = Callable[[Call], Response]
ACTIONS: dict[str, Handler] = {}


def action(name: str) -> Callable[[Handler], Handler]:
    """Register the function of the operation `name`; `operations` tells its prefix."""

    def register(handler: Handler) -> Handler:
        if name in ACTIONS:
            raise ValueError(f"{name} has two functions")
        ACTIONS[name] = handler
        return handler

    return register


def error_to_send(error: ApiError, action: str, switches: Switches) -> ApiError:
    """The error as the client receives it: switches may replace the parts that are guesses."""
    return apply_guesses(error, action, switches.guessed_codes, switches.guessed_texts, switches.guessed_status)


def is_write(name: str) -> bool:
    """Whether the action changes something, by the API's own naming."""
    return not action_of(name).startswith(("Describe", "List", "Get", "AssumeRole"))


def in_list_order(call: Call, items: Sequence[Item]) -> list[Item]:
    """Sort items, which are in order of creation, as the API lists them."""
    return list(items) if call.switches.list_order == "oldest_first" else list(reversed(items))


def page(call: Call, items: Sequence[Item]) -> tuple[list[Item], Response]:
    """The page of PageNumber and PageSize, and the paging fields of the response."""
    number, size = call.get("PageNumber", 1), call.get("PageSize", 10)
    start = (number - 1) * size
    return list(items[start : start + size]), {"PageNumber": number, "PageSize": size, "TotalCount": len(items)}


def token_page(call: Call, items: Sequence[Item], size: int) -> tuple[list[Item], Response]:
    """The page at NextToken, and the next token. A token names the action and the position in its list."""
    start = 0
    if token := call.get("NextToken"):
        head, _dash, position = token.rpartition("-")
        if head != f"vpcsim-{call.action}" or not position.isdigit():
            raise call.error("IllegalParam.NextToken")
        start = int(position)
    next_token = f"vpcsim-{call.action}-{start + size}" if start + size < len(items) else ""
    if not next_token and call.switches.last_page_next_token == "absent":
        return list(items[start : start + size]), {}
    return list(items[start : start + size]), {"NextToken": next_token}


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tag_filter(call: Call, name: str) -> list[tuple[str, str | None]]:
    """The tags that a list is filtered by: the key, and the value unless every value matches."""
    return [(tag.get("Key", ""), tag.get("Value")) for tag in call.get(name, [])]


def has_tags(tags: dict[str, str], wanted: list[tuple[str, str | None]]) -> bool:
    return all(key in tags and value in (None, "", tags[key]) for key, value in wanted)
