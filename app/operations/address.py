"""Says where a class finds this server: the addresses to write on the board.

`python -m app.operations.address HOST PORT` prints them. Nothing is sent over the network to find out.
"""

from __future__ import annotations

import ipaddress
import socket
import sys

import psutil

_EVERYWHERE = ("0.0.0.0", "::")


def board_urls(host: str, port: int) -> tuple[str, ...]:
    """The URLs under which other machines reach a server that listens on `host` and `port`, the likeliest first.

    Empty when the server listens on this machine alone or the machine is on no network.
    """
    if host not in _EVERYWHERE:
        return () if _is_local(host) else (_url(host, port),)
    addresses = _network_addresses()
    default = _default_address()
    return tuple(_url(a, port) for a in sorted(addresses, key=lambda a: a != default))


def announcement(host: str, port: int) -> str:
    """The lines that a teacher reads in the terminal before the server starts."""
    urls = board_urls(host, port)
    if urls:
        others = f" (or, by another network card: {', '.join(urls[1:])})" if urls[1:] else ""
        return f"Write on the board: {urls[0]}{others}"
    if host in _EVERYWHERE:
        return f"This machine is on no network. Only it can open {_url('localhost', port)}"
    return f"Open {_url(host, port)} (on this machine; HOST=0.0.0.0 make run opens it to the class)"


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _network_addresses() -> list[str]:
    up = {name for name, stats in psutil.net_if_stats().items() if stats.isup}
    found = [
        address.address
        for name, addresses in psutil.net_if_addrs().items()
        for address in addresses
        if name in up and address.family == socket.AF_INET
    ]
    return [a for a in found if not (ipaddress.ip_address(a).is_loopback or ipaddress.ip_address(a).is_link_local)]


def _default_address() -> str:
    """The address that packets to elsewhere would leave from; connecting a UDP socket sends none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


if __name__ == "__main__":
    print(announcement(sys.argv[1], int(sys.argv[2])))
