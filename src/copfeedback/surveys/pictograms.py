"""The pictograms that ship, by name: pictures of common answers for whoever does not read."""

from __future__ import annotations

PICTOGRAMS = frozenset(
    {
        *(f"face_{point}" for point in range(1, 6)),
        *(f"bars_{point}" for point in range(5)),
        "yes",
        "no",
        "unsure",
        "thumbs_up",
        "thumbs_down",
        "safe",
        "unsafe",
    }
)
"""Faces go from very unhappy (1) to very happy (5), bars from none (0) to very much (4)."""
