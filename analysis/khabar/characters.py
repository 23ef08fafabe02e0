"""What happens to which character, from which profile on, and why: the one source of truth of `khabar.normalise`.

Each `Choice` says what it touches, what comes of it, its reason and its cost, and shows an example, which is tested.
Profiles build on each other: ``match`` does all that ``display`` does, ``search`` all that ``match`` does.

Letters stand as themselves; what cannot be seen stands by name.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

PROFILES = ("display", "match", "search")

# Composition joins these to a letter (ا + hamza above = أ); bold profiles drop what it leaves over: they come after it.
HAMZA_MARKS = "\N{ARABIC MADDAH ABOVE}\N{ARABIC HAMZA ABOVE}\N{ARABIC HAMZA BELOW}"
TATWEEL = "\N{ARABIC TATWEEL}"
LINE_ENDS = "\n\v\f\r\x1c\x1d\x1e\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"

Table = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision of the normaliser.

    ``table`` gives the characters it changes alone (told whether those beyond the Basic Multilingual Plane are wanted);
    ``profile`` is the first profile that makes it, ``touches`` and ``becomes`` say in words what changes,
    ``example`` and ``result`` show it under that profile, ``reason`` says why and ``cost`` what is lost.
    """

    name: str
    profile: str
    touches: str
    becomes: str
    example: str
    result: str
    reason: str
    cost: str
    table: Callable[[bool], Table] = field(default=lambda _: {}, repr=False, compare=False)


def scanned(*, beyond: bool = False) -> Iterator[int]:
    """Yield the code points worth asking ``unicodedata`` about: all but the large blocks of uniform letters.

    ``beyond`` asks for those outside the Basic Multilingual Plane instead. Left out are CJK ideographs, Hangul
    syllables, private use and surrogates: none of them folds, combines or is punctuation.

    >>> 0x0640 in scanned(), 0x4E00 in scanned(), 0x1F600 in scanned(beyond=True)
    (True, False, True)
    """
    blocks = (
        ((0x10000, 0x20000), (0x2F800, 0x2FA20))
        if beyond
        else (
            (0, 0x3400),
            (0x4DC0, 0x4E00),
            (0xA000, 0xAC00),
            (0xD7B0, 0xD800),
            (0xF900, 0x10000),
        )
    )
    for first, last in blocks:
        yield from range(first, last)


@cache
def sticky(*, beyond: bool = False) -> Mapping[int, bool]:
    """Return the code points that canonical composition may touch, and whether it may do more than order them.

    They have a combining class, or may join with the character before them (NFC quick check "maybe"), or never
    stand in NFC. Everything else is untouched by NFC whatever stands around it.

    >>> marks = sticky()
    >>> marks[ord("\N{ARABIC SHADDA}")], marks[ord("\N{ARABIC HAMZA ABOVE}")], ord("ب") in marks
    (False, True, False)
    """
    found = {c: False for c in scanned(beyond=beyond) if unicodedata.combining(chr(c))}
    for c in scanned(beyond=beyond):
        pair = unicodedata.decomposition(chr(c))
        if not pair or pair[0] == "<":
            continue
        if not unicodedata.is_normalized("NFC", chr(c)):
            found[c] = True
        elif " " in pair:
            found[int(pair.split()[1], 16)] = True
    if not beyond:
        hangul = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))  # vowels and finals join by arithmetic
        found |= dict.fromkeys(hangul, True)
    return found


def _to(value: str, characters: Iterable[str]) -> dict[int, str]:
    return {ord(c): value for c in characters}


def _span(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


def _presentation(_: bool) -> Table:
    table = {}
    for c in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        if unicodedata.decomposition(chr(c)):
            # Marks printed alone decompose to a space or a tatweel that carries them; only the mark is meant.
            plain = unicodedata.normalize("NFKC", chr(c))
            table[c] = plain[1:] if plain[0] in " \N{ARABIC TATWEEL}" else plain
    return table


def _arabic_marks(_: bool) -> Table:
    marks = _span(0x0610, 0x061A) + _span(0x064B, 0x065F) + "\N{ARABIC LETTER SUPERSCRIPT ALEF}"
    marks += "\N{ARABIC SMALL WAW}\N{ARABIC SMALL YEH}"
    marks += "".join(
        c
        for c in _span(0x06D6, 0x06ED) + _span(0x0898, 0x089F) + _span(0x08C9, 0x08FF)
        if unicodedata.category(c) in ("Mn", "Lm")
    )
    return _to("", (c for c in marks if c not in HAMZA_MARKS))


def _separators(beyond: bool) -> Table:
    """Punctuation, symbols and line ends to a space."""
    table = {c: " " for c in scanned(beyond=beyond) if unicodedata.category(chr(c))[0] in "PS"}
    # Musical notes come apart into a head, a symbol, and a stem, a mark: one goes with the other.
    return {**table, **_to(" ", LINE_ENDS + _span(0x1D100, 0x1D1FF))}


def _case(beyond: bool) -> Table:
    table = {}
    for c in scanned(beyond=beyond):
        if not unicodedata.decomposition(chr(c)) and chr(c).casefold() == chr(c) and not 0x0300 <= c <= 0x036F:
            continue
        bare = "".join(m for m in unicodedata.normalize("NFD", chr(c)) if not "\u0300" <= m <= "\u036f")
        folded = unicodedata.normalize("NFC", bare.casefold())
        if folded != chr(c):
            table[c] = folded
    return table


CHOICES: tuple[Choice, ...] = (
    Choice(
        "lost halves",
        "display",
        "half a surrogate pair, alone",
        "U+FFFD",
        "",  # an example could be neither printed nor stored, for the reason given
        "",
        "no file can hold one; writing it out would fail later, far from its cause",
        "none: decoding has replaced them already",
        lambda _: _to("\N{REPLACEMENT CHARACTER}", _span(0xD800, 0xDFFF)),
    ),
    Choice(
        "presentation forms",
        "display",
        "U+FB50..FDFF and U+FE70..FEFC that have a decomposition (ﻻ, ﷲ, ﷺ)",
        "the plain letters; a mark printed alone becomes the mark",
        "ﻻﺟﺌﻮﻥ",
        "لاجئون",
        "they record how a letter looked in print; no word list, search or sort finds them",
        "ﷺ becomes four words, and none of them is split from a word it was glued to",
        _presentation,
    ),
    Choice(
        "bidi controls",
        "display",
        "U+061C, 200E, 200F, 202A..202E, 2066..2069, 206A..206F",
        "nothing",
        "\N{RIGHT-TO-LEFT EMBEDDING}تركيا\N{POP DIRECTIONAL FORMATTING}",
        "تركيا",
        "left over from editors; they break matching and, unpaired, the order of what follows",
        "a line that mixes scripts may be ordered otherwise on screen",
        lambda _: _to("", "\u061c\u200e\u200f" + _span(0x202A, 0x202E) + _span(0x2066, 0x206F)),
    ),
    Choice(
        "zero width",
        "display",
        "U+200B, 2060..2064, FEFF (a BOM inside), 00AD (soft hyphen), 180E",
        "nothing",
        "سور\N{ZERO WIDTH SPACE}يا",
        "سوريا",
        "line-breaking hints of web editors, inside words as often as between them",
        "two words that only U+200B kept apart run together",
        lambda _: _to("", "\u200b\ufeff\u00ad\u180e" + _span(0x2060, 0x2064)),
    ),
    Choice(
        "control characters",
        "display",
        "U+0000..001F and 007F..009F but tabs and line ends",
        "nothing",
        "بيا\x00ن",
        "بيان",
        "traces of wrong decoding or of other programs",
        "what a wrong decoding lost stays lost",
        lambda _: _to("", (c for c in _span(0, 0x1F) + _span(0x7F, 0x9F) if c != "\t" and c not in LINE_ENDS)),
    ),
    Choice(
        "odd spaces",
        "display",
        "U+00A0, 1680, 2000..200A, 202F, 205F, 3000",
        "a space",
        "وزير\N{NO-BREAK SPACE}الخارجية",
        "وزير الخارجية",
        "a phrase must be found however its words are spaced",
        "widths are lost; line ends and tabs stay",
        lambda _: _to(" ", "\u00a0\u1680\u202f\u205f\u3000" + _span(0x2000, 0x200A)),
    ),
    Choice(
        "composition (NFC)",
        "display",
        "letters with their combining marks, marks in any order",
        "Unicode's composed form, marks in canonical order",
        "ا\N{ARABIC FATHA}\N{ARABIC HAMZA ABOVE}نباء",
        "أ\N{ARABIC FATHA}نباء",
        "one letter must be one string, whichever keyboard or system wrote it",
        "a span that cuts through a cluster of marks maps to the whole cluster",
    ),
    Choice(
        "joiners and selectors",
        "match",
        "U+200C, 200D, 034F, 180B..180F, FE00..FE0F, E0000..E01EF",
        "nothing",
        "ال\N{ZERO WIDTH NON-JOINER}اتفاق",
        "الاتفاق",
        "in Arabic they change the shape of a word, not the word; shown, they can be meant (Persian compounds, emoji)",
        "the parts of a Persian compound run together",
        lambda _: _to(
            "",
            "\u034f\u200c\u200d"
            + _span(0x180B, 0x180F).replace("\u180e", "")
            + _span(0xFE00, 0xFE0F)
            + _span(0xE0000, 0xE01EF),
        ),
    ),
    Choice(
        "tashkeel and Quranic marks",
        "match",
        "combining marks of the Arabic blocks: U+0610..061A, 064B..065F, 0670, 06D6..06ED, 0898..089F, 08C9..08FF",
        "nothing",
        "يُعدّ اجتماع\N{ARABIC FATHATAN}ا",
        "يعد اجتماعا",
        "papers voice a word here and there, tanween before or after its alef (اجتماعًا, اجتماعاً): one word",
        "عُقد (was held) and عَقد (held), مثّل and مثل become one: read the voice off the raw span",
        _arabic_marks,
    ),
    Choice(
        "tatweel",
        "match",
        "U+0640",
        "nothing after a letter, else a hyphen",
        "لـ«أكسيوس» ـ باريس",
        'ل"اكسيوس" - باريس',
        "it stretches a word; where it follows no letter it is printed for a dash",
        "هـ for Hijri is a bare ه; الـ13 and ال13 are one",
        lambda _: {ord(TATWEEL): ""},
    ),
    Choice(
        "alefs",
        "match",
        "أ إ آ ٱ ٲ ٳ ٵ",
        "ا",
        "إسرائيل وأنقرة",
        "اسراءيل وانقرة",
        "papers drop the hamza of an alef everywhere (امس, الاسرائيلي)",
        "أن, إن and آن become one, so do ألا and إلا, بدأ (began) and بدا (seemed)",
        lambda _: _to("ا", "أإآٱٲٳٵ"),
    ),
    Choice(
        "hamza seats",
        "match",
        "ؤ ئ",
        "ء, as in the folded lexicon",
        "شئون شؤون لقائه لقاؤه",
        "شءون شءون لقاءه لقاءه",
        "the seat varies by country (مسئول, مسؤول) and by case (لقاؤه, لقائه, لقاءه); folded, the noun shows",
        "تساءل (asked himself) and تساؤل (question) become one; شئ (for شيء) and مسوول stay apart",
        lambda _: _to("ء", "ؤئٶٸ"),
    ),
    Choice(
        "left-over hamza marks",
        "match",
        "U+0653..0655 that composition could not join to a letter",
        "nothing",
        "ى\N{ARABIC HAMZA ABOVE}",
        "ي",
        "a slip of the keyboard, or a Persian ی that stood in for ي",
        "ی with a hamza is no ئ",
        lambda _: _to("", HAMZA_MARKS),
    ),
    Choice(
        "letters of other keyboards",
        "match",
        "ی ے, ک ڪ, ہ ھ ە ۀ ۂ, ۃ, ۓ",
        "ي, ك, ه, ة, ئ",
        "علی باقری کنی",
        "علي باقري كني",
        "the same letters, typed on a Persian, Urdu or Kurdish keyboard",
        "Kurdish ە, a vowel, is taken for ه",
        lambda _: {**_to("ي", "یے"), **_to("ك", "کڪ"), **_to("ه", "ہھەۀۂ"), **_to("ة", "ۃ"), **_to("ئ", "ۓ")},
    ),
    Choice(
        "letters for foreign sounds",
        "match",
        "پ, ڤ ڥ ڢ, چ ژ, گ ڭ ݣ ڬ, ڨ",
        "ب, ف, ج, ك, ق",
        "ڤيينا پاريس أݣادير",
        "فيينا باريس اكادير",
        "most papers print names without them",
        "گ is as often ج or غ in other spellings: those need rows of their own in the lexicon",
        lambda _: {**_to("ب", "پ"), **_to("ف", "ڤڥڢ"), **_to("ج", "چژ"), **_to("ك", "گڭݣڬ"), **_to("ق", "ڨ")},
    ),
    Choice(
        "digits",
        "match",
        "٠..٩ ۰..۹",
        "0..9",
        "٢٤ تموز ۲۰۲۵",
        "24 تموز 2025",
        "one number, three sets of digits",
        "whose digits an outlet uses is no longer visible",
        lambda _: {first + n: str(n) for first in (0x0660, 0x06F0) for n in range(10)},
    ),
    Choice(
        "punctuation",
        "match",
        "، ؛ ؟ ٪ ٫ ٬ ۔ ؍ ٭, all quotation marks, dashes, …",
        ", ; ? % . , . / * \" ' - ...",
        "«لقاء» – ٣٫٥٪…",
        '"لقاء" - 3.5%...',
        "one mark, many keyboards",
        "what opens and what closes a quotation looks alike",
        lambda _: {
            **_to(",", "،٬⹁"),
            **_to(";", "؛⁏"),
            **_to("?", "؟"),
            **_to("%", "٪"),
            **_to(".", "٫۔"),
            **_to("/", "؍"),
            **_to("*", "٭"),
            **_to('"', "«»“”„‟″‶❝❞〝〞〟＂"),
            **_to("'", "‘’‚‛‹›′‵`´"),
            **_to("-", "‐‑‒–—―−⁃﹘﹣－"),
            ord("…"): "...",
        },
    ),
    Choice(
        "tabs",
        "match",
        "U+0009",
        "a space",
        "أنقرة\tباريس",
        "انقرة باريس",
        "it separates words and nothing else",
        "columns of a table",
        lambda _: {9: " "},
    ),
    Choice(
        "runs of spaces",
        "match",
        "two or more spaces",
        "one",
        "رئيس  الوزراء",
        "رءيس الوزراء",
        "a phrase must be found however its words are spaced",
        "indentation; line ends stay",
    ),
    Choice(
        "final ى",
        "match",
        "ى with no letter after it",
        "ي",
        "التقى فى مبنى مستشفاها",
        "التقي في مبني مستشفاها",
        "Egyptian papers write every final ي as ى (فى, المصرى); typists elsewhere slip both ways",
        "على (on) and علي (Ali), نفى (denied) and نفي (denial), رأى and رأي become one: the raw span tells them apart",
    ),
    Choice(
        "hamza",
        "search",
        "ء, with what match folds into it",
        "nothing after a letter, else ء",
        "وزراء مسؤولون",
        "وزرا مسولون",
        "a reader leaves it out (وزرا)",
        "بدء (start) and بد become one; رييس for رئيس stays apart",
        lambda _: {ord("ء"): ""},
    ),
    Choice(
        "final ة",
        "search",
        "ة with no letter after it",
        "ه",
        "القاهرة",
        "القاهره",
        "typists leave out the dots",
        "سفيرة (a woman ambassador) and سفيره (his ambassador), بلدة and بلده become one; that is too much for match, "
        "where most words that ه and ة tell apart are different words",
    ),
    Choice(
        "letters of neighbouring languages",
        "search",
        "ې ێ ۍ, ۆ ۇ ۈ ۉ ۋ, ڕ ڒ ړ ڑ, ڵ, ټ ٹ, ډ ڈ, ں ڼ, ښ, ځ څ, ګ",
        "the Arabic letter of the same shape",
        "هەولێر",
        "ههولير",
        "readers type the letters that they have",
        "Kurdish, Pashto and Urdu words that differ only there become one",
        lambda _: {
            **_to("ي", "ېێۍ"),
            **_to("و", "ۆۇۈۉۋ"),
            **_to("ر", "ڕڒړڑ"),
            **_to("ل", "ڵ"),
            **_to("ت", "ټٹ"),
            **_to("د", "ډڈ"),
            **_to("ن", "ںڼ"),
            **_to("س", "ښ"),
            **_to("ح", "ځڅ"),
            **_to("ك", "ګ"),
        },
    ),
    Choice(
        "case and accents",
        "search",
        "capitals; accents of Latin, Greek and Cyrillic letters",
        "small letters without accents",
        "Noël BARROT, Erdoğan",
        "noel barrot erdogan",
        "readers type neither",
        "US and us become one",
        _case,
    ),
    Choice(
        "separators",
        "search",
        "all punctuation, symbols and line ends",
        "a space",
        "#باريس_2025: (لقاء)!",
        " باريس 2025 لقا ",
        "a phrase must be found across a line, a hashtag or a bracket",
        "3.5 becomes 3 5; phrases match across sentences",
        _separators,
    ),
)


@cache
def mapping(profile: str, *, beyond: bool = False) -> Mapping[int, str]:
    """Return what ``profile`` makes of each single character that it changes: code point to text, empty if dropped.

    The mapping is closed (what it gives it leaves alone) and every value is in NFC. What depends on the neighbours (see
    `CHOICES` without a table) is not in it. ``beyond`` asks for the characters outside the Basic Multilingual Plane.

    >>> mapping("match")[ord("ﷲ")], mapping("match")[ord("ؤ")], mapping("search")[ord("ؤ")]
    ('الله', 'ء', '')
    """
    level = PROFILES.index(profile)
    tables = [choice.table(beyond) for choice in CHOICES if PROFILES.index(choice.profile) <= level]
    changed = sorted({c for table in tables for c in table if (c > 0xFFFF) == beyond})
    result = {}
    for c in changed:
        text = before = unicodedata.normalize("NFC", chr(c))
        while True:
            for table in tables:
                text = text.translate(table)
            text = unicodedata.normalize("NFC", text)
            if text == before:
                break
            before = text
        if profile == "search" and mapping("match", beyond=beyond).get(c, "").startswith("ء") and text:
            text = "ء" + text  # a ligature: whether its hamza goes depends on what stands before it
        if text != chr(c):
            result[c] = " " if text.isspace() else text
    return result
