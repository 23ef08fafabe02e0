"""A page before it is read: its bytes or its text, where they are from, and what is known besides."""

from dataclasses import dataclass

from khabar.model import Problem


@dataclass(frozen=True, slots=True)
class Source:
    """One page as it was found.

    ``data`` are the bytes of a file; of a record it is ``None`` and ``text`` holds its text or HTML. ``html`` says
    which of the two it is. ``location`` is the record's place in its file (``line 17``), ``id`` its name among pages;
    ``sha256`` and ``size`` are of the uncompressed bytes, of a record's text in UTF-8. ``url``, ``published`` (EDTF),
    ``outlet`` and ``headline`` are what the record says, empty where it is silent.
    """

    path: str
    sha256: str
    size: int
    data: bytes | None = None
    text: str = ""
    html: bool = False
    location: str = ""
    id: str = ""
    url: str = ""
    published: str = ""
    outlet: str = ""
    headline: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def media_type(self) -> str:
        """Return ``text/html`` or ``text/plain``."""
        return "text/html" if self.html else "text/plain"
