"""Speaks the questions of a survey with a synthesiser: ``python -m synthesis``.

Run once by a developer; the sound files are kept with the survey, so that the portal itself needs
no synthesiser. ``docs/decisions`` says why they are marked as made by a machine.
"""
