"""Responses that were collected elsewhere: read from a file, mapped, checked and stored."""
