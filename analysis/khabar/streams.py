"""Bytes from anywhere as one stream: files and pipes, plain, gzip or zstandard, never more than asked for in memory."""

import gzip
import io
import zlib
from collections.abc import Iterator
from io import BufferedIOBase, BufferedReader
from typing import Any

import zstandard

PAGE_LIMIT = 64 * 1024 * 1024
"""The most bytes a page may have when uncompressed. The longest pages of newspapers are a hundredth of this; what is
longer is no page, but a corpus in the wrong format or a few kilobytes made to unpack into a full disk."""

HEAD = 65_536
"""How many bytes of a stream are looked at to tell what it is."""

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_STEP = 1024  # compressed bytes at a time: zstandard can turn these into 32 MiB, no more

BROKEN = (OSError, EOFError, zlib.error, zstandard.ZstdError)
"""What reading from a stream of `unpacked` can raise; `reason` puts it in words."""


class _Prefixed(io.RawIOBase):
    """A stream with bytes put back in front of it. Closing it leaves the stream beneath open.

    ``error`` is one that was met after those bytes, and is met again there: a reader that has failed once may give
    anything when it is asked again.
    """

    def __init__(self, head: bytes, rest: BufferedIOBase, error: Exception | None = None) -> None:
        self._head = head
        self._rest = rest
        self._error = error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        data, self._head = self._head[:size], self._head[size:]
        if not data and self._error:
            raise self._error
        data = data or self._rest.read1(size)  # read() would lose what came before an error
        buffer[: len(data)] = data
        return len(data)


class _Zstd(io.RawIOBase):
    """Zstandard frames, one after the other. Unlike zstandard's own reader it notices when the last is cut short."""

    def __init__(self, source: BufferedIOBase) -> None:
        self._source = source
        self._pieces = self._unpack()
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = next(self._pieces, b"")
        data, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def _unpack(self) -> Iterator[bytes]:
        packed = self._source.read(_STEP)
        while packed:
            frame = zstandard.ZstdDecompressor().decompressobj()
            while not frame.eof:
                if not packed:
                    raise EOFError
                data = frame.decompress(packed)
                packed = frame.unused_data if frame.eof else self._source.read(_STEP)
                if data:
                    yield data
            packed = packed or self._source.read(_STEP)


def unpacked(stream: BufferedIOBase) -> tuple[BufferedReader, bytes, bool]:
    """Return ``stream`` uncompressed, its first 64 KiB (they will be read again), and whether it was compressed.

    The compression is told by the first bytes, whatever the file is called. Reading may raise one of `BROKEN`, after
    everything before the damage has been read; this function never does.

    >>> stream, head, packed = unpacked(io.BytesIO(gzip.compress(b"abc")))
    >>> stream.read(), head, packed
    (b'abc', b'abc', True)
    """
    whole, head = _looked_at(stream)
    if head.startswith(_GZIP):
        return *_looked_at(gzip.GzipFile(fileobj=whole)), True
    if head.startswith(_ZSTD):
        return *_looked_at(BufferedReader(_Zstd(whole))), True
    return whole, head, False


def _looked_at(stream: BufferedIOBase) -> tuple[BufferedReader, bytes]:
    """Return the stream, and its first 64 KiB or all there is; a pipe may give less at once."""
    head, error = b"", None
    while len(head) < HEAD and error is None:
        try:
            more = stream.read1(HEAD - len(head))
        except BROKEN as problem:
            error = problem
        else:
            if not more:
                break
            head += more
    return BufferedReader(_Prefixed(head, stream, error), HEAD), head


def reason(error: BaseException) -> str:
    """Return what an error of `BROKEN` means, in words.

    >>> reason(EOFError())
    'the compressed file is cut short; copy or download it again'
    """
    if isinstance(error, EOFError):
        return "the compressed file is cut short; copy or download it again"
    if isinstance(error, gzip.BadGzipFile | zlib.error | zstandard.ZstdError):
        return "the compressed file is damaged; copy or download it again"
    words = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return f"cannot be read ({words}); check the path and its permissions"
