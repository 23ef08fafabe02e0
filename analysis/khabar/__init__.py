"""Saved Arabic news pages as traceable tables: who met whom, when, where, through which broker, on whose word.

The names below are the whole front door. Each is loaded when it is first used, so that ``import khabar`` costs
nothing, and stands in a module that holds more (`khabar.pages`, `khabar.normalise`, `khabar.quotes` ...).

>>> import khabar
>>> page = khabar.read("أُمّ المعارك انتهت.".encode())
>>> khabar.normalise("أُمّ", profile="match").text
'ام'
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from khabar.coding import code
    from khabar.display import highlight, rtl
    from khabar.errors import KhabarError
    from khabar.labels import label
    from khabar.normalise import normalise
    from khabar.pages import read, read_pages
    from khabar.quotes import quotes
    from khabar.sentences import sentences
    from khabar.study import Study
    from khabar.tables import load_tables
    from khabar.times import times
    from khabar.words import words

    __version__: str

__all__ = [
    "KhabarError",
    "Study",
    "code",
    "highlight",
    "label",
    "load_tables",
    "normalise",
    "quotes",
    "read",
    "read_pages",
    "rtl",
    "sentences",
    "times",
    "words",
]

_HOME = {
    "KhabarError": "errors",
    "Study": "study",
    "code": "coding",
    "highlight": "display",
    "label": "labels",
    "load_tables": "tables",
    "normalise": "normalise",
    "quotes": "quotes",
    "read": "pages",
    "read_pages": "pages",
    "rtl": "display",
    "sentences": "sentences",
    "times": "times",
    "words": "words",
}


class _FrontDoor(ModuleType):
    """A package in which ``khabar.normalise`` is the function, whether or not its module was imported before.

    Python binds a submodule as an attribute of its package once it is imported. Where the submodule is named after
    the one function it is there for, that function is bound instead; the module itself stays reachable by
    ``from khabar.normalise import ...`` and in ``sys.modules``.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, ModuleType) and _HOME.get(name) == name:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _FrontDoor


def __getattr__(name: str) -> Any:
    """Load a name of the front door on first use (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        return version("khabar")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the names of the front door beside those already loaded."""
    return sorted({*globals(), *__all__, "__version__"})
