# The extension modules that a complete build has. A build that lost one of
# them fails, since a missing library makes upstream's build leave them out.
{ lib, version }:
let
  before = lib.versionOlder version;
in
{
  required = [
    "_asyncio"
    "_bisect"
    "_bz2"
    "_contextvars"
    "_csv"
    "_ctypes"
    "_curses"
    "_curses_panel"
    "_datetime"
    "_dbm"
    "_decimal"
    "_elementtree"
    "_gdbm"
    "_hashlib"
    "_heapq"
    "_json"
    "_lsprof"
    "_lzma"
    "_multiprocessing"
    "_pickle"
    "_posixshmem"
    "_posixsubprocess"
    "_queue"
    "_random"
    "_socket"
    "_sqlite3"
    "_ssl"
    "_statistics"
    "_struct"
    "_uuid"
    "_zoneinfo"
    "array"
    "binascii"
    "fcntl"
    "grp"
    "math"
    "mmap"
    "pyexpat"
    "readline"
    "resource"
    "select"
    "syslog"
    "termios"
    "unicodedata"
    "zlib"
  ]
  ++ lib.optionals (before "3.13") [
    "_crypt"
    "audioop"
    "nis"
    "ossaudiodev"
    "spwd"
  ];
  # Those that need no library beside libc and libm: part of the interpreter, so that a call between them and it is
  # one that the compiler sees, and a start of Python opens no file for them.
  builtin = [
    "_asyncio"
    "_bisect"
    "_contextvars"
    "_csv"
    "_datetime"
    "_heapq"
    "_json"
    "_opcode"
    "_pickle"
    "_posixsubprocess"
    "_queue"
    "_random"
    "_socket"
    "_statistics"
    "_struct"
    "_zoneinfo"
    "array"
    "cmath"
    "fcntl"
    "grp"
    "math"
    "mmap"
    "select"
  ];
  # Part of the interpreter while it trains: a shared object's place, which shows in the hashes of what it holds,
  # is the kernel's choice.
  trained = [
    "_blake2"
    "_bz2"
    "_decimal"
    "_elementtree"
    "_hashlib"
    "_lzma"
    "_md5"
    "_multibytecodec"
    "_sha1"
    "_sha3"
    "_sqlite3"
    "_ssl"
    "binascii"
    "pyexpat"
    "resource"
    "unicodedata"
    "zlib"
  ]
  ++ (
    if before "3.12" then
      [
        "_sha256"
        "_sha512"
      ]
    else
      [
        "_ctypes"
        "_sha2"
      ]
  );
  # Shared objects that only the standard library's tests load.
  tests = [
    "_ctypes_test"
    "_testbuffer"
    "_testcapi"
    "_testclinic"
    "_testclinic_limited"
    "_testexternalinspection"
    "_testimportmultiple"
    "_testinternalcapi"
    "_testlimitedcapi"
    "_testmultiphase"
    "_testsinglephase"
    "_xxtestfuzz"
    "xxlimited"
    "xxlimited_35"
    "xxsubtype"
  ];
}
