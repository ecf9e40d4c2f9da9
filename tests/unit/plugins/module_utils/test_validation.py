# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Single values: valid ids, accounts and blocks, and values that only look like them."""

from __future__ import annotations

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model import validation

NO_ENDS = [" ", "{{ 1 }}", "/../", "?a=b", "a,b", " b", "\n", "名", "a" * 129]


@pytest.mark.parametrize("field", validation.PREFIXES)
@pytest.mark.parametrize("end", NO_ENDS)
def test_the_prefix_of_an_id_needs_a_valid_rest(field: str, end: str) -> None:
    for prefix in validation.PREFIXES[field]:
        assert validation.check_id(field, f"{prefix}1") == f"{prefix}1"
        with pytest.raises(OptionError, match=rf"{field}: .* is not the id of a .*up to 128 letters, digits"):
            validation.check_id(field, f"{prefix}{end}")


@pytest.mark.parametrize("field", validation.PREFIXES)
@pytest.mark.parametrize("other", ["", "1", "RI-1", "eni-1", " vpc-1", "{{ vpc }}"])
def test_an_id_of_another_kind(field: str, other: str) -> None:
    with pytest.raises(OptionError, match=rf"{field}: .* must begin with {validation.PREFIXES[field][0]}"):
        validation.check_id(field, other)


def test_a_routers_id_in_the_place_of_an_interfaces_is_explained() -> None:
    with pytest.raises(OptionError, match="That is the id of a router; the id of the router interface on it is needed"):
        validation.check_id("peer_router_interface_id", "vrt-BBB")


@pytest.mark.parametrize("value", ["", "1234", "1" * 21, "12345 ", "1234x", "-12345", "1231579085529123.0"])
def test_invalid_accounts(value: str) -> None:
    with pytest.raises(OptionError, match="the digits of the main account's UID"):
        validation.check_account_id("peer_account_id", value)


@pytest.mark.parametrize("value", ["10.0.0.1/8", "10.0.0.0/33", "ten", "", "10.0.0.0/255.0.255.0", "::1/64"])
def test_invalid_blocks(value: str) -> None:
    with pytest.raises(OptionError, match="destination: "):
        validation.check_destination("destination", value)
