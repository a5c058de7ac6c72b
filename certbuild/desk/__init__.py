"""The teacher's desk: both sites as this machine shows them, where what the teacher's page lists can be run by a button."""

from certbuild.desk.serving import Desk

__all__ = ["Desk"]
