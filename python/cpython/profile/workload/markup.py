"""Documents: a line machine that builds a tree, visitors over it, an indented format, templates of nodes with filters."""

import re
from pathlib import Path
from typing import Any, Callable, ClassVar, Iterator


class Element:
    def __init__(self, tag: str, *children: Any, **attributes: Any) -> None:
        self.tag, self.attributes = tag, attributes
        self.children: list[Any] = []
        self.parent: "Element | None" = None
        self.extend(children)

    def append(self, child: Any) -> None:
        if isinstance(child, Element):
            child.parent = self
        self.children.append(child)

    def extend(self, children: Any) -> None:
        for child in children:
            self.append(child)

    def __iadd__(self, child: Any) -> "Element":
        self.append(child)
        return self

    def __getitem__(self, key: Any) -> Any:
        return self.attributes[key] if isinstance(key, str) else self.children[key]

    def __len__(self) -> int:
        return len(self.children)

    def __bool__(self) -> bool:
        return True

    def findall(self, condition: Callable[["Element"], bool]) -> Iterator["Element"]:
        if condition(self):
            yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.findall(condition)


class Machine:
    """States are methods; each state lists its transitions, a pattern and a method's name."""

    transitions: ClassVar[list[tuple[str, re.Pattern[str]]]] = [
        ("blank", re.compile(r"\s*$")), ("title", re.compile(r"(=+|-+|~+)$")), ("bullet", re.compile(r"[-*+] +(?P<text>.*)")),
        ("field", re.compile(r":(?P<name>[\w ]+): *(?P<text>.*)")), ("directive", re.compile(r"\.\. (?P<name>\w+):: *(?P<text>.*)")),
        ("text", re.compile(r"")),
    ]  # fmt: skip
    inline = re.compile(r"(?P<strong>\*\*.+?\*\*)|(?P<emphasis>\*.+?\*)|(?P<literal>``.+?``)|(?P<link>`[^`]+`_)")

    def __init__(self) -> None:
        self.root = self.section = Element("document")
        self.levels: list[str] = []
        self.paragraph: list[str] = []

    def run(self, lines: list[str]) -> Element:
        for number, line in enumerate(lines):
            for name, pattern in self.transitions:
                if match := pattern.match(line):
                    getattr(self, "do_" + name)(match, number)
                    break
        self.flush()
        return self.root

    def flush(self) -> None:
        if self.paragraph:
            self.section += Element("paragraph", *self.spans(" ".join(self.paragraph)))
            self.paragraph = []

    def spans(self, text: str) -> Iterator[Any]:
        at = 0
        for match in self.inline.finditer(text):
            if match.start() > at:
                yield text[at : match.start()]
            yield Element(match.lastgroup or "", match.group().strip("*`_"))
            at = match.end()
        if at < len(text):
            yield text[at:]

    def do_blank(self, match: Any, number: int) -> None:
        self.flush()

    def do_text(self, match: Any, number: int) -> None:
        self.paragraph.append(match.string.strip())

    def do_title(self, match: Any, number: int) -> None:
        if not self.paragraph:
            self.section += Element("transition")
            return
        title, mark = self.paragraph.pop(), match.group()[0]
        self.flush()
        if mark not in self.levels:
            self.levels.append(mark)
        while self.section.parent is not None and self.section["level"] >= self.levels.index(mark):
            self.section = self.section.parent
        section = Element("section", Element("title", *self.spans(title)), level=self.levels.index(mark), line=number)
        self.section += section
        self.section = section

    def do_bullet(self, match: Any, number: int) -> None:
        self.flush()
        if not self.section.children or getattr(self.section[-1], "tag", "") != "list":
            self.section += Element("list")
        self.section.children[-1].append(Element("item", *self.spans(match["text"])))

    def do_field(self, match: Any, number: int) -> None:
        self.section += Element("field", match["text"], name=match["name"].lower())

    def do_directive(self, match: Any, number: int) -> None:
        self.section += Element("directive", match["text"], kind=match["name"])


class Visitor:
    def __init__(self) -> None:
        self.out: list[str] = []

    def visit(self, node: Any) -> None:
        if isinstance(node, str):
            self.out.append(node.replace("&", "&amp;").replace("<", "&lt;"))
            return
        getattr(self, "enter_" + node.tag, self.enter)(node)
        for child in node.children:
            self.visit(child)
        getattr(self, "leave_" + node.tag, self.leave)(node)

    def enter(self, node: Element) -> None:
        self.out.append(f"<{node.tag}{''.join(f' {k}={v!r}' for k, v in sorted(node.attributes.items()))}>")

    def leave(self, node: Element) -> None:
        self.out.append(f"</{node.tag}>\n")

    def enter_title(self, node: Element) -> None:
        self.out.append(f"<h{node.parent['level'] + 1 if node.parent else 1}>")

    def leave_title(self, node: Element) -> None:
        self.out.append(f"</h{node.parent['level'] + 1 if node.parent else 1}>")


def run(folder: Path) -> str:
    text = []
    for i in range(70):
        text += [f"Part {i} of *all*", "=" * 12 if i % 5 == 0 else "-" * 12, "", f":Author: someone {i}", ".. note:: Take <care>", ""]
        text += [
            "Some **strong** words and ``code & more``,",
            "then a `link`_ and *emphasis* in",
            f"paragraph {i}.",
            "",
            "- one",
            "* two",
            "",
        ]
    size = 0
    for _ in range(6):
        root = Machine().run(text)
        visitor = Visitor()
        visitor.visit(root)
        size += len("".join(visitor.out)) + sum(1 for _ in root.findall(lambda e: e.tag in ("strong", "link")))
    return f"{size} {len(root)} {''.join(visitor.out)[-80:]!r}"
