"""As an attacker would: a page elsewhere, another user of the machine, and bytes that no browser sends."""

import json
import socket
import time

import pytest

from cnnkit.demo.gate import MOST_BYTES, Gate
from cnnkit.demo.server import MOST_STRANGERS
from tests.demo.conftest import raw, request, serving

CHANGE = {"page": "p", "state": {"stride": 3}, "files": {}}


def test_who_has_the_address_comes_in(ask, server):
    assert ask("GET").code == 200
    assert ask("GET", "demo/shape-calc", origin=f"http://{server.address}").code == 200
    assert ask("POST", "message/shape-calc", CHANGE).code == 200
    assert server.shelf["shape-calc"].stride == 3


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:80",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "0.0.0.0",
        "127.0.0.1.evil.example",
    ],
)
def test_another_name_for_this_machine_is_refused(ask, server, host):
    port = server.server_address[1]
    for name in (host, f"{host}:{port}"):
        if name != server.address:
            assert ask("GET", host=name).code == 403
            assert ask("POST", "message/shape-calc", CHANGE, host=name).code == 403


def test_a_page_of_another_origin_is_refused_though_it_knew_the_token(ask, server):
    port = server.server_address[1]
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{port}", f"http://localhost:{port}",
                   f"http://127.0.0.1:{port + 1}", f"http://127.0.0.1:{port}.evil.example", ""):  # fmt: skip
        assert ask("GET", "state/shape-calc", origin=origin).code == 403, origin
        assert ask("POST", "message/shape-calc", CHANGE, origin=origin).code == 403, origin
    assert ask("POST", "message/shape-calc", CHANGE, origin=None).code == 403  # a form of old browsers
    for site in ("cross-site", "same-site", "something"):
        assert ask("GET", "esm/shape-calc", sec_fetch_site=site).code == 403


def test_without_the_token_nothing_is_said_of_what_there_is(server):
    token = server.gate.token
    answers = set()
    for secret in (
        "",
        "x",
        token[:-1],
        token + "x",
        token.swapcase(),
        "open",
        "open/x",
        "static",
        "\xff",
        "%00",
    ):
        for place in ("", "demo/shape-calc", "static/page.js", "nothing"):
            answers.add(request(server, "GET", path=f"/{secret}/{place}")[::2])
            answers.add(request(server, "POST", path=f"/{secret}/message/shape-calc", body=CHANGE)[::2])
    assert answers == {(403, "Forbidden. Open the address that `cnnkit demo` has printed.\n")}
    assert request(server, "GET", path="*").code == 403
    assert request(server, "GET", path=f"http://{server.address}/{token}/").code == 403


def test_the_token_is_no_cookie_and_is_given_to_nobody_else(ask):
    answer = ask("GET", "demo/shape-calc")
    assert "Set-Cookie" not in answer.head
    assert "Referrer-Policy: no-referrer" in answer.head
    assert "frame-ancestors 'none'" in answer.head
    assert "Access-Control" not in answer.head
    assert "Python" not in answer.head


def test_a_ticket_opens_once():
    with serving("shape-calc") as server:
        path = server.url("shape-calc", once=True).removeprefix(f"http://{server.address}")
        assert server.gate.token not in path
        first = request(server, "GET", path=path)
        assert first.code == 303
        assert f"Location: /{server.gate.token}/demo/shape-calc" in first.head
        assert request(server, "GET", path=path).code == 403


def test_a_ticket_leads_nowhere_else():
    with serving("shape-calc") as server:
        for place in ("//evil.example", "static/page.js", "demo/none", "../x"):
            assert request(server, "GET", path=f"/open/{server.gate.ticket}/{place}").code == 403
        assert request(server, "GET", path=f"/open/{server.gate.ticket}/").code == 303


@pytest.mark.parametrize(
    "place",
    [
        "../../etc/passwd",
        "static/../../pyproject.toml",
        "static/%2e%2e/answers.py",
        "static/..%2fanswers.py",
        "static//etc/passwd",
        "static/answers.py",
        "static/page.js/",
        "static/page.js?x",
        "static/page.js%00",
        "static\\page.js",
        "picture/0",
        "picture/-1",
        "picture/../0",
        "demo/",
        "demo/SHAPE-CALC",
        "demo/shape-calc/..",
        "demo/digit-net",
        "state/digit-net",
        "state/shape-calc/_esm",
        "esm/shape-calc/../../answers",
        "events/shape-calc",
        "events/digit-net/p",
        "message/shape-calc",
        "api/kernels",
        "__class__",
        "//evil.example",
        "static",
    ],
)
def test_what_is_not_in_the_tables_is_not_there(ask, place):
    assert ask("GET", place).code == 404
    assert "cnnkit" not in ask("GET", place).body


@pytest.mark.parametrize(
    "method", ["HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "X" * 99]
)
def test_other_methods_are_refused(ask, method):
    assert ask(method, "demo/shape-calc").code == 403


def test_method_tricks_change_nothing(ask, server):
    before = server.shelf["shape-calc"].stride
    other = {**CHANGE, "state": {"stride": before + 1}}
    assert ask("GET", "message/shape-calc", other, x_http_method_override="POST").code == 404
    assert ask("POST", "message/shape-calc", other, content_type="text/plain").code == 403
    assert (
        ask("POST", "message/shape-calc", other, content_type="application/x-www-form-urlencoded").code == 403
    )
    assert ask("POST", "demo/shape-calc", other).code == 404
    assert server.shelf["shape-calc"].stride == before


@pytest.mark.parametrize(
    "state",
    [
        {"_esm": "alert(1)"},
        {"_css": "x"},
        {"_model_module": "x"},
        {"_anywidget_id": "x"},
        {"layout": "IPY_MODEL_x"},
        {"comm": None},
        {"still": "<img onerror=alert(1)>"},
        {"question": "x"},
        {"height": 9},
        {"__class__": "x"},
        {"observe": "x"},
        {"nothing": 1},
        {"stride": 1, "_esm": "x"},
    ],
)
def test_traits_that_are_not_the_pages_are_refused_and_nothing_changes(ask, server, state):
    widget = server.shelf["shape-calc"]
    before = widget.get_state()
    answer = ask("POST", "message/shape-calc", {**CHANGE, "state": state})
    assert answer.code == 404
    assert "a page cannot change" in answer.body
    assert widget.get_state() == before


@pytest.mark.parametrize("value", [0, -1, "3", [3], None, {"a": 1}, 1e99, True, 10**30])
def test_the_widgets_own_checks_refuse_values_and_nothing_changes(ask, server, value):
    widget = server.shelf["shape-calc"]
    before = widget.stride
    answer = ask("POST", "message/shape-calc", {**CHANGE, "state": {"stride": value}})
    if answer.code == 200:  # as Python itself takes them
        assert value in (True,)
        widget.stride = before
    else:
        assert answer.code == 422
        assert "stride" in answer.body
    assert widget.stride == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"null",
        b"[]",
        b'"x"',
        b"9" * 5000,
        b'{"page": "p", "state": {"stride": NaN}, "files": {}}',
        b'{"page": "p", "state": [], "files": {}}',
        b'{"page": 1, "state": {}, "files": {}}',
        b'{"page": "p", "state": {}}',
        b'{"page": "p", "state": {}, "files": {}, "code": "x"}',
        b'{"page": "p", "content": 1, "code": 2}',
    ],
)
def test_odd_bodies_are_answered_and_end_nothing(ask, body):
    assert ask("POST", "message/shape-calc", body).code == 400
    assert ask("GET").code == 200


def test_bytes_that_are_no_base64_are_refused(ask):
    for text in ("***", 3, None, "é"):
        answer = ask("POST", "message/map-explorer", {"page": "p", "state": {}, "files": {"picture": text}})
        assert answer.code == 422


def test_a_huge_body_is_refused_before_it_is_read(ask, server):
    assert ask("POST", "message/shape-calc", b"x", content_length=str(MOST_BYTES + 1)).code == 413
    assert ask("POST", "message/shape-calc", b"x", content_length="9" * 4000).code == 413
    for size in ("-1", "+5", "1e3", "0x10", "", "٣", "5, 5"):
        sent = size.encode("utf8").decode("latin-1")
        assert ask("POST", "message/shape-calc", b"12345", content_length=sent).code == 403
    assert ask("POST", "message/shape-calc", b"12345", content_length=None).code == 403
    chunked = ask("POST", "message/shape-calc", b"5\r\n12345\r\n0\r\n\r\n", transfer_encoding="chunked")
    assert chunked.code == 403


def test_a_body_that_breaks_off_changes_nothing(ask, server):
    before = server.shelf["shape-calc"].stride
    data = json.dumps({**CHANGE, "state": {"stride": before + 1}}).encode()
    assert ask("POST", "message/shape-calc", data, content_length=str(len(data) + 9)).code == 404
    assert server.shelf["shape-calc"].stride == before


def test_two_of_a_header_are_refused(server):
    path, address = f"/{server.gate.token}/", server.address
    for extra in (
        f"Host: {address}",
        "Host: evil.example",
        f"Origin: http://{address}\r\nOrigin: http://{address}",
    ):
        sent = f"GET {path} HTTP/1.1\r\nHost: {address}\r\n{extra}\r\n\r\n"
        assert raw(server, sent.encode()).code == 403
    assert raw(server, f"GET {path} HTTP/1.1\r\n\r\n".encode()).code == 403


def test_a_refused_request_smuggles_no_second_one_in(server):
    path = f"/{server.gate.token}/message/shape-calc"
    second = f"GET /{server.gate.token}/ HTTP/1.1\r\nHost: {server.address}\r\n\r\n"
    head = f"POST {path} HTTP/1.1\r\nHost: evil.example\r\nContent-Length: {len(second)}\r\n\r\n"
    came = raw(server, (head + second).encode())
    assert came.code == 403
    assert "HTTP/1.1" not in came.body


NONSENSE = [
    b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"A" * 70_000 + b"\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    b"GET / HTTP/1.1\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
]


@pytest.mark.parametrize("sent", NONSENSE)
def test_nonsense_is_answered_or_hung_up_on(server, ask, sent):
    assert raw(server, sent).code in (0, 400, 403, 414, 431, 505)
    assert ask("GET").code == 200


def trickle(slow: socket.socket) -> None:
    """A header that never ends, a letter at a time."""
    for letter in b"GET / HTTP/1.1\r\nX: " + b"y" * 10_000:
        slow.sendall(bytes([letter]))
        time.sleep(0.01)


def test_a_slow_stranger_is_hung_up_on(monkeypatch):
    monkeypatch.setattr("cnnkit.demo.server.PATIENCE_S", 0.2)
    with serving("shape-calc") as server, socket.create_connection(server.server_address, timeout=20) as slow:
        with pytest.raises(ConnectionError):
            trickle(slow)
        assert request(server, "GET").code == 200


def test_many_connections_never_keep_the_lecturer_out(server, ask, monkeypatch):
    monkeypatch.setattr("cnnkit.demo.server.PATIENCE_S", 300)
    address = server.server_address
    with_nothing_to_say = [socket.create_connection(address, timeout=20) for _ in range(3 * MOST_STRANGERS)]
    try:
        # the oldest had to go, each of them a thread of the server
        assert [one.recv(1) for one in with_nothing_to_say[: 2 * MOST_STRANGERS]] == [
            b""
        ] * 2 * MOST_STRANGERS
        assert ask("GET").code == 200
        assert ask("POST", "message/shape-calc", CHANGE).code == 200
    finally:
        for one in with_nothing_to_say:
            one.close()


def test_two_servers_have_different_secrets():
    gates = [Gate() for _ in range(50)]
    assert len({gate.token for gate in gates} | {gate.ticket for gate in gates}) == 100
    assert min(len(gate.token) for gate in gates) >= 32
    assert not gates[0].opens("")
    assert not gates[0].knows("")
