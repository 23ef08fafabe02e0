"""Numbers and doubled month names: tokens that are one thing in several words, joined before any rule sees them."""

import re

from khabar.timewords import CLASSES, Token, Tokens


def pattern(text: str) -> str:
    """Return a regular expression over classes: words in capitals become their class, spaces fall away.

    >>> re.fullmatch(pattern("[N12 NUM]? GMONTH"), CLASSES["N12"] + CLASSES["GMONTH"]) is not None
    True
    """
    return re.sub(r"\b[A-Z][A-Z_0-9]+\b", lambda word: CLASSES[word[0]], text).replace(" ", "")


_RUN = re.compile(
    pattern(
        "(?P<months>[GMONTH MAY_GMONTH] (?:[SLASH DASH]? [GMONTH MAY_GMONTH]|OPEN [GMONTH MAY_GMONTH] CLOSE))"
        "|(?P<number>[NUM N12 DIGITS] (?:AND? NUM){1,8})"
        "|(?P<ordinal>ORD (?:NUM|AND THENUM)|THENUM (?:NUM|AND THENUM))"
    )
)

_YEARS = range(1900, 2101)  # a number in words behind a month (تموز ألفين وأحد عشر)


def joined(tokens: Tokens) -> Tokens:
    """Return ``tokens`` with month names given twice, compound numbers and compound ordinals each as one token.

    >>> from khabar.normalise import normalise
    >>> from khabar.timewords import tokenise
    >>> tokens = joined(tokenise(normalise("الرابع والعشرين من تموز (يوليو) ألفين وخمسة وعشرين").text))
    >>> [(token.kind, token.value) for token in tokens.items]
    [('ORD', '24'), ('FROM', '0'), ('GMONTH', '7'), ('NUM', '2025')]
    """
    items: list[Token] = []
    done = at = 0
    while match := _RUN.search(tokens.classes, at):
        run = tokens.items[match.start() : match.end()]
        if match["months"]:
            token, size = _month(run), len(run)
        elif match["number"]:
            token, size = _number(run)
            month = tokens.items[match.start() - 1].kind.endswith("MONTH") if match.start() else False
            if token and month and int(token.value) in _YEARS:
                token = token._replace(kind="YEARNUM")
        else:
            token, size = _ordinal(run), len(run)
        if token is None:
            at = match.start() + 1
            continue
        items += tokens.items[done : match.start()]
        items.append(token)
        done = at = match.start() + size
    if not done:
        return tokens
    items += tokens.items[done:]
    return Tokens(tokens.text, "".join([CLASSES[token.kind] for token in items]), tuple(items))


def _month(run: tuple[Token, ...]) -> Token | None:
    names = [token for token in run if token.kind.endswith("MONTH")]
    if names[0].value != names[-1].value:
        return None
    return Token("GMONTH", names[0].value, run[0].start, run[-1].end)


def _ordinal(run: tuple[Token, ...]) -> Token | None:
    first, last = int(run[0].value), int(run[-1].value)
    if first > 9 or (last != 10 if len(run) == 2 else last < 20):
        return None
    return Token("ORD" if run[0].kind == "ORD" else "THENUM", str(first + last), run[0].start, run[-1].end)


def _number(run: tuple[Token, ...]) -> tuple[Token | None, int]:
    """Add up the words of one number (ثلاثة وعشرين is 23, but ثلاثة وخمسة stay two), and count its tokens."""
    whole, part = divmod(int(run[0].value), 1000)
    whole *= 1000
    size = index = 1
    while index < len(run):
        linked = run[index].kind == "AND"
        value = int(run[index + linked].value)
        if not linked and value == 10 and 3 <= part <= 9:
            part += 10
        elif not linked and value == 100 and 3 <= part <= 9:
            part *= 100
        elif not linked and value == 1000 and part and not whole:
            whole, part = part * 1000, 0
        elif not linked or run[0].kind != "NUM":
            break
        elif (20 <= value < 100 and 0 < part % 100 < 10) or (value < 100 and part and part % 100 == 0):
            part += value
        elif value < 1000 and whole and not part:
            part = value
        else:
            break
        index = size = index + linked + 1
    if size == 1:
        return None, 1
    return Token("NUM", str(whole + part), run[0].start, run[size - 1].end), size
