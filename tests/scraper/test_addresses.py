from __future__ import annotations

import httpcore
import httpx
import pytest

from scraper.addresses import CheckedBackend, CheckedTransport, is_public_address, resolve_host
from scraper.errors import FetchError


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "::10.0.0.1",
        "2002:7f00:1::",
    ],
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public_address(address)


def test_a_name_with_one_private_address_is_refused() -> None:
    backend = CheckedBackend(
        trusted_hosts=frozenset(),
        allow_private=False,
        resolve=lambda host, port: ["93.184.215.14", "10.0.0.1"],
    )

    with pytest.raises(FetchError, match=r"'rebind\.test': it resolves to the private .* 10\.0\.0"):
        backend.connect_tcp("rebind.test", 80)


def test_the_transport_connects_through_the_checked_backend_only() -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    backend = CheckedBackend(trusted_hosts=frozenset(), allow_private=False, resolve=resolve)
    client = httpx.Client(transport=CheckedTransport(backend), trust_env=False)

    with client, pytest.raises(FetchError, match="private address") as caught:
        client.get("http://rebind.test/")
    assert (asked, caught.value.kind) == (["rebind.test"], "private-host")


def test_an_unknown_name_is_a_failure_to_connect() -> None:
    with pytest.raises(httpcore.ConnectError):
        resolve_host("no-such-host.invalid", 80)
