"""Fetching from a server on this machine that breaks off, lies, and refuses."""

import hashlib
import io
import multiprocessing
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cnnkit import download
from cnnkit.download import DownloadError, fetch, home

CONTENT = bytes(i * i % 251 for i in range(600_000))
SHA = "sha256:" + hashlib.sha256(CONTENT).hexdigest()
Answer = Callable[[BaseHTTPRequestHandler, int], None]


def send(handler, body, *, status=200, length=None, **headers):
    """Headers, then the body; a `length` beyond the body is a promise that is not kept."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


def asked_from(handler):
    value = handler.headers.get("Range")
    return int(value.removeprefix("bytes=").rstrip("-")) if value else 0


def well_behaved(handler, _):
    start = asked_from(handler)
    if start >= len(CONTENT):
        return send(handler, b"", status=416)
    if not start:
        return send(handler, CONTENT)
    where = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
    return send(handler, CONTENT[start:], status=206, Content_Range=where)


def without_range(handler, _):
    send(handler, CONTENT)


@pytest.fixture
def serve(monkeypatch):
    """Start a server with an answer (of the handler and the number of the request); its address, and the list
    of the places that were asked for.
    """
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(download, "WAITS_S", (0.0, 0.0, 0.0))
    servers = []

    def start(answer: Answer, name="file.bin"):
        asked: list[int] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(asked_from(self))
                answer(self, len(asked) - 1)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/folder/{name}", asked

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_file_comes_once(serve, tmp_path):
    url, asked = serve(well_behaved)
    path = fetch(url, checksum=SHA, folder=tmp_path / "new" / "folders")
    assert path == tmp_path / "new" / "folders" / "file.bin"
    assert path.read_bytes() == CONTENT
    assert fetch(url, checksum=SHA, folder=path.parent) == path
    assert asked == [0]


@pytest.mark.parametrize(
    "checksum", [SHA[: len("sha256:") + 8], SHA.upper(), "md5:" + hashlib.md5(CONTENT).hexdigest()]
)
def test_forms_of_a_checksum(serve, tmp_path, checksum):
    url, _ = serve(well_behaved)
    assert fetch(url, checksum=checksum, folder=tmp_path).read_bytes() == CONTENT


def test_the_name_and_the_usual_folder(serve, tmp_path, monkeypatch):
    monkeypatch.setenv("CNNKIT_HOME", str(tmp_path))
    url, _ = serve(well_behaved, "a%20file.bin?version=3")
    assert fetch(url, checksum=SHA) == tmp_path / "a file.bin"
    assert fetch(url, checksum=SHA, name="other.bin") == tmp_path / "other.bin"
    monkeypatch.delenv("CNNKIT_HOME")
    assert home().parts[-2:] == (".cache", "cnnkit")


def test_a_broken_transfer_goes_on_where_it_stopped(serve, tmp_path):
    def breaks_twice(handler, i):
        if i == 0:
            send(handler, CONTENT[:200_000], length=len(CONTENT))
        elif i == 1:
            start = asked_from(handler)
            where = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
            body = CONTENT[start : start + 100_000]
            send(handler, body, status=206, length=len(CONTENT) - start, Content_Range=where)
        else:
            well_behaved(handler, i)

    url, asked = serve(breaks_twice)
    assert fetch(url, checksum=SHA, folder=tmp_path).read_bytes() == CONTENT
    assert asked == [0, 200_000, 300_000]


def test_what_came_before_a_stall_is_kept(serve, tmp_path, monkeypatch):
    over = threading.Event()

    def stalls(handler, _):
        start = asked_from(handler)
        where = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        body = CONTENT[start : start + 200_000]
        send(handler, body, status=206 if start else 200, length=len(CONTENT) - start, Content_Range=where)
        if start + len(body) < len(CONTENT):
            over.wait(10)

    monkeypatch.setattr(download, "TIMEOUT_S", 0.5)
    url, asked = serve(stalls)
    assert fetch(url, checksum=SHA, folder=tmp_path).read_bytes() == CONTENT
    over.set()
    assert asked == [0, 200_000, 400_000]


def test_a_whole_file_is_taken_though_more_was_announced(serve, tmp_path):
    url, _ = serve(lambda handler, _: send(handler, CONTENT, length=len(CONTENT) + 5000))
    assert fetch(url, checksum=SHA, folder=tmp_path).read_bytes() == CONTENT


def test_a_later_call_goes_on_too(serve, tmp_path):
    (tmp_path / "file.bin.part").write_bytes(CONTENT[:123_456])
    url, asked = serve(well_behaved)
    assert fetch(url, checksum=SHA, folder=tmp_path).read_bytes() == CONTENT
    assert asked == [123_456]
    assert not (tmp_path / "file.bin.part").exists()


def test_a_part_that_is_already_whole(serve, tmp_path):
    (tmp_path / "file.bin.part").write_bytes(CONTENT)
    url, asked = serve(well_behaved)  # answers 416
    assert fetch(url, checksum=SHA, folder=tmp_path).read_bytes() == CONTENT
    assert asked == [len(CONTENT)]


def test_a_part_longer_than_the_file_starts_over(serve, tmp_path):
    (tmp_path / "file.bin.part").write_bytes(CONTENT + b"more")
    url, asked = serve(well_behaved)
    assert fetch(url, checksum=SHA, folder=tmp_path).read_bytes() == CONTENT
    assert asked == [len(CONTENT) + 4, 0]


def test_a_part_of_another_version_starts_over(serve, tmp_path):
    (tmp_path / "file.bin.part").write_bytes(b"x" * 1000)
    url, asked = serve(well_behaved)
    assert fetch(url, checksum=SHA, folder=tmp_path).read_bytes() == CONTENT
    assert asked == [1000, 0]


def test_a_server_without_range_starts_over(serve, tmp_path):
    (tmp_path / "file.bin.part").write_bytes(b"y" * 1000)
    url, asked = serve(without_range)
    assert fetch(url, checksum=SHA, folder=tmp_path).read_bytes() == CONTENT
    assert asked == [1000]


def test_a_server_that_continues_at_another_place(serve, tmp_path):
    def elsewhere(handler, i):
        if asked_from(handler):
            return send(handler, CONTENT[7:], status=206, Content_Range=f"bytes 7-599999/{len(CONTENT)}")
        return well_behaved(handler, i)

    (tmp_path / "file.bin.part").write_bytes(CONTENT[:1000])
    url, asked = serve(elsewhere)
    assert fetch(url, checksum=SHA, folder=tmp_path).read_bytes() == CONTENT
    assert asked == [1000, 0]


def test_a_wrong_checksum_is_told_and_nothing_is_left(serve, tmp_path):
    url, _ = serve(lambda handler, _: send(handler, b"a page about cookies"))
    with pytest.raises(DownloadError) as caught:
        fetch(url, checksum=SHA, folder=tmp_path)
    text = str(caught.value)
    assert url in text
    assert hashlib.sha256(b"a page about cookies").hexdigest() in text  # what was found
    assert SHA.removeprefix("sha256:") in text  # what it must be
    assert str(tmp_path / "file.bin") in text  # where to put it by hand
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == []


def test_a_damaged_file_is_replaced_and_kept_until_then(serve, tmp_path):
    path = tmp_path / "file.bin"
    path.write_bytes(CONTENT[:-1])
    bad, _ = serve(lambda handler, _: send(handler, b"", status=404))
    with pytest.raises(DownloadError, match="there now has another"):
        fetch(bad, checksum=SHA, folder=tmp_path)
    assert path.read_bytes() == CONTENT[:-1]
    good, _ = serve(well_behaved)
    assert fetch(good, checksum=SHA, folder=tmp_path).read_bytes() == CONTENT


def test_a_server_that_always_breaks_off_is_given_up_and_the_part_kept(serve, tmp_path):
    def never_more(handler, _):
        start = asked_from(handler)
        where = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        body = CONTENT[start:1000]
        send(handler, body, status=206 if start else 200, length=len(CONTENT) - start, Content_Range=where)

    url, asked = serve(never_more)
    with pytest.raises(
        DownloadError, match=r"ended after 1000 of 600000 bytes; 4 times .*1000 bytes are kept"
    ):
        fetch(url, checksum=SHA, folder=tmp_path)
    assert asked == [0, 1000, 1000, 1000, 1000]
    assert (tmp_path / "file.bin.part").stat().st_size == 1000


@pytest.mark.parametrize("code", [404, 403])
def test_a_refusal_is_not_asked_again(serve, tmp_path, code):
    url, asked = serve(lambda handler, _: send(handler, b"", status=code))
    with pytest.raises(DownloadError, match=f"answered {code}"):
        fetch(url, checksum=SHA, folder=tmp_path)
    assert asked == [0]


def test_a_busy_server_is_asked_again_when_it_says(serve, tmp_path, monkeypatch):
    waited = []
    monkeypatch.setattr(download.time, "sleep", waited.append)

    def busy_first(handler, i):
        if i == 0:
            return send(handler, b"", status=503, Retry_After="7")
        if i == 1:
            return send(handler, b"", status=429, Retry_After="86400")
        return well_behaved(handler, i)

    url, _ = serve(busy_first)
    assert fetch(url, checksum=SHA, folder=tmp_path).read_bytes() == CONTENT
    assert waited == [7.0, download.LONGEST_WAIT_S]


def test_no_connection(serve, tmp_path):
    with pytest.raises(DownloadError, match="no connection to the server") as caught:
        fetch("http://127.0.0.1:9/file.bin", checksum=SHA, folder=tmp_path)
    assert "CNNKIT_HOME" in str(caught.value)


def test_a_folder_that_cannot_be(serve, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DownloadError, match="cannot write to"):
        fetch("http://127.0.0.1:9/file.bin", checksum=SHA, folder=tmp_path / "file")


def test_a_full_disk(serve, tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    url, _ = serve(well_behaved)
    monkeypatch.setattr(download.os, "fsync", full)
    with pytest.raises(DownloadError, match="No space left"):
        fetch(url, checksum=SHA, folder=tmp_path)
    assert not (tmp_path / "file.bin").exists()


def test_no_redirect_leads_off_http(serve, tmp_path):
    (tmp_path / "secret").write_bytes(CONTENT)
    url, _ = serve(lambda handler, _: send(handler, b"", status=302, Location=f"file://{tmp_path}/secret"))
    with pytest.raises(DownloadError, match="302"):
        fetch(url, checksum=SHA, folder=tmp_path / "cache")


def test_a_redirect_is_followed(serve, tmp_path):
    real, _ = serve(well_behaved)
    url, _ = serve(lambda handler, _: send(handler, b"", status=302, Location=real))
    assert fetch(url, checksum=SHA, folder=tmp_path).read_bytes() == CONTENT


def fetch_in_process(url, folder, start):
    start.wait()
    fetch(url, checksum=SHA, folder=folder)


@pytest.mark.parametrize("locks", [True, False])
def test_four_processes_at_once(serve, tmp_path, monkeypatch, locks):
    def slowly(handler, _):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(CONTENT)))
        handler.end_headers()
        for at in range(0, len(CONTENT), 100_000):
            handler.wfile.write(CONTENT[at : at + 100_000])
            time.sleep(0.02)

    if not locks:
        monkeypatch.setattr(download, "fcntl", None)
    url, asked = serve(slowly)
    context = multiprocessing.get_context("fork")
    start = context.Event()
    processes = [context.Process(target=fetch_in_process, args=(url, tmp_path, start)) for _ in range(4)]
    for process in processes:
        process.start()
    start.set()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    assert (tmp_path / "file.bin").read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == ["file.bin"]
    if locks:
        assert asked == [0]  # the other three waited for the first


def test_who_waits_is_told_why(serve, tmp_path, monkeypatch):
    url, _ = serve(well_behaved)
    monkeypatch.setattr(download.sys, "stderr", Terminal())
    with open(tmp_path / ".file.bin.lock", "wb") as lock:
        download.fcntl.flock(lock, download.fcntl.LOCK_EX)
        waiting = threading.Thread(target=fetch, args=(url,), kwargs={"checksum": SHA, "folder": tmp_path})
        waiting.start()
        while "another process is downloading it" not in download.sys.stderr.getvalue():
            time.sleep(0.01)
        assert not (tmp_path / "file.bin").exists()
    waiting.join()
    assert (tmp_path / "file.bin").read_bytes() == CONTENT


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("quiet_s", "terminal", "shown"), [(0, True, True), (0, False, False), (60, True, False)]
)
def test_progress_only_on_a_terminal_and_only_when_it_takes_long(
    serve, tmp_path, monkeypatch, quiet_s, terminal, shown
):
    monkeypatch.setattr(download, "QUIET_S", quiet_s)
    stream = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(download.sys, "stderr", stream)
    url, _ = serve(well_behaved)
    fetch(url, checksum=SHA, folder=tmp_path)
    assert ("file.bin: " in stream.getvalue() and "of 0.6 MB" in stream.getvalue()) == shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"url": "ftp://example.org/a.bin"}, "http://"),
        ({"url": "file:///etc/passwd"}, "http://"),
        ({"url": "https:///a.bin"}, "http://"),
        ({"url": "https://example.org/é.bin"}, "other letters as %XX"),
        ({"url": "https://example.org/"}, "plain name"),
        ({"name": "../a.bin"}, "plain name"),
        ({"name": ".."}, "plain name"),
        ({"url": "https://example.org/%2e%2e%2fa"}, "plain name"),
        ({"checksum": "sha256:12345"}, "8 to 64"),
        ({"checksum": "sha256:xyzxyzxyz"}, "hexadecimal"),
        ({"checksum": "md5:12345678"}, "and 32"),
        ({"checksum": "crc:12345678"}, "sha256"),
        ({"checksum": "12345678"}, "sha256"),
    ],
)
def test_what_cannot_be_right_is_refused_before_the_network(tmp_path, arguments, message):
    settings = {"url": "https://example.org/a.bin", "checksum": SHA, "folder": tmp_path} | arguments
    with pytest.raises(ValueError, match=message):
        fetch(settings.pop("url"), **settings)
    assert not list(tmp_path.iterdir())
