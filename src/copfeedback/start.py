"""Where the ``copfeedback`` command starts."""

from __future__ import annotations

import sys

_CHECK = ["survey", "check"]


def main() -> int:
    """Run the command; returns the exit status."""
    words = sys.argv[1:]
    if words[:2] == _CHECK and words[2:] and not any(word.startswith("-") for word in words):
        from copfeedback import survey_check  # without all that a portal is made of

        return survey_check.main(words[2:])
    from copfeedback import cli

    return cli.main()
