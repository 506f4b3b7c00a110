"""A query language: tokens, a parser by precedence, classes of nodes, visitors that optimize and print."""

from typing import Any, Callable, Iterator

KEYWORDS = {"select", "from", "where", "and", "or", "not", "as", "group", "by", "order", "join", "on", "limit", "in", "is", "null", "desc"}
BINDING = {"or": 1, "and": 2, "=": 4, "<": 4, ">": 4, "<=": 4, ">=": 4, "<>": 4, "in": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}


class Token:
    __slots__ = ("kind", "text", "line", "column")

    def __init__(self, kind: str, text: str, line: int, column: int) -> None:
        self.kind, self.text, self.line, self.column = kind, text, line, column

    def __repr__(self) -> str:
        return f"<{self.kind} {self.text!r} {self.line}:{self.column}>"


def scan(sql: str) -> Iterator[Token]:
    at, line, start, size = 0, 1, 0, len(sql)
    while at < size:
        character = sql[at]
        begin = at
        if character.isspace():
            if character == "\n":
                line, start = line + 1, at + 1
            at += 1
            continue
        if character.isalpha() or character == "_":
            while at < size and (sql[at].isalnum() or sql[at] == "_"):
                at += 1
            word = sql[begin:at]
            kind = "keyword" if word.lower() in KEYWORDS else "name"
            yield Token(kind, word.lower() if kind == "keyword" else word, line, begin - start)
        elif character.isdigit():
            while at < size and (sql[at].isdigit() or sql[at] == "."):
                at += 1
            yield Token("number", sql[begin:at], line, begin - start)
        elif character == "'":
            at = sql.index("'", at + 1) + 1
            yield Token("string", sql[begin + 1 : at - 1], line, begin - start)
        else:
            at += 2 if sql[at : at + 2] in ("<=", ">=", "<>") else 1
            yield Token("sign", sql[begin:at], line, begin - start)
    yield Token("end", "", line, at - start)


class Node:
    """A node whose parts are named by the class; `parent` is set when it is taken into another."""

    parts: tuple[str, ...] = ()

    def __init__(self, **parts: Any) -> None:
        self.args = parts
        self.parent: Node | None = None
        for value in parts.values():
            for child in value if isinstance(value, list) else (value,):
                if isinstance(child, Node):
                    child.parent = self

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["args"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.args == other.args  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((type(self).__name__, str(sorted(self.args))))

    def walk(self) -> Iterator["Node"]:
        yield self
        for value in self.args.values():
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, Node):
                    yield from child.walk()

    def transform(self, function: Callable[["Node"], "Node"]) -> "Node":
        parts = {}
        for name, value in self.args.items():
            if isinstance(value, Node):
                parts[name] = value.transform(function)
            elif isinstance(value, list):
                parts[name] = [child.transform(function) if isinstance(child, Node) else child for child in value]
            else:
                parts[name] = value
        return function(type(self)(**parts))

    def copy(self) -> "Node":
        return self.transform(lambda node: node)


class Literal(Node): ...


class Name(Node): ...


class Binary(Node): ...


class Unary(Node): ...


class Call(Node): ...


class Alias(Node): ...


class Select(Node): ...


class ParseError(ValueError):
    pass


class Parser:
    def __init__(self, sql: str) -> None:
        self.tokens = list(scan(sql))
        self.at = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def match(self, *texts: str) -> bool:
        if self.now.kind in ("keyword", "sign") and self.now.text in texts:
            self.at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.match(text):
            raise ParseError(f"{text} expected, not {self.now!r}")

    def many(self, parse: Callable[[], Node]) -> list[Node]:
        nodes = [parse()]
        while self.match(","):
            nodes.append(parse())
        return nodes

    def select(self) -> Select:
        self.expect("select")
        parts: dict[str, Any] = {"columns": self.many(self.aliased)}
        self.expect("from")
        parts["tables"] = [self.aliased()]
        while self.match("join"):
            table = self.aliased()
            self.expect("on")
            parts["tables"].append(Binary(sign="on", left=table, right=self.expression()))
        if self.match("where"):
            parts["where"] = self.expression()
        for clause in ("group", "order"):
            if self.match(clause):
                self.expect("by")
                parts[clause] = self.many(self.expression)
        parts["descending"] = self.match("desc")
        parts["limit"] = self.expression() if self.match("limit") else None
        return Select(**parts)

    def aliased(self) -> Node:
        node = self.expression()
        if self.match("as"):
            node = Alias(this=node, name=self.name())
        return node

    def name(self) -> str:
        token = self.now
        if token.kind != "name":
            raise ParseError(f"name expected, not {token!r}")
        self.at += 1
        return token.text

    def expression(self, binding: int = 0) -> Node:
        left = self.unary()
        while self.now.kind in ("sign", "keyword") and (power := BINDING.get(self.now.text, 0)) > binding:
            sign = self.now.text
            self.at += 1
            left = Binary(sign=sign, left=left, right=self.expression(power))
        return left

    def unary(self) -> Node:
        token = self.now
        if self.match("-", "not"):
            return Unary(sign=token.text, this=self.expression(3 if token.text == "not" else 7))
        if self.match("("):
            inner = self.select() if self.now.text == "select" else self.expression()
            self.expect(")")
            return inner
        if self.match("*"):
            return Name(path=["*"])
        if token.kind in ("number", "string"):
            self.at += 1
            return Literal(value=token.text if token.kind == "string" else float(token.text), text=token.kind == "string")
        path = [self.name()]
        while self.match("."):
            path.append(self.name())
        if self.match("("):
            arguments = [] if self.now.text == ")" else self.many(self.expression)
            self.expect(")")
            return Call(name=path[0].lower(), arguments=arguments)
        return Name(path=path)
