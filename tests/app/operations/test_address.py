from __future__ import annotations

import re
import socket

import pytest

from app.operations import address


@pytest.fixture
def two_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "_network_addresses", lambda: ["172.17.0.1", "192.168.1.20"])
    monkeypatch.setattr(address, "_default_address", lambda: "192.168.1.20")


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
    monkeypatch.setattr(address, "_network_addresses", list)
    assert "on no network" in address.announcement("0.0.0.0", 8501)


def test_the_real_cards_are_asked_and_none_is_this_machine_alone() -> None:
    for url in address.board_urls("0.0.0.0", 8501):
        host = url.removeprefix("http://").removesuffix(":8501")
        assert not host.startswith(("127.", "169.254."))
        with socket.socket() as listener:
            listener.bind((host, 0))
