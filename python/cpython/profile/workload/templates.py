"""Text programs in pure Python: a template engine, an HTML tokenizer, a TOML-like and an expression parser, a line machine."""

import html
import re
from pathlib import Path
from typing import Any, Iterator

TEMPLATE = """<table>{% for row in rows %}<tr class="{{ row.kind }}">{% for cell in row.cells %}
<td>{{ cell }}</td>{% if cell == 7 %}<b>{{ row.note }}</b>{% endif %}{% endfor %}</tr>{% endfor %}</table><p>{{ title }}</p>"""


def compile_template(source: str) -> Any:
    """A function from a dictionary to text, by way of Python's own compiler."""
    lines, depth = ["def render(context):", " out = []", " add = out.append"], 1
    names = {"escape": html.escape}
    for token in re.split(r"(\{\{.*?\}\}|\{%.*?%\})", source):
        if token.startswith("{{"):
            lines.append(" " * depth + f"add(escape(str({expression(token[2:-2].strip())})))")
        elif token.startswith("{%"):
            words = token[2:-2].split()
            if words[0] == "for":
                lines.append(" " * depth + f"for context[{words[1]!r}] in {expression(words[3])}:")
                depth += 1
            elif words[0] == "if":
                lines.append(" " * depth + f"if {expression(words[1])} {words[2]} {words[3]}:")
                depth += 1
            else:
                depth -= 1
        elif token:
            lines.append(" " * depth + f"add({token!r})")
    lines.append(" return ''.join(out)")
    exec(compile("\n".join(lines), "template", "exec"), names)
    return names["render"]


def expression(text: str) -> str:
    name, *attributes = text.split(".")
    return f"context[{name!r}]" + "".join(f"[{attribute!r}]" for attribute in attributes)


def interpret(source: list[Any], context: dict[str, Any]) -> Iterator[str]:
    """The same without a compiler: nodes walked by a generator."""
    for node in source:
        if isinstance(node, str):
            yield node
        elif node[0] == "for":
            for value in context[node[2]]:
                yield from interpret(node[3], {**context, node[1]: value})
        else:
            yield html.escape(str(context[node[1]]))


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """HTML, a character at a time, by states."""
    state, buffer = "data", ""
    for character in text:
        if state == "data":
            if character == "<":
                if buffer:
                    yield "text", buffer
                state, buffer = "open", ""
            else:
                buffer += character
        elif state == "open":
            state = "end" if character == "/" else "tag"
            buffer = "" if character == "/" else character
        elif state in ("tag", "end"):
            if character == ">":
                yield state, buffer.lower()
                state, buffer = "data", ""
            elif character.isspace():
                yield "tag", buffer.lower()
                state, buffer = "attribute", ""
            else:
                buffer += character
        elif character == ">":
            yield "attribute", buffer
            state, buffer = "data", ""
        else:
            buffer += character


class Calculator:
    """Recursive descent over arithmetic."""

    def __init__(self, text: str) -> None:
        self.tokens = re.findall(r"\d+|[-+*/()]", text)
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def sum(self) -> float:
        value = self.product()
        while self.peek() in ("+", "-"):
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self) -> float:
        value = self.atom()
        while self.peek() in ("*", "/"):
            value = value * self.atom() if self.take() == "*" else value / self.atom()
        return value

    def atom(self) -> float:
        token = self.take()
        if token == "(":
            value = self.sum()
            self.take()
            return value
        return -self.atom() if token == "-" else float(token)


def parse_settings(text: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    section = result
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line[0] == "#":
            continue
        if line[0] == "[" and line[-1] == "]":
            section = result
            for name in line[1:-1].split("."):
                section = section.setdefault(name, {})
            continue
        key, equals, value = line.partition("=")
        if not equals:
            raise ValueError(f"line {number}: no =")
        value = value.strip()
        parsed: Any
        if value[0] == '"':
            parsed = value[1:-1].replace("\\n", "\n")
        elif value[0] == "[":
            parsed = [int(item) for item in value[1:-1].split(",")]
        elif value in ("true", "false"):
            parsed = value == "true"
        else:
            parsed = float(value) if "." in value else int(value)
        section[key.strip()] = parsed
    return result


def run(folder: Path) -> str:
    rows = [{"kind": f"k{i}", "cells": list(range(i % 12)), "note": "<&>"} for i in range(60)]
    render = compile_template(TEMPLATE)
    pages = [render({"rows": rows, "title": f"page {i}"}) for i in range(25)]
    nodes: list[Any] = [
        "<ul>",
        ("for", "row", "rows", ["<li>", ("value", "row"), "</li>"]),
        "</ul>",
    ]
    lists = ["".join(interpret(nodes, {"rows": range(200)})) for _ in range(15)]
    found = [token for page in pages[:4] for token in tokens(page)]
    totals = [Calculator(f"({i} + 2) * 3 - -{i} / (7 + {i}) * (1 + 2 * (3 - {i}))").sum() for i in range(1500)]
    settings = "\n".join(
        f'[tool.part{i}]\nname = "n{i}"\nsize = {i}\nratio = 1.{i}\nlist = [1, 2, {i}]\non = true\n# note\n' for i in range(250)
    )
    parsed = [parse_settings(settings) for _ in range(4)]
    return f"{len(pages[0])} {len(lists[0])} {len(found)} {sum(totals):.6f} {len(parsed[0]['tool'])} {pages[-1][-40:]}"
