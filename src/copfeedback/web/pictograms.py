"""The pictograms as small drawings, in the colour of a page's words."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

_FACE = '<circle cx="12" cy="12" r="10"/><path d="M8.5 9v1.2M15.5 9v1.2{}"/>'
_MOUTHS = (
    "M7.5 17q4.5-5.5 9 0",
    "M8 16.5q4-2.5 8 0",
    "M8 15.8h8",
    "M8 15q4 2.5 8 0",
    "M7 14q5 6.5 10 0z",
)
_THUMB = (
    '<path{} d="M7 11v9H3v-9zM7 11l4-8c1.5 0 2.5 1 2.5 2.5V9h5.2a2 2 0 0 1 2 2.3l-1 7a2 2 0 0 1'
    '-2 1.7H7"/>'
)


def _bars(filled: int) -> str:
    bars = [f"M{4 + 5 * at} 21v-{4 + 4 * at}" for at in range(4)]
    there, left = "".join(bars[:filled]), "".join(bars[filled:])
    pale = f'<path opacity=".3" d="{left}"/>' if left else ""
    return f'<g stroke-width="3.5"><path d="{there}"/>{pale}</g>' if there else pale


_DRAWINGS: Mapping[str, str] = {
    **{f"face_{at}": _FACE.format(mouth) for at, mouth in enumerate(_MOUTHS, 1)},
    **{f"bars_{filled}": _bars(filled) for filled in range(5)},
    "yes": '<path d="M4 13l5 5L20 6"/>',
    "no": '<path d="M5 5l14 14M19 5L5 19"/>',
    "unsure": '<path d="M8 8.500a4 4 0 1 1 5.6 3.700c-1.1.5-1.6 1.3-1.6 2.800M12 19v.6"/>',
    "thumbs_up": _THUMB.format(""),
    "thumbs_down": _THUMB.format(' transform="rotate(180 12 12)"'),
    "safe": '<path d="M12 2.500l8 3v6c0 5-3.5 8.5-8 10-4.5-1.5-8-5-8-10v-6zM8.5 12l2.5'
    ' 2.5 4.5-5"/>',
    "unsafe": '<path d="M12 3l10 18H2zM12 10v5M12 18v.4"/>',
}
_FILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="32" height="32" fill="none"'
    ' stroke-width="2"><style>svg{{stroke:#14202b}}@media(prefers-color-scheme:dark)'
    "{{svg{{stroke:#e8eef3}}}}</style>{}</svg>"
)
DRAWINGS: Mapping[str, Markup] = {
    name: Markup('<svg class="pictogram" viewBox="0 0 24 24" aria-hidden="true">{}</svg>').format(
        Markup(drawing)  # noqa: S704 - our own drawings
    )
    for name, drawing in _DRAWINGS.items()
}
FILES: Mapping[str, bytes] = {
    f"{name}.svg": _FILE.format(drawing).encode() for name, drawing in _DRAWINGS.items()
}
"""The same as pictures of their own, for pages in which nothing can be drawn."""
