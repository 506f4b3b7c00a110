"""Runs a command as Docker's default settings would let it run: ``docker_default.py COMMAND…``.

Docker's default capabilities, and of its seccomp profile what a sandbox is made of. Needs root, and
the architecture's system call numbers.
"""

import ctypes
import os
import struct
import sys

#: Numbers of the CAP_* that Docker leaves: chown, dac_override, fowner, fsetid, kill, setgid,
#: setuid, setpcap, net_bind_service, net_raw, sys_chroot, mknod, audit_write, setfcap.
KEPT = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)

#: Without CAP_SYS_ADMIN the profile refuses these.
REFUSED = {
    "x86_64": {
        "mount": 165,
        "umount2": 166,
        "pivot_root": 155,
        "unshare": 272,
        "setns": 308,
        "sethostname": 170,
    },
    "aarch64": {
        "mount": 40,
        "umount2": 39,
        "pivot_root": 41,
        "unshare": 97,
        "setns": 268,
        "sethostname": 161,
    },
}
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435
#: Flags of clone that make namespaces.
NAMESPACES = 0x7E020000

PR_SET_SECCOMP, PR_CAPBSET_DROP = 22, 24
EPERM, ENOSYS = 1, 38
ALLOW, ERRNO = 0x7FFF0000, 0x00050000

LOAD, EQUAL, BITS, RETURN = 0x20, 0x15, 0x45, 0x06


def program(machine: str) -> bytes:
    """Return the filter, in BPF."""
    instructions = [(LOAD, 0, 0, 0)]
    for number in REFUSED[machine].values():
        instructions += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ERRNO | EPERM)]
    instructions += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, ERRNO | ENOSYS)]
    instructions += [
        (EQUAL, 0, 3, CLONE[machine]),
        (LOAD, 0, 0, 16),
        (BITS, 0, 1, NAMESPACES),
        (RETURN, 0, 0, ERRNO | EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)


def confine() -> None:
    """Drop capabilities, install the filter."""
    libc = ctypes.CDLL(None, use_errno=True)

    def check(result: int) -> None:
        if result != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))

    for capability in range(41):
        if capability not in KEPT:
            check(libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0))
    code = program(os.uname().machine)
    buffer = ctypes.create_string_buffer(code)
    filters = ctypes.create_string_buffer(
        struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    )
    check(libc.prctl(PR_SET_SECCOMP, 2, filters, 0, 0))
    kept = sum(1 << capability for capability in KEPT)
    header = struct.pack("=II", 0x20080522, 0)
    low, high = kept & 0xFFFFFFFF, kept >> 32
    check(libc.capset(header, struct.pack("=6I", low, low, 0, high, high, 0)))


if __name__ == "__main__":
    confine()
    os.execvp(sys.argv[1], sys.argv[1:])
