r"""Arabic in a label: the right string for the renderer in front of it.

Renderers come in two kinds. Those that *shape* join the letters and put them into visual order themselves: browsers,
matplotlib since 3.11, Pillow with raqm. They want the text as it is. The others (*plain*) draw one character after the
other from left to right and want presentation forms, already reversed. A string made for the one kind reads backwards
on the other, silently; hence one function that knows which is which.
"""

import re
import unicodedata
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from khabar.errors import MissingExtraError

Renderer = Literal["auto", "shaping", "plain"]
Direction = Literal["rtl", "ltr"]

LRM = "\N{LEFT-TO-RIGHT MARK}"
RLM = "\N{RIGHT-TO-LEFT MARK}"

# Letters of the Arabic blocks, without digits (they do not make a line Arabic) and without marks and signs.
_ARABIC = re.compile(
    "[\u0620-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06ee-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7"
    "\ufb50-\ufbb1\ufbd3-\ufdfc\ufe70-\ufefc]"
)
# Word ligatures (U+FDF2 "Allah", U+FDFA "blessings"): DejaVu Sans has no glyph for any of them.
_WORD_LIGATURE = re.compile("[\ufdf0-\ufdfc]")
# What no font draws: controls (a line's end apart), lone surrogates.
_UNDRAWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")
# In visual order nothing is left for invisible controls to do; a plain renderer draws boxes for them.
_INVISIBLE = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u00ad]")
_TAG = "\N{VARIATION SELECTOR-1}"
_MIRROR = str.maketrans("()[]{}<>«»‹›≤≥", ")(][}{><»«›‹≥≤")
_BRACKET = "([()\\[\\]{}<>«»‹›≤≥])"
_BRACKETS = re.compile(_BRACKET)
_TAGGED = re.compile(f"{_TAG}{_BRACKET}|{_BRACKET}{_TAG}")


def is_arabic(text: str) -> bool:
    """Tell whether ``text`` holds an Arabic letter; digits and punctuation alone do not count.

    >>> is_arabic("RT: لقاء في باريس"), is_arabic("٢٠٢٥"), is_arabic("")
    (True, False, False)
    """
    return _ARABIC.search(text) is not None


def label(text: str, renderer: Renderer = "auto", *, direction: Direction = "rtl") -> str:
    r"""Return ``text`` as ``renderer`` must get it for a reader to see it right.

    ``renderer`` is ``"shaping"`` (browsers, matplotlib 3.11 and later, Pillow with raqm), ``"plain"`` (older
    matplotlib, Pillow without raqm, most image exports), or ``"auto"``: what the installed matplotlib is, and
    ``"shaping"`` where there is none. ``direction`` is how a line with Arabic in it reads as a whole: an Arabic
    sentence that opens with a Latin name still reads right to left; for an English one that quotes an Arabic word say
    ``"ltr"``. Lines without Arabic are not touched.

    For a shaping renderer the text stays as it is, but for a leading mark (U+200F, U+200E) where the first letter would
    set the wrong direction. For a plain one letters are joined, every line is put into visual order with its brackets
    mirrored, and the vowel marks are kept. For both, word ligatures such as U+FDF2 are spelled out, tabs become spaces
    and what cannot be drawn (controls, lone surrogates) becomes U+FFFD.

    Raises `MissingExtraError` if ``"plain"`` is needed and arabic-reshaper or python-bidi is not installed, and
    `ValueError` for any other renderer or direction.

    >>> label("لقاء باريس", "shaping")
    'لقاء باريس'
    >>> ascii(label("RT: لقاء", "shaping"))
    "'\\u200fRT: \\u0644\\u0642\\u0627\\u0621'"
    >>> ascii(label("لا (1)", "plain"))
    "'(1) \\ufefb'"
    """
    if direction not in ("rtl", "ltr"):
        raise ValueError(f"direction {direction!r}: must be 'rtl' or 'ltr'")
    if renderer == "auto":
        renderer = "shaping" if _matplotlib_shapes() else "plain"
    if renderer not in ("shaping", "plain"):
        raise ValueError(f"renderer {renderer!r}: must be 'auto', 'shaping' or 'plain'")
    text = _UNDRAWABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\t", " "))
    lines = _LINE_END.split(text)
    draw = _lead if renderer == "shaping" else _visual
    return "\n".join(draw(_spell_out(line), direction) if is_arabic(line) else line for line in lines)


def _matplotlib_shapes() -> bool:
    """Tell whether the installed matplotlib orders and joins Arabic itself, without importing it."""
    try:
        found = re.match(r"(\d+)\.(\d+)", version("matplotlib"))
    except PackageNotFoundError:
        return True
    return found is not None and (int(found[1]), int(found[2])) >= (3, 11)


def _spell_out(line: str) -> str:
    return _WORD_LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), line)


def _lead(line: str, direction: Direction) -> str:
    """Put a mark before ``line`` if its first letter would set another direction than ``direction``."""
    first = next((kind for char in line if (kind := unicodedata.bidirectional(char)) in ("L", "R", "AL")), "")
    if direction == "rtl":
        return RLM + line if first == "L" else line
    return line if first == "L" else LRM + line


def _visual(line: str, direction: Direction) -> str:
    """Return ``line`` joined and in visual order, for a renderer that draws left to right.

    The order comes from python-bidi's fast version, which pairs brackets by the Unicode rules and never mirrors them;
    its slow version mirrors and does not pair (``Tom Barrack (US)`` comes apart) and fails on isolates. So each
    bracket gets a nonspacing tag, which the rules keep at its bracket's level: where the tag comes out in front, the
    bracket stands in right-to-left text and is mirrored.
    """
    try:
        from arabic_reshaper import ArabicReshaper
        from bidi import get_display
    except ImportError as error:
        raise MissingExtraError(
            f"label(..., 'plain') needs {error.name}: install the extra with pip install 'khabar[notebooks]'"
        ) from None
    # U+FDF2 stands alone in few fonts; the joining of lam and alef is not a choice but how Arabic is written.
    reshaper = ArabicReshaper({"delete_harakat": False, "support_ligatures": True, "ARABIC LIGATURE ALLAH": False})
    # The tag must not be in the text, nor a joiner, over which the reshaper loses count of its ligatures.
    shaped = reshaper.reshape(re.sub(f"[{_TAG}\N{ZERO WIDTH JOINER}]", "", line))
    visual: str = get_display(_BRACKETS.sub(rf"\1{_TAG}", shaped), base_dir="R" if direction == "rtl" else "L")
    visual = _TAGGED.sub(lambda found: found[1].translate(_MIRROR) if found[1] else found[2], visual)
    # A vowel mark now stands before its letter, where plain renderers want it: DejaVu draws it over what follows.
    return _INVISIBLE.sub("", visual)
