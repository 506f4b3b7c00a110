"""Strings of every width and bytes: building, splitting, searching, formatting, encoding."""

import string
import struct
import textwrap
import unicodedata
from pathlib import Path

WORDS = "the quick brown fox jumps over lazy dogs while größere Straßen führen über Brücken nach Москва и 東京 mit 🐍 am Ende".split()


def build(rounds: int) -> str:
    text, parts = "", []
    for i in range(rounds):
        word = WORDS[i % len(WORDS)]
        text += word + " "
        parts.append(f"{word}={i:05d};{i / 7:.3f}|{word!r}:{word:>12}")
        parts.append("%s-%d-%5.2f-%x-%r" % (word, i, i / 3, i, word))
        parts.append("{0} {name} {0:^9} {1!r}".format(i, word, name=word))
        parts.append("".join([word, "/", str(i), "/", repr(i * 0.5)]))
        if len(text) > 3000:
            text = text[-100:]
    return text + "\n".join(parts)


def search(text: str) -> int:
    total = 0
    for line in text.splitlines():
        fields = line.split("-")
        total += len(fields) + line.count("e") + line.find("fox") + line.rfind(" ") + ("ü" in line) + line.startswith("the")
        total += len(line.replace("a", "bb")) + len(line.strip()) + len(line.upper()) + line.endswith((";", "e")) + len(line.lower())
        head, _, tail = line.partition("|")
        total += len(head) + len(tail) + line.isdigit() + line.isalpha() + len(line.title()) + len(line.split()) + line.isidentifier()
        total += (
            len(line.center(80)) + len(line.ljust(60, ".")) + len(line.zfill(9)) + len(line.casefold()) + len(line[3:-2:2]) + (line < text)
        )
        for character in line:
            if character == "e" or character in "xyz" or character.isspace():
                total += ord(character)
    return total


def encode(text: str) -> int:
    total = 0
    for name in (
        "utf-8",
        "utf-16",
        "utf-32-le",
        "latin-1",
        "ascii",
        "cp1252",
        "utf-8-sig",
        "unicode_escape",
    ):
        for _ in range(4):
            data = text.encode(name, "replace" if name != "unicode_escape" else "strict")
            total += len(data) + len(data.decode(name, "ignore"))
    for line in text.splitlines()[:600]:
        data = line.encode()
        total += len(data.decode()) + len(line.encode("ascii", "xmlcharrefreplace")) + len(data.hex()) + len(ascii(line))
    for line in text.splitlines()[:150]:
        for form in ("NFC", "NFD", "NFKD"):
            total += len(unicodedata.normalize(form, line))
        total += sum(len(unicodedata.category(c)) for c in line) + len(unicodedata.name(line[0], ""))
    return total


def octets(data: bytes) -> int:
    total, buffer = 0, bytearray()
    for i in range(0, 12000, 12):
        piece = data[i : i + 12]
        buffer += piece
        buffer.append(i & 0xFF)
        total += piece[0] + piece.count(b"e") + piece.find(b"o") + len(piece.split(b" ")) + len(piece.replace(b"a", b"-")) + (piece == b"x")
        total += sum(struct.unpack("<IHHf", struct.pack("<IHHf", i, i & 0xFFFF, 7, i / 2))[:3]) + int.from_bytes(piece[:4], "big") % 7
        total += len(b"".join([piece, b"-", piece])) + len(bytes(piece).upper()) + len(piece.strip()) + (b"th" in piece)
    buffer[10:20] = b"abc"
    view = memoryview(buffer)
    total += sum(view[::3]) + sum(view[:100].tolist()) + len(view[5:50].tobytes()) + view[: len(view) // 8 * 8].cast("Q")[3] % 11
    view.release()
    for value in buffer:
        total ^= value << 3
    table = bytes.maketrans(b"abc", b"xyz")
    return total + len(bytes(buffer).translate(table)) + sum(struct.Struct(">hh").iter_unpack(bytes(range(200))).__next__())


def run(folder: Path) -> str:
    text = build(2500)
    table = str.maketrans({"a": "4", "e": None, "ü": "ue"})
    rest = [
        search(text),
        encode(text),
        octets(text.encode()),
        len(text.translate(table)),
        len(string.Template("$a ${b} $$").substitute(a=1, b=2)),
    ]
    rest += [
        len(textwrap.fill(text[:6000], 60)),
        len(textwrap.dedent("  a\n   b\n" * 50)),
        len(text.expandtabs()),
        len(string.capwords(text[:500])),
    ]
    for i in range(300):
        rest.append(len(string.Formatter().format("{0} {1[x]} {2.real}", i, {"x": i}, 3)))
    return " ".join(map(str, rest)) + text[-30:]
