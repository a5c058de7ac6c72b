"""The tables of the register, version by version: each step is run once, upon those before it.

A step that has been in use is never changed; what the register must hold besides comes as a step of its own.
"""

STEPS = (
    """
CREATE TABLE student (
    key TEXT PRIMARY KEY,
    result_code TEXT NOT NULL UNIQUE,
    result_token TEXT NOT NULL UNIQUE,
    present INTEGER NOT NULL
) STRICT;
CREATE TABLE certificate (
    code TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    revision INTEGER NOT NULL,
    key TEXT NOT NULL REFERENCES student (key),
    state TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    given TEXT NOT NULL,
    family TEXT NOT NULL,
    score TEXT NOT NULL,
    award TEXT NOT NULL,
    ended_on TEXT,
    reason TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    UNIQUE (number, revision)
) STRICT;
CREATE TABLE rendering (
    sha256 TEXT PRIMARY KEY,
    code TEXT NOT NULL REFERENCES certificate (code)
) STRICT;
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    key TEXT NOT NULL,
    number TEXT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE TABLE memo (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
""",
    """
CREATE TABLE round (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    built_at TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;
""",
    """
CREATE TABLE rules (
    digest TEXT PRIMARY KEY,
    content TEXT NOT NULL
) STRICT;
ALTER TABLE certificate ADD COLUMN valid_until TEXT;
ALTER TABLE event ADD COLUMN score TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN printed TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN chain TEXT NOT NULL DEFAULT '';
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event WHEN OLD.chain <> ''
BEGIN SELECT RAISE(ABORT, 'an entry of the history is never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'an entry of the history is never deleted'); END;
CREATE TRIGGER printed_is_never_changed
BEFORE UPDATE OF code, number, revision, key, issued_on, valid_until, given, family, score, award ON certificate
BEGIN SELECT RAISE(ABORT, 'what was printed on a certificate is never changed'); END;
CREATE TRIGGER certificate_is_never_deleted BEFORE DELETE ON certificate
BEGIN SELECT RAISE(ABORT, 'a certificate is never deleted'); END;
""",
    """
ALTER TABLE student ADD COLUMN result_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE student ADD COLUMN result_since TEXT;
""",
    """
ALTER TABLE certificate ADD COLUMN marks TEXT NOT NULL DEFAULT '';
DROP TRIGGER printed_is_never_changed;
CREATE TRIGGER printed_is_never_changed
BEFORE UPDATE OF code, number, revision, key, issued_on, valid_until, given, family, score, award, marks ON certificate
BEGIN SELECT RAISE(ABORT, 'what was printed on a certificate is never changed'); END;
""",
    """
ALTER TABLE student ADD COLUMN unlock_code TEXT NOT NULL DEFAULT '';
ALTER TABLE student ADD COLUMN unlock_key TEXT NOT NULL DEFAULT '';
""",
)
"""Statements in SQL; the version of a register is the number of steps that it has seen."""
