"""A template engine of nodes, as web frameworks have: a stack of contexts, dotted names, filters, tags, inheritance."""

import re
from pathlib import Path
from typing import Any, Iterator


class Context:
    """Dictionaries in a stack; the innermost that has a name gives its value."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.dicts: list[dict[str, Any]] = [{"True": True, "None": None}, values]

    def __enter__(self) -> "Context":
        self.dicts.append({})
        return self

    def __exit__(self, *error: Any) -> None:
        self.dicts.pop()

    def __setitem__(self, key: str, value: Any) -> None:
        self.dicts[-1][key] = value

    def __getitem__(self, key: str) -> Any:
        for values in reversed(self.dicts):
            if key in values:
                return values[key]
        raise KeyError(key)


class Safe(str):
    """Text that is escaped already."""

    def __add__(self, other: str) -> str:
        joined = super().__add__(other)
        return Safe(joined) if isinstance(other, Safe) else joined

    def __html__(self) -> "Safe":
        return self


def escape(value: Any) -> str:
    if hasattr(value, "__html__"):
        return value.__html__()
    return Safe(str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"))


FILTERS = {
    "upper": str.upper, "length": len, "safe": Safe, "join": lambda value: ", ".join(map(str, value)),
    "default": lambda value: value or "nothing", "money": lambda value: f"{value:,.2f}",
}  # fmt: skip


class Expression:
    def __init__(self, source: str) -> None:
        name, *filters = source.split("|")
        self.path = name.strip().split(".")
        self.filters = [FILTERS[f.strip()] for f in filters]

    def resolve(self, context: Context) -> Any:
        try:
            value = context[self.path[0]]
        except KeyError:
            return ""
        for part in self.path[1:]:
            try:
                value = value[part]
            except (TypeError, KeyError, IndexError):
                try:
                    value = getattr(value, part)
                except (TypeError, AttributeError):
                    try:
                        value = value[int(part)]
                    except (ValueError, IndexError, KeyError, TypeError):
                        return ""
            if callable(value):
                value = value()
        for function in self.filters:
            value = function(value)
        return value


class Node:
    def render(self, context: Context) -> str:
        raise NotImplementedError


class Text(Node):
    def __init__(self, text: str) -> None:
        self.text = text

    def render(self, context: Context) -> str:
        return self.text


class Value(Node):
    def __init__(self, source: str) -> None:
        self.expression = Expression(source)

    def render(self, context: Context) -> str:
        return escape(self.expression.resolve(context))


class Block(Node):
    def __init__(self, head: str, body: list[Node]) -> None:
        self.kind, *self.words = head.split()
        self.body = body
        self.expression = Expression(self.words[-1])

    def render(self, context: Context) -> str:
        return "".join([str(node.render(context)) for node in self.body])


class For(Block):
    def render(self, context: Context) -> str:
        values = list(self.expression.resolve(context))
        names, out = self.words[0].split(","), []
        with context:
            loop = context.dicts[-1]["loop"] = {"length": len(values)}
            for i, value in enumerate(values):
                loop["index"], loop["first"] = i, i == 0
                if len(names) > 1:
                    context.dicts[-1].update(zip(names, value))
                else:
                    context[names[0]] = value
                out.append(super().render(context))
        return "".join(out)


class If(Block):
    def render(self, context: Context) -> str:
        return super().render(context) if bool(self.expression.resolve(context)) is (self.words[0] != "not") else ""


TAGS: dict[str, type[Block]] = {"for": For, "if": If, "block": Block}


def parse(tokens: Iterator[str], blocks: dict[str, Block]) -> Iterator[Node]:
    for token in tokens:
        if token.startswith("{{"):
            yield Value(token[2:-2])
        elif token.startswith("{%"):
            head = token[2:-2].strip()
            if head.startswith("end"):
                return
            block = TAGS[head.split()[0]](head, list(parse(tokens, blocks)))
            if block.kind == "block":
                block = blocks.setdefault(block.words[0], block)
            yield block
        elif token:
            yield Text(token)


def template(source: str, blocks: dict[str, Block] | None = None) -> list[Node]:
    return list(parse(iter(re.split(r"(\{\{.*?\}\}|\{%.*?%\})", source)), {} if blocks is None else blocks))


BASE = "<html><title>{% block title %}{{ site|upper }}{% endblock %}</title>{% block body %}{% endblock %}<i>{{ end|default }}</i></html>"
PAGE = """{% block body %}<ul>{% for item in items %}<li>{{ loop.index }}{% if loop.first %}*{% endif %}{{ item.name }}
{{ item.price|money }}{% if not item.tags %}-{% endif %}{{ item.tags|join }}{{ item.tags.0 }}{{ item.label }}</li>{% endfor %}</ul>
{% for key,value in pairs.items %}{{ key }}={{ value|safe }};{% endfor %}{% endblock %}"""


class Item:
    def __init__(self, n: int) -> None:
        self.name, self.price, self.tags = f"<item {n}>", n * 12.5, [n, "b"] if n % 3 else []

    def label(self) -> Safe:
        return Safe("<b>") + Safe(self.name[1:-1])


def run(folder: Path) -> str:
    values = {"site": "shop & co", "items": [Item(i) for i in range(40)], "pairs": {f"k{i}": i for i in range(20)}}
    blocks: dict[str, Block] = {}
    template(PAGE, blocks)
    nodes = template(BASE, blocks)
    pages = ["".join(str(node.render(Context(values))) for node in nodes) for _ in range(40)]
    return f"{len(pages[0])} {pages[0][:80]!r} {pages[-1][-30:]!r}"
