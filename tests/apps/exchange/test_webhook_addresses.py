"""Where a webhook may go: the open internet, and nowhere else, whatever a name is made to say."""

import socket

import pytest

from wakimizu.apps.exchange.webhooks import sending
from wakimizu.apps.exchange.webhooks.models import Try
from wakimizu.apps.exchange.webhooks.operations import check_address
from wakimizu.shared.errors import BadInput

INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "0.0.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "2002:a00:1::", "2001:db8::1", "not a number",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_of_our_own_network(address):
    assert not sending.is_open(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_open_internet(address):
    assert sending.is_open(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https://", "https:///path", "https://user:pass@example.com/", "https://127.0.0.1/",
        "https://[::1]/", "https://2130706433/", "https://0x7f.1/", "https://localhost/", "https://10.0.0.1:8443/",
        "https://example.com:port/", "javascript:alert(1)", "https://169.254.169.254/latest/",
    ],
)  # fmt: skip
def test_what_is_refused_when_it_is_saved(url, monkeypatch):
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: real(host, *rest, **{**more, "flags": 0}))
    with pytest.raises(BadInput):
        check_address(url)


def named(monkeypatch, *answers):
    """Every look-up of a name gives the next of the answers."""
    rest = list(answers)

    def found(host, port, **more):
        numbers = rest.pop(0) if len(rest) > 1 else rest[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_a_name_with_one_inner_address_among_its_own_is_refused(monkeypatch):
    named(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(BadInput):
        check_address("https://example.com/")


def test_a_name_that_changes_after_it_was_saved_is_refused_when_it_is_sent_to(monkeypatch):
    named(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    check_address("https://example.com/")
    assert sending.send("https://example.com/", b"{}", {}).fault == Try.Fault.ADDRESS


def test_the_connection_goes_to_the_number_that_was_looked_at(monkeypatch):
    named(monkeypatch, ["93.184.216.34"])
    went = []

    def connect(address, *rest):
        went.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert sending.send("https://example.com/hook", b"{}", {}).fault == Try.Fault.CONNECTION
    assert went == [("93.184.216.34", 443)]


def test_an_answer_that_drips_on_is_cut(settings, monkeypatch):
    import threading
    import time

    settings.WEBHOOKS_ANYWHERE = True
    monkeypatch.setattr(sending, "LONGEST", 0.5)
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip():
        line, _who = listening.accept()
        while not over.wait(0.05):
            try:
                line.sendall(b"H")
            except OSError:
                break
        line.close()

    thread = threading.Thread(target=drip)
    thread.start()
    begun = time.monotonic()
    outcome = sending.send(f"http://127.0.0.1:{listening.getsockname()[1]}/", b"{}", {})
    over.set()
    thread.join()
    listening.close()
    assert not outcome.taken and outcome.fault and time.monotonic() - begun < 5
