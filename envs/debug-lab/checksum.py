"""A call of hpds to stop in."""

from hpds import wrapper


def checksum(data):
    return wrapper.crc32c(data)


print(hex(checksum(b"123456789")))
