from __future__ import annotations

import platform
import re
import socket
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from app.operations import address


@pytest.fixture(autouse=True)
def no_container(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests themselves may run in one."""
    monkeypatch.setattr(address, "_CONTAINER_MARKS", ())


@pytest.fixture
def two_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "_network_addresses", lambda family: ["172.17.0.1", "192.168.1.20"])
    monkeypatch.setattr(address, "_default_addresses", lambda: {"192.168.1.20"})


@pytest.mark.usefixtures("two_cards")
def test_the_card_that_leads_outside_comes_first() -> None:
    assert address.board_urls("0.0.0.0", 8501) == ("http://192.168.1.20:8501", "http://172.17.0.1:8501")
    said = address.announcement("0.0.0.0", 8501)
    assert said.startswith("Write on the board: http://192.168.1.20:8501")
    assert "http://172.17.0.1:8501" in said


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_a_server_for_this_machine_alone_has_nothing_for_the_board(host: str) -> None:
    assert address.board_urls(host, 8501) == ()
    said = address.announcement(host, 8600)
    assert "board" not in said
    assert re.search(r"http://\S+:8600", said)


def test_a_chosen_address_is_the_one_to_write() -> None:
    assert address.announcement("192.168.1.7", 80) == "Write on the board: http://192.168.1.7:80"
    assert address.board_urls("fd00::7", 80) == ("http://[fd00::7]:80",)


def test_a_machine_on_no_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "_network_addresses", lambda family: [])
    assert "on no network" in address.announcement("0.0.0.0", 8501)


def cards(monkeypatch: pytest.MonkeyPatch, **addresses: str) -> None:
    """The machine has these network cards, all of them up."""
    given = {name.replace("_", "-"): address for name, address in addresses.items()}
    up = {name: SimpleNamespace(isup=True) for name in given}
    monkeypatch.setattr(psutil, "net_if_stats", lambda: up)
    kind = {True: socket.AF_INET6, False: socket.AF_INET}
    found = {name: [SimpleNamespace(family=kind[":" in a], address=a)] for name, a in given.items()}
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: found)


def test_bridges_of_containers_and_tunnels_are_no_addresses_for_the_board(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "_default_addresses", lambda: {"10.8.0.2"})
    bridges = {"docker0": "172.17.0.1", "br_1f2e": "172.18.0.1", "virbr0": "192.168.122.1", "lo": "127.0.0.1"}
    cards(monkeypatch, **bridges, tun0="10.8.0.2", wlan0="192.168.1.20", eth0="10.0.0.7")
    assert address.board_urls("0.0.0.0", 80) == ("http://192.168.1.20:80", "http://10.0.0.7:80")
    cards(monkeypatch, **bridges)
    assert "on no network" in address.announcement("0.0.0.0", 80)


def test_a_network_of_ipv6_alone_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "_default_addresses", lambda: {"2001:db8::20"})
    own = {"lo": "::1", "docker0": "fd00::1", "wlan0": "fe80::7%wlan0"}
    cards(monkeypatch, **own, eth0="fd12::7", eth1="2001:db8::20")
    assert address.board_urls("::", 80) == ("http://[2001:db8::20]:80", "http://[fd12::7]:80")
    assert address.announcement("::", 80).startswith("Write on the board: http://[2001:db8::20]:80 ")
    # A server that listens at 0.0.0.0 is not reached there.
    assert address.board_urls("0.0.0.0", 80) == ()
    assert "--host ::" in address.announcement("0.0.0.0", 80)
    cards(monkeypatch, **own)
    assert all("on no network" in address.announcement(host, 80) for host in address.EVERYWHERE)


def test_wsl2_says_what_the_class_can_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    release = "5.15.167.4-microsoft-standard-WSL2"
    monkeypatch.setattr(platform, "uname", lambda: SimpleNamespace(release=release))
    cards(monkeypatch, lo="127.0.0.1", eth0="172.29.48.5")
    assert address.board_urls("0.0.0.0", 8501) == ()
    said = address.announcement("0.0.0.0", 8501)
    assert "172.29" not in said
    assert "networkingMode=mirrored" in said
    assert said.endswith("open http://localhost:8501")
    cards(monkeypatch, lo="127.0.0.1", eth0="192.168.1.20")
    assert address.announcement("0.0.0.0", 8501).startswith("Write on the board: http://192.168.1.20:8501")


def test_in_a_container_the_port_must_be_published(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(address, "_CONTAINER_MARKS", (tmp_path,))
    cards(monkeypatch, eth0="172.17.0.2")
    assert address.board_urls("0.0.0.0", 8501) == ()
    assert "--publish 8501:8501" in address.announcement("0.0.0.0", 8501)


def test_the_real_cards_are_asked_and_none_is_this_machine_alone() -> None:
    for url in address.board_urls("0.0.0.0", 8501):
        host = url.removeprefix("http://").removesuffix(":8501")
        assert not host.startswith(("127.", "169.254."))
        with socket.socket() as listener:
            listener.bind((host, 0))
