"""Streamlit's scripts and styles, compressed."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from copfeedback.web import assets
from copfeedback.web.assets import PrecompressedAssets, precompress, streamlit_static

SCRIPT = b"export const answer = 42;\n" * 50
STYLE = b'@font-face{font-family:Icons;src:url(../media/icons.woff2)format("woff2")}p{color:red}'


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and a small Streamlit to make copies of."""
    static = tmp_path / "streamlit" / "static"
    for name, content in (("js/app.js", SCRIPT), ("css/app.css", STYLE), ("media/a.png", b"png")):
        path = static / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    monkeypatch.setattr(assets, "streamlit_static", lambda: static)
    return tmp_path / "data"


@pytest.fixture
def client(data_dir: Path) -> TestClient:
    async def streamlit(_request: object) -> Response:
        return PlainTextResponse("Streamlit")

    folder = precompress(data_dir)
    (data_dir / "secret.br").write_bytes(b"secret")
    return TestClient(
        Starlette(
            routes=[Route("/{path:path}", streamlit)],
            middleware=[Middleware(PrecompressedAssets, folder=folder)],
        )
    )


def raw(client: TestClient, path: str, accepted: str) -> tuple[bytes, dict[str, str]]:
    with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as response:
        return b"".join(response.iter_raw()), dict(response.headers)


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
    ],
)
def test_a_browser_gets_the_best_copy_it_can_read(client, accepted, encoding, unpack):
    content, headers = raw(client, "/static/js/app.js", accepted)
    assert unpack(content) == SCRIPT
    assert headers["content-encoding"] == encoding
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["vary"] == "Accept-Encoding"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-length"] == str(len(content))


@pytest.mark.parametrize("accepted", ["identity", "br;q=0.0, gzip;q=0", ""])
def test_streamlit_answers_when_the_browser_reads_no_copy(client, accepted):
    assert raw(client, "/static/js/app.js", accepted)[0] == b"Streamlit"


@pytest.mark.parametrize(
    "path", ["/static/js/other.js", "/static/media/a.png", "/static/../secret", "/secret", "/"]
)
def test_streamlit_answers_for_everything_else(client, path):
    assert client.get(path, headers={"Accept-Encoding": "br"}).text == "Streamlit"


def test_asking_for_the_headers_alone_gives_no_content(client):
    response = client.head("/static/js/app.js", headers={"Accept-Encoding": "br"})
    assert response.headers["content-encoding"] == "br"
    assert response.content == b""


def test_styles_name_no_font_to_download(client):
    content, _ = raw(client, "/static/css/app.css", "br")
    assert brotli.decompress(content) == b"p{color:red}"


def test_copies_are_made_once(data_dir, monkeypatch):
    folder = precompress(data_dir)
    monkeypatch.setattr(assets, "_compress", lambda *_: pytest.fail("made again"))
    assert precompress(data_dir) == folder


def test_nothing_half_made_is_left_when_making_copies_fails(data_dir, monkeypatch):
    def fail(*_: Path) -> None:
        raise OSError

    monkeypatch.setattr(assets, "_compress", fail)
    with pytest.raises(OSError):  # noqa: PT011 - whatever the disk says
        precompress(data_dir)
    assert list((data_dir / "assets").iterdir()) == []


def test_the_installed_streamlit_is_found_without_importing_it():
    assert (streamlit_static() / "static" / "js").is_dir()
