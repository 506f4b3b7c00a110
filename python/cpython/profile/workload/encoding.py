"""Bytes as text and back: base64 and its kin, hexadecimal, quoted-printable, checksums; pickles by the pickle module's own Python."""

import base64
import binascii
import io
import pickle
import quopri
import random
import zlib
from pathlib import Path
from typing import Any

CODECS = (
    (base64.b64encode, base64.b64decode),
    (base64.urlsafe_b64encode, base64.urlsafe_b64decode),
    (base64.standard_b64encode, base64.standard_b64decode),
    (base64.b32encode, base64.b32decode),
    (base64.b16encode, base64.b16decode),
    (base64.a85encode, base64.a85decode),
    (base64.b85encode, base64.b85decode),
    (binascii.hexlify, binascii.unhexlify),
    (base64.encodebytes, base64.decodebytes),
    (quopri.encodestring, quopri.decodestring),
)


def short(data: bytes, rounds: int) -> int:
    """Tokens, keys and cookies: most of the time goes into the calls."""
    total = 0
    for i in range(rounds):
        piece = data[i : i + 20 + i % 3 * 50]
        for encode, decode in CODECS:
            coded = encode(piece)
            total += len(coded) + (decode(coded) == piece)
        total += binascii.crc32(piece) + binascii.crc_hqx(piece, i) + zlib.adler32(piece) & 0xFF
        total += len(bytes.fromhex(piece.hex(" "))) + len(base64.b64decode(base64.b64encode(piece).decode(), validate=True))
    return total


def long(data: bytes, rounds: int) -> int:
    """Attachments: the time goes into the loops over the bytes."""
    total = 0
    for _ in range(rounds):
        for encode, decode in CODECS[:3]:
            total += len(decode(encode(data)))
        total += len(binascii.unhexlify(binascii.hexlify(data))) + binascii.crc32(data) % 7 + binascii.crc_hqx(data, 1)
        total += len(binascii.a2b_base64(binascii.b2a_base64(data[:600], newline=False)))
    for encode, decode in CODECS:
        total += len(decode(encode(data[:5000])))
    return total


class Message:
    def __init__(self, number: int) -> None:
        self.number, self.to, self.flags = number, ["a", f"b{number}"], {"seen": number % 2 == 0}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


def pickles(rounds: int) -> int:
    """Both halves of the pickle module that are written in Python, over small messages."""
    total = 0
    for i in range(rounds):
        message: dict[str, Any] = {
            "id": i,
            "name": f"message {i}",
            "sizes": [i, 2 * i, 3.5, -(2**40)],
            "more": (True, None, b"xyz", {i, 3}),
        }
        message["all"] = [message["sizes"], message["more"], Message(i), {"x": (1, 2), "y": (1, 2, 3, 4)}]
        for protocol in (0, 2, 4):
            out = io.BytesIO()
            pickle._Pickler(out, protocol).dump(message)  # type: ignore[attr-defined]
            total += len(out.getvalue())
            total += pickle._loads(out.getvalue()) == message  # type: ignore[attr-defined]
    return total


def run(folder: Path) -> str:
    data = random.Random(5).randbytes(60000)
    return f"{short(data, 800)} {long(data, 30)} {pickles(150)}"
