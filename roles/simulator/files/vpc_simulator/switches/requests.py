# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the switches of what all actions share: parameters, client tokens, lists, guessed refusals."""

from __future__ import annotations

import dataclasses
from typing import Annotated

from vpc_simulator.choices import Choices


@dataclasses.dataclass(eq=False)
class RequestSwitches(Choices):
    """Switches that all actions share, with their values."""

    # requests
    missing_parameter_form: Annotated[
        str, "The error code for an absent mandatory parameter.", "Missing<Param>", "MissingParameter"
    ] = "Missing<Param>"
    invalid_parameter_form: Annotated[
        str,
        "The error code for an invalid value where the action's page has none.",
        "Invalid<Param>",
        "InvalidParameter",
    ] = "Invalid<Param>"
    empty_strings: Annotated[
        str,
        "An empty optional string parameter counts as absent, is checked, or is accepted and clears the current value.",
        "absent",
        "checked",
        "taken",
    ] = "absent"
    list_index_gaps: Annotated[
        str, "Lists as Key.1, Key.3: every element counts, or only those up to the first gap.", "accepted", "cut"
    ] = "accepted"
    default_region: Annotated[str, "The region of a call that names none and whose host names none."] = "cn-hangzhou"
    client_token_lifetime: Annotated[float, "Seconds for which a ClientToken is remembered."] = 86400.0
    client_token_consumed_by_failure: Annotated[bool, "A refused call uses its ClientToken up."] = False
    client_token_compares: Annotated[
        str,
        "Which parameters must be the same when a ClientToken is used again.",
        "all",
        "all_but_names_and_descriptions",
    ] = "all"
    list_order: Annotated[str, "The order of paged lists.", "newest_first", "oldest_first"] = "newest_first"
    last_page_next_token: Annotated[
        str, "NextToken on the last page is an empty string, or absent.", "empty", "absent"
    ] = "empty"
    filter_keys_case_sensitive: Annotated[bool, "Filter.N.Key is compared case-sensitively."] = True
    filter_values_case_sensitive: Annotated[bool, "Filter.N.Value.M is compared case-sensitively."] = True
    name_filter_wildcards: Annotated[bool, "`*` in the values of the filter Name matches any string."] = False
    vpc_name_wildcards: Annotated[bool, "`*` in the parameter VpcName matches any string."] = False
    unknown_resource_group: Annotated[
        str,
        "A resource is to be created in or moved to a resource group of which nothing is known; refused with "
        "InvalidResourceGroupId.",
        "accepted",
        "refused",
    ] = "accepted"
    untag_all_with_keys: Annotated[
        str, "The tags to remove when both All=true and TagKey.N are sent.", "all", "keys"
    ] = "all"

    # refusals of which data/errors.json guesses the code, the text or the HTTP status
    guessed_codes: Annotated[
        str,
        "Other names for guessed codes, as `CreateRouterInterface/InvalidRouterId.NotFound=InvalidParameter`, comma "
        "separated; action `*` for what all actions share.",
    ] = ""
    guessed_texts: Annotated[
        str, "Guessed texts are likely ones, or hold nothing but the code.", "likely", "code_only"
    ] = "likely"
    guessed_status: Annotated[
        str, "HTTP status of refusals of which it is guessed.", "likely", "400", "403", "404", "500"
    ] = "likely"
