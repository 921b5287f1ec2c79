"""TensorBoard's event files, written without it: TFRecords of `Event` messages with one scalar or text each."""

from __future__ import annotations

import struct
import time
from pathlib import Path

POLYNOMIAL = 0x82F63B78  # CRC-32C (Castagnoli), reflected


class EventFile:
    """Appends to one file."""

    def __init__(self, path: Path):
        self.stream = open(path, "ab")
        if self.stream.tell() == 0:
            self.write(field(3, b"brain.Event:2"), 0)

    def scalars(self, step: int, values: dict[str, float]) -> None:
        for tag, value in values.items():
            self.write(summary(tag, key(2, 5) + struct.pack("<f", value)), step)

    def text(self, step: int, tag: str, text: str) -> None:
        """A string tensor, which the plugin "text" shows."""
        tensor = varint_field(1, 7) + field(2, field(2, varint_field(1, 1))) + field(8, text.encode())
        plugin = field(9, field(1, field(1, b"text")))
        self.write(summary(tag, field(8, tensor) + plugin), step)

    def write(self, what: bytes, step: int) -> None:
        event = key(1, 1) + struct.pack("<d", time.time()) + varint_field(2, step) + what
        length = struct.pack("<Q", len(event))
        self.stream.write(length + masked_crc(length) + event + masked_crc(event))

    def flush(self) -> None:
        self.stream.flush()

    def close(self) -> None:
        self.stream.close()


def summary(tag: str, value: bytes) -> bytes:
    return field(5, field(1, field(1, tag.encode()) + value))


def key(number: int, wire: int) -> bytes:
    return bytes([number << 3 | wire])


def field(number: int, content: bytes) -> bytes:
    return key(number, 2) + varint(len(content)) + content


def varint_field(number: int, value: int) -> bytes:
    return key(number, 0) + varint(value)


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def table_entry(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (POLYNOMIAL if value & 1 else 0)
    return value


TABLE = [table_entry(byte) for byte in range(256)]


def crc32c(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def masked_crc(data: bytes) -> bytes:
    """As TFRecords store it: rotated right by 15 bits, plus a constant."""
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)
