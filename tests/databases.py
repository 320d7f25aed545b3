"""On which databases a test runs, where that is not both."""

from __future__ import annotations

import pytest

ON_ONE = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
"""For rules and words that no database knows of; what is about storage runs on both."""
