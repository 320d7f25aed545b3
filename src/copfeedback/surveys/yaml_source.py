"""YAML as survey authors write it: strict, and every value knows its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = Sequence[str | int]
MAX_DEPTH = 30


class _Loader(yaml.CSafeLoader):
    """YAML without dates: a day stays a text until the model that wants a day reads it.

    So a day that does not exist is reported like any other wrong value, with its line.
    """


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


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
    _named: dict[yaml.MappingNode, dict[str, yaml.Node]] = field(default_factory=dict, repr=False)

    def line(self, path: Path) -> int:
        """The line (from 1) of the innermost part of ``path`` that exists."""
        node, line = self._root, self._root.start_mark.line + 1
        for step in path:
            inner = self._child(node, step)
            if inner is None:
                break
            node, line = inner, inner.start_mark.line + 1
        return line

    def _child(self, node: yaml.Node, step: str | int) -> yaml.Node | None:
        if isinstance(node, yaml.MappingNode):
            if node not in self._named:  # a file with many faults looks here for each of them
                self._named[node] = {key.value: value for key, value in node.value}
            return self._named[node].get(str(step))
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            inner = node.value[step]
            return inner if isinstance(inner, yaml.Node) else None
        return None

    def value(self, path: Path) -> Any:
        """What stands at ``path``; None if nothing does."""
        return value_at(self.data, path)

    def column(self, _path: Path) -> str:
        """YAML has no columns."""
        return ""

    def place(self, path: Path) -> str:
        """A path in words: the names of the question or section it leads through."""
        words: list[str] = []
        for at, step in enumerate(path, 1):
            data = self.value(path[:at])
            if isinstance(step, str):
                words.append(step)
            elif isinstance(data, dict):
                words.append(str(data.get("id") or data.get("code") or f"number {step + 1}"))
            else:
                words.append(f"number {step + 1}")
        return " ".join(words) or "file"


def value_at(data: Any, path: Path) -> Any:
    """What stands at ``path`` in nested data; None if nothing does."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def read_source(text: str) -> Source:
    """Parse YAML, refusing what hides mistakes: aliases and keys that are there twice.

    Raises:
        SourceError: it is not YAML, or uses one of these.
    """
    try:
        _refuse_nesting_and_aliases(text)
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is None:
            raise SourceError(1, "the file is empty", "write a survey in it")
        _refuse_twice(root)
        return Source(loader.construct_document(root), root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        fault = f"this is not YAML: {error.problem}"
        raise SourceError(line, fault, "check indentation, colons and quotation marks") from None
    except yaml.YAMLError:
        fix = "save the file as plain UTF-8 text"
        raise SourceError(0, "this is not YAML", fix) from None
    except ValueError:
        raise SourceError(0, "a value cannot be read", "put it in quotation marks") from None


def _refuse_nesting_and_aliases(text: str) -> None:
    """Look at the events first: only they are read without recursion.

    The composer of libyaml recurses in C, where deep nesting ends the whole process.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise SourceError(line, "an alias (*name) is used", "write the value out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise SourceError(line, "parts are nested too deeply", "flatten the file")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _refuse_twice(node: yaml.Node) -> None:
    if isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            _refuse_twice(inner)
    elif isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise SourceError(line, "a name is a list or a group", "write one word before “:”")
            if key.value in keys:
                raise SourceError(line, f"“{key.value}” is there twice", "remove one of them")
            keys.add(key.value)
            _refuse_twice(value)
