"""Every form of a nisba, the adjective of a state or people, from its masculine singular."""

from typing import Literal, NamedTuple

Number = Literal["singular", "dual", "plural"]


class Form(NamedTuple):
    """One written form; ``accusative`` is the singular with the alef of tanween, which can look like a state."""

    form: str
    number: Number
    feminine: bool
    definite: bool
    accusative: bool = False


_ENDINGS: tuple[tuple[str, Number, bool, bool], ...] = (
    ("", "singular", False, False),
    ("ا", "singular", False, True),
    ("ة", "singular", True, False),
    ("ان", "dual", False, False),
    ("ين", "plural", False, False),  # and dual: the letters are the same
    ("تان", "dual", True, False),
    ("تين", "dual", True, False),
    ("ون", "plural", False, False),
    ("ات", "plural", True, False),
)


def inflected(nisba: str, plurals: tuple[str, ...] = ()) -> tuple[Form, ...]:
    """Return every form of ``nisba`` (masculine singular, ending in ي) and of its broken ``plurals``.

    Of two words both are inflected if the first is an adjective as well (``كوري شمالي``), else the last alone, and the
    article may stand before the first or before both (``الجنوب أفريقية``).

    >>> [form.form for form in inflected("كوري شمالي")][3:5]
    ['كورية شمالية', 'الكورية الشمالية']
    >>> len(inflected("سوري")), len(inflected("ألماني", ("ألمان",)))
    (17, 19)
    """
    *first, last = nisba.split()
    adjectives = all(word.endswith("ي") for word in first)
    forms = []
    for ending, number, feminine, accusative in _ENDINGS:
        words = [*(word + ending if adjectives else word for word in first), last + ending]
        forms.append(Form(" ".join(words), number, feminine, False, accusative))
        if not accusative:
            forms.append(Form(" ".join("ال" + word for word in words), number, feminine, True))
            if first and not adjectives:
                forms.append(Form("ال" + " ".join(words), number, feminine, True))
    for plural in plurals:
        forms += [Form(plural, "plural", False, False), Form("ال" + plural, "plural", False, True)]
    return tuple(forms)
