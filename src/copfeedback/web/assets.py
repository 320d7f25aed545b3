"""Streamlit's own scripts and styles, compressed once instead of never.

Streamlit sends everything under ``/static`` uncompressed, 3 MB for a first page. The copies made
here are about a quarter of that. Their names hold a hash of their content, so that a browser may
keep them for ever.

The copies of the styles name no fonts to download: the portal is set in the reader's own, and
Streamlit loads an icon font of 375 KB at every start although no page of ours shows an icon.
"""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

import brotli
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

# Level 11 saves another 1.7 % and takes nearly three times as long (24 s instead of 9 s on two
# cores), which is too long to wait at the first start.
BROTLI_QUALITY = 10
GZIP_LEVEL = 9
CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
_FONT_FACE = re.compile(rb"@font-face\s*\{[^}]*\}")
_REFUSED = re.compile(r"q=0(\.0*)?")
_SUFFIXES = {"br": ".br", "gzip": ".gz"}  # the best first


def streamlit_static() -> Path:
    """The folder Streamlit serves its pages from; found without importing Streamlit."""
    found = find_spec("streamlit")
    if found is None or found.origin is None:
        raise FileNotFoundError("Streamlit is not installed")
    return Path(found.origin).parent / "static"


def assets_folder(data_dir: Path) -> Path:
    """Where the compressed copies of the installed Streamlit's assets lie."""
    return data_dir / "assets" / version("streamlit")


def precompress(data_dir: Path) -> Path:
    """Make the compressed copies, unless they are there; returns their folder.

    Takes about ten seconds on two cores. What is left half made by a crash is never served: the
    folder gets its name once it is whole.
    """
    target = assets_folder(data_dir)
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        source = streamlit_static() / "static"
        files = [path for path in source.rglob("*") if path.suffix in CONTENT_TYPES]
        with ThreadPoolExecutor() as pool:  # both compressors let go of the interpreter's lock
            list(
                pool.map(lambda path: _compress(path, unfinished / path.relative_to(source)), files)
            )
        unfinished.chmod(0o755)
        unfinished.replace(target)
    except OSError:
        if not target.is_dir():  # another process was first: its copies are as good
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


def _compress(source: Path, target: Path) -> None:
    content = source.read_bytes()
    if source.suffix == ".css":
        content = _FONT_FACE.sub(b"", content)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.with_name(target.name + ".br").write_bytes(
        brotli.compress(content, quality=BROTLI_QUALITY)
    )
    # No time in the header: the same input gives the same bytes.
    target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, GZIP_LEVEL, mtime=0))


@dataclass(frozen=True, slots=True)
class _Asset:
    content_type: str
    copies: Mapping[str, Path]


class PrecompressedAssets:
    """Answers requests for Streamlit's assets from the compressed copies; passes on the rest.

    A path is looked up among the names that were found when the portal started, so that no
    request can name any other file.
    """

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self._app = app
        self._assets = {
            f"/static/{copy.relative_to(folder).as_posix().removesuffix('.br')}": _asset(copy)
            for copy in folder.rglob("*.br")
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on to Streamlit."""
        asset = self._assets.get(scope["path"]) if scope["type"] == "http" else None
        if asset is None or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        accepted = _accepted(Headers(scope=scope).get("accept-encoding", ""))
        encoding = next((name for name in asset.copies if name in accepted), None)
        if encoding is None:
            await self._app(scope, receive, send)
            return
        content = asset.copies[encoding].read_bytes()
        headers = {
            "content-type": asset.content_type,
            "content-encoding": encoding,
            "content-length": str(len(content)),
            "vary": "Accept-Encoding",
            "cache-control": "public, max-age=31536000, immutable",
        }
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            }
        )
        body = b"" if scope["method"] == "HEAD" else content
        await send({"type": "http.response.body", "body": body})


def _asset(brotli_copy: Path) -> _Asset:
    original = brotli_copy.with_suffix("")
    return _Asset(
        CONTENT_TYPES[original.suffix],
        {name: original.with_name(original.name + end) for name, end in _SUFFIXES.items()},
    )


def _accepted(header: str) -> set[str]:
    """The encodings an Accept-Encoding header names and does not refuse (RFC 9110)."""
    accepted: set[str] = set()
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        if not _REFUSED.fullmatch(parameter.replace(" ", "")):
            accepted.add(name.strip())
    return accepted
