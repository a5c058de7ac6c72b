"""Many certificates in as few files as a largest size allows, each certificate whole, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class TooLargeError(Exception):
    """One certificate by itself is larger than a file may be."""

    def __init__(self, place: int, size: int) -> None:
        super().__init__(place, size)
        self.place = place
        self.size = size
        """In bytes, of a file with this certificate alone."""


def parts(count: int, made: Callable[[int, int], bytes], limit: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield each part as (first, end, file): of so many certificates as many as a file of `limit` bytes holds.

    `made` makes the file of those from the first one on, up to the end without it. Raises `TooLargeError`.
    """
    start, guess = 0, count
    while start < count:
        end, file = _largest(start, count, made, limit, guess)
        yield start, end, file
        start, guess = end, end - start


def _largest(start: int, count: int, made: Callable[[int, int], bytes], limit: int, guess: int) -> tuple[int, bytes]:
    """Return where the largest part ends that begins here, and its file; `guess` is how many certificates it may have.

    Nearly everything in a file grows evenly with the certificates in it: so the place is soon found between a part that is
    small enough and one that is not, in proportion to their sizes. Every third step halves what is left, in case it does not.
    """
    fits, less, found = start, 0, b""
    beyond, more = count + 1, 0
    end, step = min(start + guess, count), 0
    while True:
        file = made(start, end)
        if len(file) <= limit:
            fits, less, found = end, len(file), file
        else:
            beyond, more = end, len(file)
        if beyond - fits == 1:
            break
        step += 1
        if step % 3 == 0:
            end = (fits + beyond) // 2
        elif more:
            end = fits + (beyond - fits) * (limit - less) // (more - less)
        else:
            end = start + (fits - start) * limit // less
        end = min(max(end, fits + 1), beyond - 1)
    if fits == start:
        raise TooLargeError(start, more)
    return fits, found
