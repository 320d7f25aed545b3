"""YAML as survey authors write it: strict, and every value knows its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

Path = Sequence[str | int]
MAX_DEPTH = 30


class SourceError(Exception):
    """The YAML itself cannot be read."""

    def __init__(self, line: int, fault: str, fix: str) -> None:
        super().__init__(fault)
        self.line = line
        self.fault = fault
        self.fix = fix


@dataclass(frozen=True)
class Source:
    """The data of a YAML document and the lines they stand on."""

    data: Any
    _root: yaml.Node

    def line(self, path: Path) -> int:
        """The line (from 1) of the innermost part of ``path`` that exists."""
        node, line = self._root, self._root.start_mark.line + 1
        for step in path:
            inner = _child(node, step)
            if inner is None:
                break
            node, line = inner, inner.start_mark.line + 1
        return line

    def place(self, path: Path) -> str:
        """A path in words: the names of the question or section it leads through."""
        words: list[str] = []
        data = self.data
        for step in path:
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                data = None
            if isinstance(step, str):
                words.append(step)
            elif isinstance(data, dict):
                words.append(str(data.get("id") or data.get("code") or f"number {step + 1}"))
            else:
                words.append(f"number {step + 1}")
        return " ".join(words) or "file"


def read_source(text: str) -> Source:
    """Parse YAML, refusing what hides mistakes: aliases and keys that are there twice.

    Raises:
        SourceError: it is not YAML, or uses one of these.
    """
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        if root is None:
            raise SourceError(1, "the file is empty", "write a survey in it")
        _refuse_twice(root, set(), 0)
        return Source(yaml.load(text, Loader=yaml.CSafeLoader), root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        fault = f"this is not YAML: {error.problem}"
        raise SourceError(line, fault, "check indentation, colons and quotation marks") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        fix = "save the file as plain UTF-8 text"
        raise SourceError(0, "this is not YAML", fix) from None


def _refuse_twice(node: yaml.Node, seen: set[int], depth: int) -> None:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise SourceError(line, "an alias (*name) is used", "write the value out")
    if depth > MAX_DEPTH:
        raise SourceError(line, "parts are nested too deeply", "flatten the file")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            _refuse_twice(inner, seen, depth + 1)
    elif isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if key.value in keys:
                line = key.start_mark.line + 1
                raise SourceError(line, f"“{key.value}” is there twice", "remove one of them")
            keys.add(str(key.value))
            _refuse_twice(value, seen, depth + 1)


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        inner = node.value[step]
        return inner if isinstance(inner, yaml.Node) else None
    return None
