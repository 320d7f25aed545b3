"""Speaks the questions of a survey with a synthesiser: ``python -m synthesis`` (``make audio``).

Run once by a developer; the sound files are kept with the survey, so that the portal itself needs
no synthesiser. They are marked as made by a machine, and a recording by a person replaces them.
"""
