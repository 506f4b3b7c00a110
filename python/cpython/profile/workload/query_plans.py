"""What is done with a parsed query: constants folded, names made full, text written, rows filtered by compiled closures."""

from pathlib import Path
from typing import Any, Callable

from queries import Alias, Binary, Call, Literal, Name, Node, ParseError, Parser, Select, Unary


def fold(node: Node) -> Node:
    """Constants are computed, what is always true falls away."""
    if isinstance(node, Binary) and isinstance(node.left, Literal) and isinstance(node.right, Literal) and not node.left.text:
        a, b = node.left.value, node.right.value
        if node.sign in "+-*":
            return Literal(value=a + b if node.sign == "+" else a - b if node.sign == "-" else a * b, text=False)
    if isinstance(node, Binary) and node.sign == "and":
        if node.left == node.right:
            return node.left
    if isinstance(node, Unary) and isinstance(node.this, Unary) and node.sign == node.this.sign:
        return node.this.this
    return node


def qualify(table: str) -> Callable[[Node], Node]:
    def full(node: Node) -> Node:
        if isinstance(node, Name) and len(node.path) == 1 and node.path[0] not in (table, "*", "orders", "users"):
            return Name(path=[table, *node.path])
        return node

    return full


class Writer:
    """A method for each class of node, found by name and remembered."""

    def __init__(self, pretty: bool = False) -> None:
        self.pretty = pretty
        self.methods: dict[type, Callable[[Any], str]] = {}

    def write(self, node: Any) -> str:
        kind = type(node)
        method = self.methods.get(kind)
        if method is None:
            method = self.methods[kind] = getattr(self, f"write_{kind.__name__.lower()}")
        return method(node)

    def commas(self, nodes: list[Node]) -> str:
        return (",\n  " if self.pretty else ", ").join(self.write(node) for node in nodes)

    def write_literal(self, node: Literal) -> str:
        return f"'{node.value}'" if node.text else f"{node.value:g}"

    def write_name(self, node: Name) -> str:
        return ".".join(node.path)

    def write_binary(self, node: Binary) -> str:
        left, right = self.write(node.left), self.write(node.right)
        if isinstance(node.right, Binary) and node.sign != "on":
            right = f"({right})"
        return f"{left} {node.sign.upper()} {right}"

    def write_unary(self, node: Unary) -> str:
        return f"{node.sign.upper()} {self.write(node.this)}" if node.sign.isalpha() else node.sign + self.write(node.this)

    def write_call(self, node: Call) -> str:
        return f"{node.name.upper()}({self.commas(node.arguments)})"

    def write_alias(self, node: Alias) -> str:
        return f"{self.write(node.this)} AS {node.name}"

    def write_select(self, node: Select) -> str:
        gap = "\n" if self.pretty else " "
        out = [f"SELECT {self.commas(node.columns)}", f"FROM {' JOIN '.join(map(self.write, node.tables))}"]
        for name, words in (("where", "WHERE"), ("group", "GROUP BY"), ("order", "ORDER BY"), ("limit", "LIMIT")):
            value = node.args.get(name)
            if value is not None:
                out.append(f"{words} {self.commas(value) if isinstance(value, list) else self.write(value)}")
        return gap.join(out) + (" DESC" if node.descending else "")


def closure(node: Any) -> Callable[[dict[str, Any]], Any]:
    """A function of a row, out of functions of a row."""
    match node:
        case Literal():
            value = node.value
            return lambda row: value
        case Name(path=[*_, name]):
            return lambda row: row[name]
        case Unary(sign="-", this=this):
            inner = closure(this)
            return lambda row: -inner(row)
        case Unary(this=this):
            inner = closure(this)
            return lambda row: not inner(row)
        case Binary(sign=sign, left=left, right=right):
            a, b = closure(left), closure(right)
            return {
                "and": lambda row: a(row) and b(row), "or": lambda row: a(row) or b(row), "=": lambda row: a(row) == b(row),
                "<": lambda row: a(row) < b(row), ">": lambda row: a(row) > b(row), "<=": lambda row: a(row) <= b(row),
                ">=": lambda row: a(row) >= b(row), "<>": lambda row: a(row) != b(row), "+": lambda row: a(row) + b(row),
                "-": lambda row: a(row) - b(row), "*": lambda row: a(row) * b(row), "%": lambda row: a(row) % b(row),
            }[sign]  # fmt: skip
        case Call(name="abs", arguments=[argument]):
            inner = closure(argument)
            return lambda row: abs(inner(row))
        case _:
            raise TypeError(f"no value: {type(node).__name__}")


SQL = """select u.name, count(id) as n, sum(price * (1 + 2 * {n}) - 0.5) as total
from users as u join orders as o on u.id = o.user
where age >= {n} and (city = 'town {n}' or not price < 3 + 4) and abs(-price) <> id % 7 and not not (age < 80)
group by name order by total, u.name desc limit 10 * {n}"""


def run(folder: Path) -> str:
    compact, pretty, texts = Writer(), Writer(pretty=True), []
    total = failed = 0
    rows = [{"id": i, "age": i % 90, "city": f"town {i % 5}", "price": i * 0.25} for i in range(250)]
    for n in range(60):
        tree = Parser(SQL.format(n=n)).select()
        plan = tree.transform(fold).transform(qualify("u"))
        texts.append(compact.write(plan))
        total += len(pretty.write(tree)) + sum(1 for node in plan.walk() if isinstance(node, Name)) + (tree.copy() == tree)
        again = Parser(compact.write(plan)).select()
        total += (again == plan) + len({node for node in plan.walk() if isinstance(node, (Name, Call))})
        if n % 4 == 0:
            keep = closure(plan.where)
            total += sum(row["id"] for row in rows if keep(row))
        try:
            Parser(f"select a, from t where x = {n}").select()
        except ParseError as error:
            failed += len(str(error))
    return f"{total} {failed} {texts[-1]}"
