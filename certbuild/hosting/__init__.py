"""From ``build/site`` to where the world sees it: a folder, a web server, or a branch that a host makes its pages from."""

from certbuild.hosting.publication import publish

__all__ = ["publish"]
