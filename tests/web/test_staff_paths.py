"""Addresses that come from outside lead nowhere else."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copfeedback.web.paths import safe_path

HERE = "https://portal.example"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "https:evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/staff\r\nLocation: https://evil.example",
        "\t//evil.example",
        " //evil.example",
        "/ /evil.example",
        "/\0",
        "/\x7f",
        "javascript:alert(1)",
        "data:text/html,x",
        "/staff/sessions\\..\\..",
        "/ü",
        "/\u2028",
        "/" + "a" * 1000,
        "evil.example",
        "@evil.example",
        "?next=/",
        "",
    ],
)
def test_an_address_is_dropped_when_it_could_lead_to_another_site(path: str):
    assert safe_path(path) == ""


@pytest.mark.parametrize(
    "path", ["/", "/trends?wave=w-1&lang=ar", "/people?q=%D8%A3+b#row-7", "/staff/sessions"]
)
def test_an_address_is_kept_when_it_is_one_of_ours(path: str):
    assert safe_path(path) == path


@given(st.text(st.sampled_from("/\\:.@?#%\t\r\n aü0") | st.characters(), max_size=12))
@example("/\t/evil.example")
@example("/\\/evil.example")
def test_whatever_is_kept_stays_on_this_site(path: str):
    kept = safe_path(path)

    assert kept in {"", path}
    if kept:
        # As browsers read it (WHATWG): tabs and line ends dropped, backslashes as slashes.
        read = "".join(each for each in kept if each not in "\t\r\n").strip().replace("\\", "/")
        assert urlsplit(urljoin(HERE + "/staff/sign-in", read)).netloc == "portal.example"
        assert read == kept
