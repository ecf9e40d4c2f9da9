# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the service is reached, by options and environment: endpoint, time-outs, certificates, proxies."""

from __future__ import annotations

import dataclasses
import os
import re
import urllib.request

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.endpoints import public_host
from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError

REGION = re.compile(r"[A-Za-z0-9-]+")
ADDRESS = re.compile(r"(https?://)?[A-Za-z0-9._-]+(:[0-9]+)?|(https?://)?\[[0-9A-Fa-f:.]+\](:[0-9]+)?")


@dataclasses.dataclass(frozen=True)
class Transport:
    """How the service is reached; timeouts in seconds. Without ``endpoint`` the region's public one is used."""

    endpoint: str | None = None
    sts_endpoint: str | None = None
    connect_timeout: int = 5
    read_timeout: int = 30
    ca_bundle: str | None = None
    threads: int = 8

    def url(self, product: str, region: str) -> str:
        """Return the endpoint's URL: https unless the option begins with http://.

        Raises OptionError for values that would change the host, such as a slash in a region.
        """
        given = self.sts_endpoint or self.endpoint if product == "Sts" else self.endpoint
        host = given or public_host(product, region)
        if not REGION.fullmatch(region):
            raise OptionError(f"region: {region!r} is not the id of a region, such as cn-hangzhou")
        address = host.rstrip("/").replace("{region}", region)
        if not ADDRESS.fullmatch(address):
            option = "sts_endpoint" if product == "Sts" and self.sts_endpoint else "endpoint"
            raise OptionError(
                f"{option}: {host!r} is not a host, with or without http(s):// before and a port behind it"
            )
        return address if "://" in address else f"https://{address}"

    @property
    def trusted(self) -> str | None:
        """Return the file of certificates to trust, None for the usual ones.

        An empty one, in the option or in the SDK's variable, would make the SDK check no certificate at all.
        """
        return self.ca_bundle or os.environ.get("ALIBABA_CLOUD_CA_BUNDLE") or None


def proxies(url: str) -> dict[str, str]:
    """Return the proxies of a host by scheme, as the environment names them."""
    host = url.split("://", maxsplit=1)[1]
    if urllib.request.proxy_bypass(host):
        # An empty dict would make the SDK read the proxies itself, without their exceptions.
        return {"bypass": host}
    return {scheme: proxy for scheme, proxy in urllib.request.getproxies().items() if scheme in ("http", "https")}
