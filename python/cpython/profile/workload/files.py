"""Files, compression, checksums, archives, databases; the C interface by ctypes, arrays and mapped memory."""

import array
import bz2
import ctypes
import gzip
import hashlib
import hmac
import io
import lzma
import mmap
import os
import shutil
import sqlite3
import tarfile
import zipfile
import zlib
from pathlib import Path


def text_files(folder: Path) -> int:
    total, path = 0, folder / "lines.txt"
    for newline in ("\n", "\r\n"):
        with open(path, "w", encoding="utf-8", newline=newline) as out:
            for i in range(5000):
                out.write(f"line {i} with some wörds\n")
            print("printed", 1, 2.5, None, sep="-", file=out)
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                total += len(line.split())
        with path.open(encoding="utf-8") as lines:
            total += len(lines.readlines()) + lines.tell()
        with open(path, "rb") as data:
            while piece := data.read(1000):
                total += len(piece)
            data.seek(100)
            total += len(data.readline()) + data.readinto(bytearray(50))
        total += len(path.read_text().splitlines()) + len(path.read_bytes())
    for i in range(200):
        with open(folder / f"small{i % 7}", "w") as out:
            out.write("x" * i)
        total += os.path.exists(folder / "small1") + os.stat(folder / "small0").st_size + path.is_file()
    shutil.copyfile(path, folder / "copy")
    (folder / "sub" / "deep").mkdir(parents=True)
    (folder / "sub" / "deep" / "file").write_text("end")
    total += len([name for _, _, names in os.walk(folder) for name in names]) + len(list(folder.rglob("small*"))) + len(os.listdir(folder))
    shutil.rmtree(folder / "sub")
    out = io.StringIO()
    binary = io.BytesIO()
    for i in range(4000):
        out.write(str(i))
        binary.write(b"%d," % i)
    binary.seek(0)
    return total + len(out.getvalue()) + sum(1 for _ in binary) + len(io.TextIOWrapper(binary, encoding="ascii").read())


def packed(data: bytes, folder: Path) -> int:
    total = 0
    for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b", "blake2s"):
        digest = hashlib.new(name, usedforsecurity=False)
        for start in range(0, len(data), 997):
            digest.update(data[start : start + 997])
        total += len(digest.hexdigest()) + len(getattr(hashlib, name)(data[:50]).digest())
    total += len(hmac.new(b"key", data, "sha256").hexdigest()) + zlib.crc32(data) % 7 + zlib.adler32(data) % 7
    for pack, unpack in (
        (zlib.compress, zlib.decompress),
        (bz2.compress, bz2.decompress),
        (lzma.compress, lzma.decompress),
    ):
        total += len(unpack(pack(data[:20000]))) + len(unpack(pack(b"")))
    stream = zlib.decompressobj()
    total += sum(len(stream.decompress(piece)) for piece in [zlib.compress(data)[i : i + 100] for i in range(0, 500, 100)])
    with gzip.GzipFile(folder / "a.gz", "wb", mtime=0) as out:
        out.write(data)
    with gzip.open(folder / "a.gz", "rt", encoding="latin-1") as lines:
        total += sum(len(line) for line in lines)
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(20):
            archive.writestr(zipfile.ZipInfo(f"f{i}", (1980, 1, 1, 0, 0, 0)), data[: i * 50])
    with zipfile.ZipFile(folder / "a.zip") as archive:
        total += sum(len(archive.read(name)) for name in archive.namelist())
    with tarfile.open(folder / "a.tar", "w") as tar:
        for i in range(20):
            info = tarfile.TarInfo(f"f{i}")
            info.size = i * 50
            tar.addfile(info, io.BytesIO(data[: i * 50]))
    with tarfile.open(folder / "a.tar") as tar:
        return total + sum(len(tar.extractfile(member).read()) for member in tar if member.size)  # type: ignore[union-attr]


def database(folder: Path) -> int:
    base = sqlite3.connect(":memory:")
    base.row_factory = sqlite3.Row
    base.create_function("half", 1, lambda value: value / 2)
    base.execute("create table item (id integer primary key, name text, size real, data blob)")
    with base:
        base.executemany(
            "insert into item (name, size, data) values (?, ?, ?)",
            ((f"n{i % 50}", i / 3, b"x" * (i % 9)) for i in range(4000)),
        )
    total = 0
    for row in base.execute("select name, count(*) as many, sum(half(size)) as total from item group by name order by name"):
        total += row["many"] + len(row["name"]) + int(row[2])
    for i in range(800):
        row = base.execute("select * from item where id = ?", (i + 1,)).fetchone()
        total += row["id"] + len(row["data"]) + len(tuple(row))
    cursor = base.cursor()
    cursor.execute("select id, size from item where size > :low", {"low": 100})
    total += len(cursor.fetchall())
    try:
        base.execute("insert into item (id) values (1)")
    except sqlite3.IntegrityError:
        base.rollback()
    base.close()
    return total


class Pair(ctypes.Structure):
    _fields_ = [("left", ctypes.c_int), ("right", ctypes.c_double)]


def foreign(rounds: int) -> int:
    libc = ctypes.CDLL(None)
    strlen = libc.strlen
    strlen.argtypes, strlen.restype = [ctypes.c_char_p], ctypes.c_size_t
    Compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
    numbers = (ctypes.c_int * 100)(*[(i * 37) % 101 for i in range(100)])
    libc.qsort(numbers, 100, ctypes.sizeof(ctypes.c_int), Compare(lambda a, b: a[0] - b[0]))
    total, pair = sum(numbers), Pair(1, 2.0)
    for i in range(rounds):
        pair.left = i
        total += strlen(b"hello") + libc.abs(-i) + pair.left + int(pair.right) + numbers[i % 100] + ctypes.c_int(i).value
        total += ctypes.pointer(pair).contents.left + len(ctypes.create_string_buffer(b"abc", 5).raw)
    return total + ctypes.cast(numbers, ctypes.POINTER(ctypes.c_int))[3]


def buffers() -> int:
    numbers = array.array("i", range(5000))
    numbers.extend([1, 2, 3])
    total = sum(numbers) + numbers[5] + len(numbers.tobytes()) + sum(memoryview(numbers)[10:2000:3])
    doubles = array.array("d", [0.5]) * 1000
    for i in range(1000):
        doubles[i] += numbers[i] * 0.5
    with mmap.mmap(-1, 65536) as memory:
        for i in range(0, 4000, 4):
            memory[i : i + 4] = b"abcd"
        total += memory.find(b"dabc") + len(memory.read(100)) + memory[7]
    return total + int(sum(doubles))


def run(folder: Path) -> str:
    data = b"".join(b"%d: all work and no play\n" % (i * i) for i in range(2500))
    for name in ("text", "packed"):
        (folder / name).mkdir()
    return f"{text_files(folder / 'text')} {packed(data, folder / 'packed')} {database(folder)} {foreign(2500)} {buffers()}"
