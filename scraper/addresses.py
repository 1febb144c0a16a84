"""Connect to public addresses only.

A name is resolved once, every address it has is checked, and the connection goes to a checked
address: a name that points elsewhere on a second look-up (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import TypeAlias

import httpcore
import httpx

from scraper.errors import FetchError

Resolve: TypeAlias = Callable[[str, int], list[str]]
"""Host and port to the addresses of the host."""

_EMBEDDED_IPV4 = (
    ipaddress.ip_network("64:ff9b::/96"),  # NAT64 carries an IPv4 address in its last 32 bits
    ipaddress.ip_network("::/96"),  # deprecated IPv4-compatible
)


def resolve_host(host: str, port: int) -> list[str]:
    """Return every address of a host name, in the system's order.

    Raises:
        httpcore.ConnectError: The name has no address.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def is_public_address(address: str) -> bool:
    """Tell whether an IPv4 or IPv6 address may be one of the open internet.

    >>> is_public_address("93.184.215.14"), is_public_address("::ffff:10.0.0.1")
    (True, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _embedded_ipv4(ip)
        if inner is not None:
            return is_public_address(str(inner))
    return ip.is_global and not ip.is_multicast


class CheckedBackend(httpcore.NetworkBackend):
    """Opens TCP connections for httpcore, to public addresses and to hosts named as trusted."""

    def __init__(
        self, *, trusted_hosts: frozenset[str], allow_private: bool, resolve: Resolve = resolve_host
    ) -> None:
        self._trusted_hosts = trusted_hosts
        self._allow_private = allow_private
        self._resolve = resolve
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers, once all of them are checked.

        Raises:
            FetchError: An address is private.
        """
        refusal: Exception = httpcore.ConnectError(f"no address for {host}")
        for address in self._checked_addresses(host, port):
            try:
                return self._sockets.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refusal = error
        raise refusal

    def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between its own tries."""
        self._sockets.sleep(seconds)

    def _checked_addresses(self, host: str, port: int) -> list[str]:
        addresses = self._resolve(host, port)
        if self._allow_private or host in self._trusted_hosts:
            return addresses
        for address in addresses:
            if not is_public_address(address):
                raise FetchError(
                    f"Cannot fetch from '{host}': it resolves to the private address {address}. "
                    "Allow private hosts if the site is your own.",
                    kind="private-host",
                )
        return addresses


class CheckedTransport(httpx.HTTPTransport):
    """httpx's transport over a `CheckedBackend`; proxies of the environment are not used."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        context = httpx.create_ssl_context()
        super().__init__(verify=context)
        # httpx takes no network backend itself; tests prove that this pool is the one in use.
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=backend,
        )


def _embedded_ipv4(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    for inner in (ip.ipv4_mapped, ip.sixtofour, ip.teredo[1] if ip.teredo else None):
        if inner is not None:
            return inner
    if any(ip in network for network in _EMBEDDED_IPV4) and int(ip) > 1:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None
