"""The lasting record of certificates, in SQLite; the only importer of sqlite3.

What it holds only grows: the students with their private addresses, every revision of every certificate, the
digests of every PDF ever made of one, the rules that scores were reckoned by, and the history of what was done
when and why. A revision's state may change, its printed fields never do, and no entry of the history is ever
changed or deleted: the tables themselves refuse it. `memo` keeps digests of the last build and `round` the
gradebook that it read, so that the next one knows what has changed. `schema` holds the tables.
"""

from certbuild.register.backups import backups
from certbuild.register.contradictions import contradictions
from certbuild.register.exporting import KIND, exported
from certbuild.register.importing import register_from
from certbuild.register.opening import opened, opened_for_change, put_in_place
from certbuild.register.tables import Register

__all__ = [
    "KIND",
    "Register",
    "backups",
    "contradictions",
    "exported",
    "opened",
    "opened_for_change",
    "put_in_place",
    "register_from",
]
