"""Says where a class finds this server: the addresses to write on the board.

Nothing is sent over the network to find out.
"""

from __future__ import annotations

import contextlib
import ipaddress
import platform
import re
import socket
from pathlib import Path

import psutil

EVERYWHERE = ("0.0.0.0", "::")
"""The hosts that stand for all addresses of a machine: those of IPv4 alone, and those of both kinds."""
_NOT_FOR_A_CLASS = re.compile(
    # Bridges of containers and virtual machines, then tunnels; as Linux, macOS and Windows call them.
    r"docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|flannel|cali|podman|bridge|vethernet|virtualbox|vmware|hyper-v"
    r"|tun|tap|wg|ppp|utun|ipsec|zt|tailscale|zerotier|openvpn|wireguard|nordlynx|proton|cscotun|gpd",
    re.IGNORECASE,
)
_WSL_NETWORK = ipaddress.ip_network("172.16.0.0/12")
"""Where WSL2 puts its own network, behind the one of Windows, unless it mirrors that."""
_CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))

BEHIND_WINDOWS = (
    "This is WSL2, whose own address the class cannot reach. Either write networkingMode=mirrored below [wsl2] into "
    "%UserProfile%\\.wslconfig and run wsl --shutdown, or start Unrolled on Windows itself. "
    "On this machine, open {url}"
)
ONLY_IPV6 = (
    "This machine has addresses of IPv6 alone, and this server listens at those of IPv4. "
    "Started with --host :: (or HOST=:: make run) it is open to the class. On this machine, open {url}"
)
IN_A_CONTAINER = (
    "This is a container: the class reaches the machine that it runs on, at the port that you publish "
    "(docker run --publish {port}:{port}). On that machine, open {url}"
)


def board_urls(host: str, port: int) -> tuple[str, ...]:
    """The URLs under which other machines reach a server that listens on `host` and `port`, the likeliest first.

    Empty when the server listens on this machine alone or the machine is on no network.
    """
    if host not in EVERYWHERE:
        return () if is_own(host) else (_url(host, port),)
    if _in_a_container():
        return ()
    addresses = _network_addresses(socket.AF_INET)
    if not addresses and host == "::":
        addresses = _network_addresses(socket.AF_INET6)
    defaults = _default_addresses()
    return tuple(_url(a, port) for a in sorted(addresses, key=lambda a: a not in defaults))


def announcement(host: str, port: int) -> str:
    """The lines that a teacher reads in the terminal before the server starts."""
    urls = board_urls(host, port)
    if urls:
        others = f" (or, by another network card: {', '.join(urls[1:])})" if urls[1:] else ""
        return f"Write on the board: {urls[0]}{others}"
    if host in EVERYWHERE and _is_wsl():
        return BEHIND_WINDOWS.format(url=_url("localhost", port))
    if host in EVERYWHERE and _in_a_container():
        return IN_A_CONTAINER.format(port=port, url=_url("localhost", port))
    if host in EVERYWHERE and host != "::" and _network_addresses(socket.AF_INET6):
        return ONLY_IPV6.format(url=_url("localhost", port))
    if host in EVERYWHERE:
        return f"This machine is on no network. Only it can open {_url('localhost', port)}"
    return f"Open {_url(host, port)} (on this machine; --host 0.0.0.0, or HOST=0.0.0.0 make run, opens it to the class)"


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_own(host: str) -> bool:
    """Whether a machine reaches itself by this name, and nobody else reaches it."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f".{host.lower()}".endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def _network_addresses(family: socket.AddressFamily) -> list[str]:
    """The addresses, of IPv4 or of IPv6, of the network cards that a class may be on."""
    up = {name for name, stats in psutil.net_if_stats().items() if stats.isup and not _NOT_FOR_A_CLASS.match(name)}
    found = [
        ipaddress.ip_address(address.address)
        for name, addresses in psutil.net_if_addrs().items()
        for address in addresses
        if name in up and address.family == family
    ]
    hidden = _is_wsl()
    reached = [a for a in found if not (a.is_loopback or a.is_link_local or (hidden and a in _WSL_NETWORK))]
    return [str(a) for a in reached]


def _is_wsl() -> bool:
    return "microsoft" in platform.uname().release.lower()


def _in_a_container() -> bool:
    return any(mark.exists() for mark in _CONTAINER_MARKS)


def _default_addresses() -> set[str]:
    """The addresses that packets to elsewhere would leave from; connecting a UDP socket sends none."""
    found = set()
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))
            found.add(str(probe.getsockname()[0]))
    return found
