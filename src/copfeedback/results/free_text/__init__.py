"""Answers in people's own words: their themes, and short excerpts that may be published."""
