"""Reading a form with a file: whole or not at all, within bounds, and never on the disk."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message, Receive

from copfeedback.people.throttle import SlowDown
from copfeedback.web import multipart
from copfeedback.web.forms import FormTooLarge, FormUnreadable
from copfeedback.web.multipart import Upload, Uploads

MOST = 1_000
TYPE = "multipart/form-data; boundary=line"


def part(name: str, content: bytes, file: str | None = None, more: str = "") -> bytes:
    named = f'name="{name}"' + ("" if file is None else f'; filename="{file}"')
    head = f"--line\r\nContent-Disposition: form-data; {named}\r\n{more}\r\n"
    return head.encode() + content + b"\r\n"


END = b"--line--\r\n"
WHOLE = part("csrf", b"token") + part("file", b"what I saw", "a.txt") + END


def apart(work: Callable[[], Coroutine[Any, Any, Upload]]) -> Upload:
    """In a thread of its own: the browser tests leave a running event loop in the main one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


def read(*chunks: bytes, kind: str = TYPE, length: str = "", cut: bool = False) -> Upload:
    messages: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    messages.append({"type": "http.disconnect"} if cut else {"type": "http.request", "body": b""})

    async def receive() -> Message:
        return messages.pop(0)

    return apart(lambda: Uploads(1, MOST).read(a_request(receive, kind, length)))


def a_request(receive: Receive, kind: str = TYPE, length: str = "") -> Request:
    headers = [(b"content-type", kind.encode())]
    if length:
        headers.append((b"content-length", length.encode()))
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    return Request(scope, receive)


def test_fields_and_a_file_are_read():
    upload = read(WHOLE)
    assert upload.form == {"csrf": ["token"]}
    assert upload.file is not None
    assert (upload.file.name, upload.file.content) == ("a.txt", b"what I saw")


@given(st.integers(1, len(WHOLE) - 1), st.integers(1, 40))
def test_it_does_not_matter_where_the_line_cuts_it(first: int, step: int):
    rest = WHOLE[first:]
    pieces = [rest[at : at + step] for at in range(0, len(rest), step)]
    assert read(WHOLE[:first], *pieces) == read(WHOLE)


def test_names_of_every_script_are_read():
    upload = read(part("file", b"x", "صورة \u202e.txt") + END)
    assert upload.file is not None
    assert upload.file.name == "صورة \u202e.txt"


def test_the_boundary_of_another_form_within_a_file_is_content():
    content = b"--other\r\n--lin\r\n\r\n--"
    upload = read(part("file", content, "a") + END)
    assert upload.file is not None
    assert upload.file.content == content


def test_a_field_in_which_no_file_was_chosen_is_no_file():
    assert read(part("csrf", b"token") + part("file", b"", "") + END).file is None


def test_an_empty_file_is_a_file():
    file = read(part("file", b"", "a.txt") + END).file
    assert file is not None
    assert file.content == b""


def test_a_file_may_be_as_large_as_allowed():
    file = read(part("file", bytes(MOST), "a") + END).file
    assert file is not None
    assert not file.is_too_large
    assert len(file.content) == MOST


def test_of_a_larger_one_nothing_is_kept_but_the_rest_is_read():
    file = part("file", bytes(900), "a")[:-2]
    upload = read(file, bytes(900), bytes(900) + b"\r\n", part("csrf", b"token") + END)
    assert upload.file is not None
    assert upload.file.is_too_large
    assert upload.file.content == b""
    assert upload.form == {"csrf": ["token"]}


def test_whoever_sends_on_and_on_is_cut_off(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(multipart, "READ_ON_BYTES", 5_000)
    with pytest.raises(FormTooLarge):
        read(part("file", b"", "a")[:-2], *[bytes(1_000)] * 10)
    with pytest.raises(FormTooLarge):
        read(WHOLE, length="999999")


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        WHOLE[:-4],
        WHOLE.removesuffix(END),
        WHOLE.replace(b"--line", b"--lime"),
        WHOLE.replace(b"\r\n\r\n", b"\r\n", 1),
        b"hello\r\n" + WHOLE,
        b"--line\r\n\r\nx\r\n" + END,
        b"--line\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n" + END,
        b"--line\r\nContent-Disposition: form-data; filename=a\r\n\r\nx\r\n" + END,
        b"--line\r\nContent Disposition: form-data\r\n\r\nx\r\n" + END,
        part("a" * 200, b"x") + END,
        part("a", b"\xff\xfe") + END,
        part("a", b"x").replace(b'"a"', b'"\xff"') + END,
        part("file", b"x", "a") + part("other", b"y", "b") + END,
        part("file", b"x", "a") + part("file", b"", "") + END,
    ],
)
def test_a_broken_form_is_refused(sent: bytes):
    with pytest.raises(FormUnreadable):
        read(sent)


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "a" * 71,
        "multipart/mixed; boundary=line",
    ],
)
def test_another_type_of_content_is_refused(kind: str):
    with pytest.raises(FormUnreadable):
        read(WHOLE, kind=kind)


@pytest.mark.parametrize(
    "more",
    [
        "X-Long: " + "a" * 100_000 + "\r\n",
        "".join(f"X-{number}: a\r\n" for number in range(100)),
        "a" * 100_000 + ": b\r\n",
    ],
)
def test_huge_headers_of_a_part_are_refused(more: str):
    with pytest.raises(FormUnreadable):
        read(part("a", b"x", more=more) + END)


def test_a_huge_name_of_a_file_is_refused():
    with pytest.raises(FormUnreadable):
        read(part("file", b"x", "a" * 100_000) + END)


def test_fields_are_bounded_in_number_and_size():
    with pytest.raises(FormTooLarge):
        read(part("a", b"x") * 21 + END)
    with pytest.raises(FormTooLarge):
        read(part("a", bytes(40_000)) * 2 + END)


def test_half_a_form_is_no_incident_when_its_sender_hangs_up():
    with pytest.raises(FormUnreadable):
        read(WHOLE[:50], cut=True)


def test_a_sender_who_falls_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(multipart, "SILENCE_SECONDS", 0.05)

    async def receive() -> Message:
        await asyncio.sleep(10)
        raise AssertionError

    with pytest.raises(FormUnreadable):
        apart(lambda: Uploads(1, MOST).read(a_request(receive)))


def test_a_sender_who_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(multipart, "PATIENCE_SECONDS", 0.1)

    async def receive() -> Message:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"", "more_body": True}

    with pytest.raises(FormUnreadable):
        apart(lambda: Uploads(1, MOST).read(a_request(receive)))


def test_some_are_heard_at_once_and_the_rest_is_told_to_come_back():
    uploads = Uploads(2, MOST)
    with uploads.turn():
        with uploads.turn(), pytest.raises(SlowDown) as told, uploads.turn():
            pass
        assert told.value.seconds > 0
        with uploads.turn():
            pass
    with pytest.raises(FormUnreadable), uploads.turn():
        raise FormUnreadable
    with uploads.turn(), uploads.turn():
        pass


def test_the_disk_is_never_touched(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    for name in ("SpooledTemporaryFile", "TemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("builtins.open", refuse)
    assert read(part("file", bytes(900), "a") + END).file is not None


def test_what_was_sent_is_in_no_text_of_an_error_nor_shown():
    assert "what I saw" not in repr(read(WHOLE))
    assert "a.txt" not in repr(read(WHOLE))
    with pytest.raises(FormUnreadable) as refused:
        read(WHOLE.replace(b"--line--", b"what I saw"))
    assert not refused.value.args
