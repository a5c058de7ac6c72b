"""Result pages behind a code: the key that a code makes, and a text sealed with it; `docs/structure.md` has the format.

A key costs whoever guesses codes some tenths of a second for each, and so it costs us: it is made once, and kept.
"""

from __future__ import annotations

import hashlib
import hmac

from msgspec import Struct

ROUNDS = 600_000
"""Of PBKDF2-HMAC-SHA-256, as OWASP's "Password Storage Cheat Sheet" has it."""
_NONCE = 12
"""Bytes, as AES-GCM takes it."""


class Sealed(Struct, frozen=True):
    """A sealed text, and what must be known to open it beside the code; all in hexadecimal digits."""

    salt: str
    nonce: str
    text: str
    """The ciphertext, with the tag at its end."""


def salt_of(token: str) -> bytes:
    """Return the salt of a page: its token, which no other page has."""
    return token.encode()


def key_made(token: str, code: str) -> tuple[str, str]:
    """Return the token, and the key that a code makes for its page, in hexadecimal digits."""
    letters = code.replace("-", "").encode()
    return token, hashlib.pbkdf2_hmac("sha256", letters, salt_of(token), ROUNDS).hex()


def seal(text: bytes, token: str, key: str, room: int) -> Sealed:
    """Return an HTML text sealed with a key; the same text has the same bytes.

    It is filled up with spaces to a multiple of `room` bytes, so that its length tells nothing.

    A nonce must never serve two texts under one key. Here it is a digest of the text, made with that key (HMAC-SHA-256):
    another text has another nonce, but for one chance in 2^96, and to who has not the key it says no more than that a page
    is the same as before. A key serves one page alone.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - only where pages are sealed

    secret, filled = bytes.fromhex(key), text.ljust(-(-len(text) // room) * room)
    nonce = hmac.digest(secret, filled, "sha256")[:_NONCE]
    return Sealed(salt_of(token).hex(), nonce.hex(), AESGCM(secret).encrypt(nonce, filled, None).hex())
