"""Regular expressions: compiled afresh, over logs, markup, genes and many small texts."""

import random
import re
from pathlib import Path

LOG = r'^(?P<host>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<verb>[A-Z]+) (?P<path>[^ "]*) HTTP/\d\.\d" (?P<status>\d{3}) (?P<size>\d+|-)$'

PATTERNS = [
    LOG,
    r"[a-zA-Z_]\w*",
    r"\b(\w+)\s+\1\b",
    r"(?i)python|perl|ruby|tcl",
    r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)",
    r"[\w.+-]+@[\w-]+\.[\w.]+",
    r"<(\w+)((?:\s+\w+=\"[^\"]*\")*)\s*/?>",
    r"(?s)/\*.*?\*/",
    r"(?<=\$)\d+(?:\.\d\d)?(?!\d)",
    r"^\s*#.*$|\"(?:\\.|[^\"\\])*\"|'[^']*'|\d+|[-+*/=<>!]=?|\S",
    r"(a|b)*c?d{2,3}(?:e|f)+?",
    r"[^\x00-\x7f]+",
    r"((?:19|20)\d\d)-(0[1-9]|1[0-2])-([0-2]\d|3[01])",
    r"agggtaaa|tttaccct",
    r"[cgt]gggtaaa|tttaccc[acg]",
    r"(?x) ( \d+ ) \s* ( kg | lb )  # a weight",
]


def texts() -> dict[str, str]:
    rng = random.Random(5)
    log = "".join(
        f'10.0.{i % 256}.{i % 99} - - [10/Oct/2026:13:{i % 60:02}] "GET /page/{i}?q=größe HTTP/1.1" {200 + i % 3} {i * 31}\n'
        for i in range(900)
    )
    markup = '<div class="a" id="b">some some text <br/> $12.50 /* c */ mail@host.example 2026-10-09</div> 12 kg # end\n' * 250
    code = 'value = call(x, "text \\" more", 12) != other  # comment\nif a <= b: return [1, 2, \'three\']\n' * 300
    return {
        "log": log,
        "markup": markup,
        "code": code,
        "genes": "".join(rng.choices("acgt", k=2500)),
    }


def compiled() -> int:
    """Parsing and compiling: the cache is emptied each time."""
    total = 0
    for _ in range(4):
        re.purge()
        for pattern in PATTERNS:
            total += re.compile(pattern, re.MULTILINE).groups
    return total


def searched(all_texts: dict[str, str]) -> int:
    total = 0
    for text in all_texts.values():
        for pattern in PATTERNS:
            expression = re.compile(pattern, re.MULTILINE)
            total += len(expression.findall(text[:12000]))
            for match in expression.finditer(text[:4000]):
                total += match.start() + len(match.group()) + len(match.groups())
            total += len(expression.sub("<>", text[:4000])) + len(expression.split(text[:3000]))
    line = re.compile(LOG)
    for text in all_texts["log"].splitlines():
        if found := line.match(text):
            total += int(found["status"]) + len(found.groupdict()) + found.end("path") + len(found[4])
    return total


def small(rounds: int) -> int:
    total = 0
    for i in range(rounds):
        text = f"key{i} = value-{i * 3}; next"
        if match := re.match(r"(\w+)\s*=\s*([\w-]+)", text):
            total += len(match[1]) + len(match[2])
        total += bool(re.search("next$", text)) + bool(re.fullmatch(r"\d+", str(i))) + len(re.escape(text)) + len(re.split(r"[;=]", text))
        total += len(re.sub(r"(\w)(\d)", lambda found: found[2] + found[1], text)) + len(re.sub("e", r"[\g<0>]", text))
        total += len(re.findall(rb"\d", text.encode()))
    scanner = re.Scanner([(r"\d+", lambda _, token: int(token)), (r"\s+", None), (r"\w+", lambda _, token: token)])  # type: ignore[attr-defined]
    return total + sum(len(scanner.scan("abc 12 def 34 " * 20)[0]) for _ in range(20))


def run(folder: Path) -> str:
    return f"{compiled()} {searched(texts())} {small(1500)}"
