"""A file that somebody adds to a case: checked, named anew, and copied if it is a picture."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from copfeedback.complaints.file_types import FileFault, FileRefused, FileType, detect
from copfeedback.complaints.pictures import copy_of_picture

__all__ = ["CheckedFile", "FileFault", "FileRefused", "FileType", "check_file"]

LONGEST_NAME = 80
_FOLDERS = re.compile(r"[/\\]|(?<=\A\w):")
_UNSAFE = re.compile(r'[<>:"|?*%$`;&!^]+')
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}\Z", re.ASCII)
_ENDINGS_AT_MOST = 3
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be added: what caseworkers see, and of a picture also how it came.

    ``name`` can be shown and ends as the type does. ``original`` is None unless the file is a
    picture: a camera notes where and when it was taken.
    """

    name: str = field(repr=False)
    type: FileType
    content: bytes = field(repr=False)
    original: bytes | None = field(default=None, repr=False)
    original_type: FileType | None = None


def check_file(name: str, content: bytes, most_bytes: int) -> CheckedFile:
    """See whether a file can be taken.

    Args:
        name: what whoever sends it calls it; may hold anything.
        content: the whole of it.
        most_bytes: how large it may be.

    Raises:
        FileRefused: it is empty, too large, of a type that is not taken, or damaged.
    """
    if len(content) > most_bytes:
        raise FileRefused(FileFault.TOO_LARGE)
    found = detect(content)
    if not found.is_picture:
        return CheckedFile(clean_name(name, found), found, content)
    copy = copy_of_picture(content)
    return CheckedFile(clean_name(name, FileType.JPEG), FileType.JPEG, copy, content, found)


def clean_name(name: str, found: FileType) -> str:
    """The name without folders, without what cannot be seen or turns reading round, and bounded."""
    last = _FOLDERS.split(name)[-1]
    seen = "".join(
        each if unicodedata.category(each) != "Zs" else " "
        for each in unicodedata.normalize("NFC", last)
        # Controls, formats (which turn the direction), surrogates, private and unknown letters,
        # line and paragraph ends. Joiners go as well: a name can be read without.
        if unicodedata.category(each)[0] != "C" and unicodedata.category(each) not in {"Zl", "Zp"}
    )
    stem = _UNSAFE.sub("", seen).strip()
    for _ in range(_ENDINGS_AT_MOST):
        stem = _ENDING.sub("", stem).strip(" .")
    if not stem or _DEVICES.fullmatch(stem):
        stem = "file"
    return f"{stem[:LONGEST_NAME].strip(' .')}.{found}"
