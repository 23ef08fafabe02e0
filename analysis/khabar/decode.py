"""From the bytes of a saved page to its raw text.

The order is: byte order mark, what the page declares, strict UTF-8, windows-1256 if that gives mostly Arabic letters,
else UTF-8 with replacement characters. Declarations are often wrong (a browser saves UTF-8 and leaves the old
``<meta charset=windows-1256>`` standing), so one is believed only where the bytes do not speak against it. They can
speak clearly: two Arabic letters in a row are never valid UTF-8 in any one-byte encoding, so valid UTF-8 *is* UTF-8.
"""

import codecs
import re
from dataclasses import dataclass

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4096  # browsers look for a declaration in 1024 bytes; saved pages carry comments before it
_META = re.compile(rb"<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_XML = re.compile(rb"\A\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([\w.:-]{2,40})", re.I)
# One-byte encodings met on Arabic pages. A label outside this list (a multi-byte one of East Asia, a Python codec that
# is no character set at all) is no reason to believe that the page is in it.
_ONE_BYTE = re.compile(r"cp125\d|iso8859-\d+|cp720|mac-arabic")
_LABELS = {
    "latin-1": "cp1252",  # as every browser does
    "latin1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "x-cp1256": "cp1256",
    "arabic": "iso8859-6",
    "asmo-708": "iso8859-6",
    "dos-720": "cp720",
    "x-mac-arabic": "mac-arabic",
}
_NAMES = {"cp1256": "windows-1256", "cp1252": "windows-1252", "iso8859-6": "iso-8859-6"}

_SURROGATE_PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_UNFIT = re.compile("[\0\ud800-\udfff]")
_WIDE = re.compile("[\t\n\r -~\u00a0-\u00ff\u0600-\u06ff\u2000-\u206f]")
_ASCII_OR_SPACE = re.compile(r"[\x00-\x7f\s]+")
# Two letters in a row: a French é or a German ü read as windows-1256 stands alone among Latin letters.
_ARABIC_RUN = re.compile("[\u0621-\u0652\u067e\u0686\u0698\u06a9\u06af\u06cc]{2,}")
_TWICE_ENCODED = re.compile("ط§ظ„|Ø§Ù„")  # the article ال in UTF-8, read as windows-1256 or as Latin-1

_SAVE_AGAIN = "save the page again as UTF-8 if these matter"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's raw text, the ``encoding`` it was in, and what was odd about it.

    ``problem`` is one line, empty if there is none; ``lost`` counts the characters that became U+FFFD.
    """

    text: str
    encoding: str
    problem: str = ""
    lost: int = 0


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Return the text of a saved page, never failing.

    ``declared`` is what somebody says the encoding is (an HTTP header, a column); without it, a ``<meta charset>`` or
    an XML declaration in the first 4 KiB counts. A byte order mark is dropped, line ends are kept, a lone surrogate
    and a NUL become U+FFFD one for one, and a page cut inside a character loses that character only.

    >>> decode("مرحبا".encode("windows-1256"))
    Decoded(text='مرحبا', encoding='windows-1256', problem='', lost=0)
    >>> decode("اجتماع".encode()[:-1])
    Decoded(text='اجتما\ufffd', encoding='utf-8', problem='1 character was not valid utf-8 and is now U+FFFD; save the
    page again as UTF-8 if these matter', lost=1)
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            if encoding == "utf-32-le" and len(data) % 4:
                continue  # UTF-16 that begins with a NUL
            return _told(_replacing(data[len(mark) :], encoding), encoding)
    wide = _wide(data[:2048])
    if wide:
        return _told(_replacing(data, wide), wide)
    label = declared if declared is not None else _declaration(data[:_HEAD])
    codec = _codec(label)
    try:
        text = data.decode("utf-8")
        lost = 0
    except UnicodeDecodeError:
        text, lost = _replacing(data, "utf-8")
        if lost >= _MULTIBYTE.subn(b"", data)[1]:  # not UTF-8 with some damage, but something else
            return _one_byte(data, label, codec) or _told((text, lost), "utf-8")
    note = ""
    if codec and not text.isascii():
        note = f"declared as {label}, yet the bytes are UTF-8 and were read as that"
    return _told((text, lost), "utf-8", note)


def clean(text: str) -> tuple[str, int]:
    """Return ``text`` with every NUL and lone surrogate replaced one for one by U+FFFD, and how many there were.

    >>> clean("a" + chr(0) + "b" + chr(0xD800))
    ('a�b�', 2)
    """
    # Encoding is a fast way to learn that there is no surrogate: far faster than the pattern.
    if "\0" not in text:
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            pass
        else:
            return text, 0
    return _UNFIT.subn("\ufffd", text)


def _told(result: tuple[str, int], encoding: str, note: str = "") -> Decoded:
    """Put the text and all there is to say about it together."""
    text, lost = result
    notes = [note] if note else []
    if lost:
        were, are = ("character was", "is") if lost == 1 else ("characters were", "are")
        notes.append(f"{lost} {were} not valid {encoding} and {are} now U+FFFD; {_SAVE_AGAIN}")
    text, unfit = clean(text)
    if unfit:
        notes.append(f"{unfit} NUL or half-pair characters (no text holds such) are now U+FFFD; {_SAVE_AGAIN}")
    if len(_TWICE_ENCODED.findall(text)) > 2:
        notes.append("some of the text was read in a wrong encoding before it was saved; it is left as it is")
    return Decoded(text, encoding, "; ".join(notes), lost + unfit)


def _replacing(data: bytes, encoding: str) -> tuple[str, int]:
    """Decode with U+FFFD for what is not valid, and count those."""
    if encoding == "utf-8" and b"\xed" in data:
        # Surrogates written as UTF-8 (CESU-8): a pair is the character it stands for, half a pair is one U+FFFD, where
        # the decoder would give three.
        data = _SURROGATE_PAIR.sub(_joined, data)
        data, halves = _SURROGATE.subn("\ufffd".encode(), data)
    else:
        halves = 0
    try:
        return data.decode(encoding), halves
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        own = data.count("\ufffd".encode(encoding)) - halves
        return text, max(text.count("\ufffd") - own, 1)


def _joined(pair: re.Match[bytes]) -> bytes:
    halves = pair.group().decode("utf-8", "surrogatepass")
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le").encode()


def _wide(head: bytes) -> str:
    """Return the UTF-16 that ``head`` is in without saying so: Arabic and ASCII have 06 or 00 in every other byte."""
    head = head[: len(head) & ~1]
    if len(head) >= 4 and (b"\0" in head or b"\x06" in head):
        for encoding in ("utf-16-le", "utf-16-be"):
            if len(_WIDE.findall(head.decode(encoding, "replace"))) >= 0.45 * len(head):  # 90 % of the units
                return encoding
    return ""


def _declaration(head: bytes) -> str:
    found = _XML.search(head) or _META.search(head)
    return found[1].decode("ascii", "replace") if found else ""


def _codec(label: str) -> str:
    """Return Python's name of a declared one-byte encoding, empty for UTF-8 and for what we do not know or believe."""
    label = label.strip().strip("\"'").lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return name if _ONE_BYTE.fullmatch(name) else ""


def _one_byte(data: bytes, label: str, codec: str) -> Decoded | None:
    """Decode as one byte a letter: as declared if that is possible and sensible, else as the Arabic one that fits."""
    candidates: dict[str, str] = {}
    for name in (codec, "cp1256", "iso8859-6"):
        if name and name not in candidates:
            try:
                candidates[name] = data.decode(name)
            except UnicodeDecodeError:
                continue
    arabic = [name for name, text in candidates.items() if _mostly_arabic(text)]
    if codec in candidates and (codec in arabic or not arabic):
        return _told((candidates[codec], 0), _NAMES.get(codec, codec))
    if not arabic:
        return None
    # The two Arabic encodings differ in the letters after ق; the article ال tells them apart.
    best = max(arabic, key=lambda name: candidates[name].count("ال"))
    chosen = _NAMES[best]
    note = f"declared as {label}, yet the bytes are not that and were read as {chosen}" if label else ""
    return _told((candidates[best], 0), chosen, note)


def _mostly_arabic(text: str) -> bool:
    # Lengths of what is left, not lists of matches: a page may have 64 MiB.
    beyond = _ASCII_OR_SPACE.sub("", text)
    return len(beyond) > 0 and 2 * (len(text) - len(_ARABIC_RUN.sub("", text))) >= len(beyond)
