"""The dialects that certbuild reads: one module each, found by being here."""

from importlib import import_module
from pkgutil import iter_modules

from certbuild.gradebook.dialects.base import Dialect

DIALECTS: tuple[Dialect, ...] = tuple(
    import_module(f"{__name__}.{module.name}").DIALECT for module in iter_modules(__path__) if module.name != "base"
)
