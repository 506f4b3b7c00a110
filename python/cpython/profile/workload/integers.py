"""Integers, small and of thousands of digits: sieves, digits of pi, cryptography, bit sets."""

import math
from pathlib import Path


def sieve(limit: int) -> int:
    flags = [True] * limit
    for i in range(2, int(limit**0.5) + 1):
        if flags[i]:
            for j in range(i * i, limit, i):
                flags[j] = False
    return sum(flags)


def pi_digits(count: int) -> str:
    """Gibbons' unbounded spigot."""
    digits = []
    q, r, t, k, n, j = 1, 0, 1, 1, 3, 3
    while len(digits) < count:
        if 4 * q + r - t < n * t:
            digits.append(str(n))
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, j = (
                q * k,
                (2 * q + r) * j,
                t * j,
                k + 1,
                (q * (7 * k + 2) + r * j) // (t * j),
                j + 2,
            )
    return "".join(digits)


def collatz(limit: int) -> int:
    longest = 0
    for start in range(1, limit):
        n, steps = start, 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        if steps > longest:
            longest = steps
    return longest


def miller_rabin(n: int) -> bool:
    d, s = n - 1, 0
    while not d & 1:
        d >>= 1
        s += 1
    for a in (2, 3, 5, 7, 11, 13, 17):
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def bits(limit: int) -> int:
    """Words of 32 bits, as hashes and ciphers mix them."""
    a, b, total = 0x12345678, 0x9ABCDEF0, 0
    for i in range(limit):
        a = (a << 5 | a >> 27) & 0xFFFFFFFF
        b = (b ^ a + i) & 0xFFFFFFFF
        total += (a & b).bit_count() + (~a & 0xFF) + ((a | b) >> 16) - (i % 7) * (i // 3)
    return total


def queens(size: int) -> int:
    """Boards of N queens, as sets of bits."""
    full = (1 << size) - 1

    def place(columns: int, left: int, right: int) -> int:
        if columns == full:
            return 1
        count = 0
        free = full & ~(columns | left | right)
        while free:
            bit = free & -free
            free ^= bit
            count += place(columns | bit, (left | bit) << 1, (right | bit) >> 1)
        return count

    return place(0, 0, 0)


def run(folder: Path) -> str:
    out = [sieve(120000), pi_digits(220)[-10:], collatz(2500), bits(50000), queens(7)]
    prime = 2**127 - 1
    out.append(sum(miller_rabin(prime + 2 * i) for i in range(20)))
    big = math.factorial(700)
    out += [
        len(str(big)),
        big % 1000003,
        math.isqrt(big) % 997,
        math.gcd(big, 3**200),
        (big >> 555) & 0xFFFF,
        hex(big)[-9:],
    ]
    a, b = 3**2500, 7**1800
    for i in range(20):
        product = a * b
        out.append(((product // (a + i)) ^ (product % (b - i))) & 0xFFFFFFFF)
        out.append((int(str(a)) == a) + len(bin(b)) + int(hex(a), 16).bit_length() + hash(product) % 9)
        a, b = a * 3 + i, b - (a >> 2000)
    for i in range(3000):
        out.append((i << 40) - (i << 35) + (i**5) // 12345 % (10**9 + 7) - int.from_bytes(i.to_bytes(9, "big"), "little") % 17)
    for i in range(8000):
        text = str(i * 7919)
        out[i % 10 + 5] = int(text) + len(f"{i:>8}{i:x}{i:,}") + (-i) // 7 + (-i) % 7 + (i < 100) + (i == 77) - ~i
    return " ".join(map(str, out))
