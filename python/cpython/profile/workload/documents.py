"""Documents: JSON, pickles of C and of Python, marshal, copies, XML, HTML, TOML, tables, settings."""

import configparser
import copy
import csv
import html.parser
import io
import json
import marshal
import pickle
import tomllib
import xml.dom.minidom
import xml.etree.ElementTree as ElementTree
import xml.sax
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any


class Item:
    def __init__(self, name: str, size: int) -> None:
        self.name, self.size = name, size
        self.tags = [name, name.upper()]

    def __reduce_ex__(self, protocol: Any) -> Any:
        return (Item, (self.name, self.size), {"tags": self.tags})


class Plain:
    def __init__(self, i: int) -> None:
        self.i, self.half, self.name = i, i / 2, f"n{i}"


class Pages(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag + str(len(attrs)))

    def handle_data(self, data: str) -> None:
        self.seen.append(data[:3])


class Counting(xml.sax.ContentHandler):
    count = 0

    def startElement(self, name: str, attrs: Any) -> None:
        self.count += len(attrs) + 1


def sample(size: int) -> dict[str, Any]:
    return {
        "name": "größe \n\"quoted\" \u2028", "list": list(range(size)), "floats": [i / 7 for i in range(size)], "none": None, "yes": True,
        "nested": [{"id": i, "text": f"row {i}", "deep": {"a": [i, [i]], "b": {}}, "flag": i % 2 == 0} for i in range(size)],
    }  # fmt: skip


def as_json(small: dict[str, Any], large: dict[str, Any]) -> int:
    total = 0
    for options in (
        {},
        {"indent": 2},
        {"sort_keys": True, "ensure_ascii": False},
        {"separators": (",", ":")},
    ):
        for _ in range(20):
            total += len(json.dumps(small, **options))
        total += len(json.dumps(large, **options))
    for _ in range(300):
        total += len(json.dumps([1, "two", {"three": 4.0}, None, True])) + len(json.dumps({"a": {}, "b": []}))
    text = json.dumps(large)
    for _ in range(8):
        total += len(json.loads(text)["nested"]) + len(json.loads(text.encode(), parse_float=Decimal)["floats"])
    for _ in range(40):
        total += len(json.loads('{"a": [1, 2.5, -3e5, "x\\u00e9\\n", null, false], "b": {"c": "' + "long " * 50 + '"}}'))
    out = io.StringIO()
    json.dump(small, out, default=str, cls=json.JSONEncoder)
    return total + len(out.getvalue())


def as_pickle(large: dict[str, Any]) -> int:
    things = [Item(f"i{i}", i) for i in range(200)] + [Plain(i) for i in range(200)]  # type: ignore[list-item]
    mixed = [
        large,
        things,
        (1, 2.5, 3 + 4j, 2**70, b"bytes" * 20, frozenset([1, 2])),
        {date(2026, 1, i + 1): {i} for i in range(20)},
        [[]] * 50,
    ]
    total = 0
    for protocol in (2, 4, 5):
        for _ in range(5):
            data = pickle.dumps(mixed, protocol)
            total += len(data) + len(pickle.loads(data))
        total += len(pickle.dumps(list(range(20000)), protocol)) + len(pickle.dumps({i: (i, str(i)) for i in range(2000)}, protocol))
    slow = io.BytesIO()
    pickle._Pickler(slow, 4).dump(mixed[:2])  # type: ignore[attr-defined]
    slow.seek(0)
    total += len(pickle._Unpickler(slow).load())  # type: ignore[attr-defined]
    for _ in range(5):
        total += len(marshal.loads(marshal.dumps(large))) + len(copy.deepcopy(large)) + len(copy.copy(things))
    return total + len(copy.deepcopy(mixed))


def as_xml(count: int) -> int:
    root = ElementTree.Element("root", {"version": "1"})
    for i in range(count):
        child = ElementTree.SubElement(root, "item", {"id": str(i), "kind": "a & b"})
        child.text, child.tail = f"text <{i}>", "\n"
        ElementTree.SubElement(child, "sub").text = "ü" * (i % 5)
    text = ElementTree.tostring(root, "unicode")
    total = len(text)
    for _ in range(4):
        again = ElementTree.fromstring(text)
        total += (
            len(again.findall("item"))
            + len(again.findall(".//sub"))
            + sum(1 for _ in again.iter())
            + len(again.find("item[@id='7']") or "")
        )
    for _, element in ElementTree.iterparse(io.BytesIO(text.encode())):
        total += len(element.tag)
        element.clear()
    handler = Counting()
    xml.sax.parseString(text, handler)
    document = xml.dom.minidom.parseString(text[: text.index("</item>")] + "</item></root>")
    pages = Pages()
    pages.feed("<div class=x id='y'>text &amp; more<br/><!-- no --><p>para</p></div>" * 150)
    return total + handler.count + len(document.toprettyxml()) + len(pages.seen)


def tables(rows: int) -> int:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([i, i / 3, f'say "{i}"', "plain", None, "a,b"] for i in range(rows))
    text = out.getvalue()
    total = sum(len(row) for row in csv.reader(text.splitlines())) + len(list(csv.DictReader(io.StringIO("a,b,c\n" + "1,2,3\n" * 400))))
    parser = configparser.ConfigParser()
    parser.read_string("".join(f"[s{i}]\nkey = value {i}\npath = %(key)s/x\nnumber = {i}\n" for i in range(60)))
    total += sum(parser.getint(s, "number") + len(parser.get(s, "path")) for s in parser.sections())
    toml = "".join(f'[tool.t{i}]\nname = "n"\nlist = [1, 2, {{a = "b"}}]\nwhen = 2026-01-02T03:04:05Z\nf = 1.5\n' for i in range(60))
    return total + len(tomllib.loads(toml)["tool"])


def dates(days: int) -> int:
    zone = timezone(timedelta(hours=2))
    start = datetime(2020, 2, 28, 13, 14, 15, 678, zone)
    total = 0
    for i in range(days):
        moment = start + timedelta(days=i, hours=i % 24, seconds=i)
        text = moment.isoformat()
        again = datetime.fromisoformat(text)
        total += again.toordinal() + moment.weekday() + len(moment.strftime("%Y-%m-%d %H:%M:%S")) + (again == moment) + (moment > start)
        total += (moment - start).days + moment.date().isocalendar()[1] + hash(moment) % 3 + len(str(moment.replace(month=1, day=1)))
        total += len(str(timedelta(seconds=i * 777))) + int(moment.astimezone(timezone.utc).timestamp()) % 5
    for i in range(40):
        total += datetime.strptime(f"2021-03-{i % 28 + 1:02} 10:11:{i:02}", "%Y-%m-%d %H:%M:%S").second
    return total


def run(folder: Path) -> str:
    small, large = sample(6), sample(250)
    return f"{as_json(small, large)} {as_pickle(large)} {as_xml(400)} {tables(900)} {dates(2000)}"
