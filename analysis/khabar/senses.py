"""Whether a form has a sense here: مصر the state, or "insisting"; السعودية the state, or a nisba."""

from collections.abc import Callable, Mapping
from functools import cache

from khabar.around import Place, after, before, classes
from khabar.gazetteer import Gazetteer, Term
from khabar.lexicon import load
from khabar.matching import Hit, Text, folded
from khabar.setting import Setting

_FATHATAN = "\N{ARABIC FATHATAN}"
_ALEF_MAKSURA = "ى"


def fits(around: Setting, hit: Hit[Term], where: Place, term: Term) -> bool:
    """Return whether ``hit`` can stand for ``term`` where it stands."""
    return _TESTS[term.kind](around, hit, where, term)


def _is_state(around: Setting, hit: Hit[Term], where: Place, term: Term) -> bool:
    text = around.text
    word, _ = before(text, where.word)
    joined = text.padded[where.word : where.left]
    if term.caution == "context":
        return _in_company(around, where, word, joined)
    if term.caution == "alias":
        return _by_custom(around, hit, where, term)
    if _FATHATAN in around.text.raw[hit.start : hit.end + 1] and any(other.kind == "nisba" for other in hit.values):
        return False  # سوريًا
    if "city" in classes(word) and any(other.kind in ("place", "seat") for other in hit.values):
        return False
    kinds = classes(word)
    if "not_state" in kinds and joined in ("", "و"):
        return False
    rule = _STATES.get(text.padded[where.left : where.right])
    return rule is None or rule(around, hit, where, word)


def _in_company(around: Setting, where: Place, word: str, joined: str) -> bool:
    if joined[-1:] not in ("", "و", "ل", "ب"):
        return False
    if (
        word in ("شمال", "جنوب", "وسط", "دولة", "عاصمة", "حكومة", "جمهورية", "رئيس", "العاصمة", "مدينة", "في", "الى")
        and not joined
    ):
        return True
    following = after(around.text, where.right)[0]
    # The adjective (financial) stands behind no preposition, no definite head and no verb: مع مالي, ونددت مالي.
    if not joined and (word in _WITH or (word.endswith("ت") and not word.endswith("ات"))):
        return True
    if (
        not joined
        and word[:1] in "بلو"
        and word[1:] in ("رءيس", "حكومة", "دولة", "جمهورية", "عاصمة", "شمال", "جنوب", "وسط")
    ):
        return True
    return bool(joined and where.word - 1 in around.parties) or (
        following[:1] == "و" and following[1:] in _state_words(around.gazetteer)
    )


_WITH = frozenset(
    ("من", "مع", "عن", "علي", "ضد", "بين", "وبين", "تجاه", "حول", "نحو", "ومن", "وفي", "والي", "خارج", "داخل")
)


@cache
def _state_words(gazetteer: Gazetteer) -> frozenset[str]:
    rows = [row.form for row, _ in gazetteer.rows("states") if not row.note.startswith("needs-context")]
    return frozenset(form for form in folded(rows) if " " not in form)


def _by_custom(around: Setting, hit: Hit[Term], where: Place, term: Term) -> bool:
    """Return whether المملكة and the like mean this state: the outlet's own, else the only one named."""
    codes = [other.entity.entity_id for other in hit.values if other.caution == "alias"]
    home = around.country(hit.start)
    named = [home] if home in codes else [code for code in codes if around.states(hit.start)[code]]
    return named == [term.entity.entity_id]


def _morocco(around: Setting, hit: Hit[Term], where: Place, word: str) -> bool:
    return "time" not in classes(word) and not after(around.text, where.right)[0].startswith(
        ("العرب", "والعش", "الكبير")
    )


def _egypt(around: Setting, hit: Hit[Term], where: Place, word: str) -> bool:
    return not (
        after(around.text, where.right)[0] == "علي" and word in ("هو", "وهو", "انا", "انه", "وانه", "غير", "كان", "زال")
    )


def _qatar(around: Setting, hit: Hit[Term], where: Place, word: str) -> bool:
    following = after(around.text, where.right)[0]
    return (
        word not in ("نصف", "بنصف", "يبلغ", "بطول")
        and not following[:1].isdigit()
        and following not in ("الداءرة", "داءرة")
    )


def _cuba(around: Setting, hit: Hit[Term], where: Place, word: str) -> bool:
    return after(around.text, where.right)[0] not in ("اميركا", "امريكا", "ديل")


def _america(around: Setting, hit: Hit[Term], where: Place, word: str) -> bool:
    return word not in ("كوبا", "اوف")


def _georgia(around: Setting, hit: Hit[Term], where: Place, word: str) -> bool:
    return word not in ("ولاية", "بولاية", "جامعة") and "اتلانتا" not in around.text.padded


def _oman(around: Setting, hit: Hit[Term], where: Place, word: str) -> bool:
    states = around.states(hit.start)
    raw = around.text.raw[hit.start : hit.end]
    if "ُ" in raw or "ّ" in raw:
        return "ّ" not in raw
    if word in ("العاصمة", "مدينة", "وسط", "العاصمه"):
        return False
    return states["OMN"] > states["JOR"]


def _amman(around: Setting, hit: Hit[Term], where: Place, word: str) -> bool:
    return not _oman(around, hit, where, word)


def _syria(around: Setting, hit: Hit[Term], where: Place, word: str) -> bool:
    """Tell the state سورية from the feminine nisba."""
    following = after(around.text, where.right)[0]
    if (len(word) > 3 and word.endswith(("ات", "ان"))) or following in (
        "تركية",
        "لبنانية",
        "اردنية",
        "عراقية",
        "روسية",
        "ايرانية",
    ):
        return False
    if " سوريا " in around.text.padded:
        return False
    return not word.endswith(("ة", "ه", "ية")) or word in ("زيارة", "وحدة", "دولة", "قضية", "ازمة", "وزارة", "سيادة")


def _saudi(around: Setting, hit: Hit[Term], where: Place, word: str) -> bool:
    """Tell the state السعودية from the nisba: القوات السعودية, وزارة الخارجية السعودية, but وزير خارجية السعودية."""
    joined = around.text.padded[where.word : where.left]
    if joined not in ("", "و"):
        return True
    if joined:
        return not (where.word - 1 in around.nisbas and word.startswith(("ال", "وال")) and word.endswith(("ة", "ه")))
    if "man" in classes(word):
        return True
    return not (
        word.startswith(("ال", "وال", "بال", "لل", "ولل", "وبال", "كال", "فال", "نظيرت")) and word not in ("الي", "الا")
    )


_Rule = Callable[[Setting, Hit[Term], Place, str], bool]
_STATES: Mapping[str, _Rule] = {
    "المغرب": _morocco,
    "مصر": _egypt,
    "قطر": _qatar,
    "كوبا": _cuba,
    "اميركا": _america,
    "امريكا": _america,
    "جورجيا": _georgia,
    "عمان": _oman,
    "سورية": _syria,
    "سوريه": _syria,
    "السعودية": _saudi,
    "السعوديه": _saudi,
}


def _is_seat(around: Setting, hit: Hit[Term], where: Place, term: Term) -> bool:
    text = around.text
    word, _ = before(text, where.word)
    following = after(text, where.right)[0]
    form = text.padded[where.left : where.right]
    if term.caution == "context":
        return word in ("العاصمة", "بين", "مدينة", "وبين") or (
            text.padded[where.word : where.left][:1] == "و" and where.word - 1 in around.parties
        )
    if _is_word(text, where):
        return False
    if form == "عمان":
        return _amman(around, hit, where, word)
    if "not_state" in classes(word) or any(_elsewhere(around, hit, term, other) for other in hit.values):
        return False
    return following not in _NO_CITY.get(form, ())


_NAMESAKES: Mapping[str, str] = {"طرابلس": "LBN"}  # two cities of one name that news writes of alike
_NO_CITY: Mapping[str, tuple[str, ...]] = {
    "باريس": ("سان",),
    "مسقط": ("راسه", "راسها", "راسي", "راس", "راءسه", "راسهم"),
    "الرباط": ("الصليبي",),
    "القاهرة": ("الجديدة", "الكبري", "التاريخية"),
}


def _is_nisba(around: Setting, hit: Hit[Term], where: Place, term: Term) -> bool:
    text, form = around.text, term.form
    assert form is not None  # noqa: S101
    raw = text.raw[hit.start : hit.end + 1]
    other = [other for other in hit.values if other.kind in ("state", "place") and not other.caution]
    if other and not form.feminine and not form.definite:
        return form.accusative and _FATHATAN in raw
    if not around.egyptian and form.form.endswith("ي") and text.raw[hit.end - 1] == _ALEF_MAKSURA:
        return False  # اليمنى is the right hand
    word, _ = before(text, where.word)
    if term.caution == "word":
        neighbours = where.word - 1 in around.nisbas or where.right + 1 in around.nisbas
        definite = word.startswith(("ال", "وال", "لل", "بال")) or word.endswith(("ه", "ها", "هم"))  # نظيره المالي
        return neighbours or ("people" in classes(word) and form.definite == definite)
    if form.number == "singular" and not form.feminine and where.word == where.left:
        if term.caution == "name":
            following = after(text, where.right)[0]
            if following in ("بن", "ال", "ابن") or "given_before" in classes(word):
                return False
        if form.definite and word in _given_names():
            return False
    return True


@cache
def _given_names() -> frozenset[str]:
    rows = load("given_names")
    return frozenset(folded([row.form for row in rows if row.note != "word"]))


def _is_place(around: Setting, hit: Hit[Term], where: Place, term: Term) -> bool:
    text = around.text
    word, _ = before(text, where.word)
    if any(other.kind in ("state", "seat") for other in hit.values):
        state = next(other for other in hit.values if other.kind in ("state", "seat"))
        return _elsewhere(around, hit, state, term) or (state.kind == "state" and "city" in classes(word))
    if term.caution:
        announced = "place" in classes(word) and word in _place_heads(around.gazetteer)
        return announced or _of_its_state(around, where, term) or _at_home(around, hit, where, term, word)
    size = where.right - where.left
    if where.word < where.left and size < 5 and text.padded[where.word : where.right] in _common():
        return False  # باب is no ب and اب
    assert term.row is not None  # noqa: S101
    if size < 3:
        return text.raw[hit.start : hit.end] == term.row.form
    first, form = text.raw[hit.start], term.row.form[0]
    short = (text.padded.find(" ", where.left) - where.left) < 4
    return not (short and first != form and first in "أإآ")


def _at_home(around: Setting, hit: Hit[Term], where: Place, term: Term, word: str) -> bool:
    """Return whether a place that is a name or a rare word as well stands where places do, in news of its state.

    Behind a preposition or with another place: في جنين, في نابلس والخليل; a common word (صور, الباب) never.
    """
    form, joined = around.text.padded[where.left : where.right], around.text.padded[where.word : where.left]
    if not around.states(hit.start)[term.entity.state] or len(form) < 3:
        return False
    if form in _common() or form.removeprefix("ال") in _common():
        return False
    if (joined in ("ب", "وب") and len(form) > 4) or (not joined and word in _AT):
        return True
    return joined == "و" and where.word - 1 in around.sites


_AT = frozenset(("في", "وفي", "قرب", "شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي"))


def _elsewhere(around: Setting, hit: Hit[Term], seat: Term, other: Term) -> bool:
    """Return whether ``other`` is the known place of a capital's name, in a state that the article speaks of more."""
    state = other.entity.state
    if seat.kind != "seat" or other.kind != "place" or _NAMESAKES.get(seat.row.form if seat.row else "") != state:
        return False
    states = around.states(hit.start)
    return states[state] > states[seat.entity.entity_id]


def _is_word(text: Text, where: Place) -> bool:
    """Return whether particle and name together are a common word: باب is no ب and اب."""
    whole = text.padded[where.word : where.right]
    return (
        where.word < where.left and where.right - where.left < 5 and (whole in _common() or "whole" in classes(whole))
    )


def _of_its_state(around: Setting, where: Place, term: Term) -> bool:
    """Return whether the adjective of the place's state follows, as in صور اللبنانية, which is not of pictures."""
    word = after(around.text, where.right)[0]
    if word[:1] == "ب" and _state_codes(around.gazetteer).get(word[1:]) == term.entity.state != "":
        return True
    bare = not around.text.padded[where.left : where.right].startswith("ال")
    adjective = _adjectives(around.gazetteer).get(term.entity.state, "")
    return bool(adjective) and bare and word == adjective


@cache
def _adjectives(gazetteer: Gazetteer) -> Mapping[str, str]:
    codes = list(gazetteer.states)
    return dict(zip(codes, folded([gazetteer.nisba(code, feminine=True) for code in codes]), strict=True))


@cache
def _state_codes(gazetteer: Gazetteer) -> Mapping[str, str]:
    rows = [row for row, _ in gazetteer.rows("states") if not row.note.startswith("needs-context")]
    return dict(zip(folded([row.form for row in rows]), (row.value for row in rows), strict=True))


@cache
def _common() -> frozenset[str]:
    return frozenset(row.form for row in load("not_names") if row.value != "name")


@cache
def _place_heads(gazetteer: Gazetteer) -> frozenset[str]:
    forms = folded([row.form for row, _ in gazetteer.rows("place_heads")])
    return frozenset(joined + form for form in forms for joined in ("", "ب", "ل", "و", "وب", "ول"))


def _is_outlet(around: Setting, hit: Hit[Term], where: Place, term: Term) -> bool:
    text = around.text
    assert term.row is not None  # noqa: S101
    raw = text.raw[hit.start : hit.end]
    if term.caution == "case":
        if raw != term.row.form and not (len(raw) > 4 and all(word[:1].isupper() for word in raw.split())):
            return False
        if len(raw) > 1:
            return True
    elif not term.caution:
        return True
    role = around.page.parts[around.part(hit.start)].role
    if role == "source_line":
        return True
    if role == "dateline" and not any(other.kind == "seat" for other in hit.values):
        return True
    word, _ = before(text, where.word)
    return "lead" in classes(word) or _in_marks(text, where)


def _in_marks(text: Text, where: Place) -> bool:
    before_it, behind = (
        text.aligned.text[where.left - 2 : where.left - 1],
        text.aligned.text[where.right - 1 : where.right],
    )
    return before_it in ('"', "'") and behind in ('"', "'")


def _is_organisation(around: Setting, hit: Hit[Term], where: Place, term: Term) -> bool:
    if term.caution == "state":
        return around.states(hit.start)[term.entity.state] > 0
    if not term.caution or _in_marks(around.text, where):
        return True
    word, _ = before(around.text, where.word)
    if "body" in classes(word) or term.entity.entity_id in around.bodies.get(around.scope(hit.start), ()):
        return True
    return around.text.padded[where.word : where.left] == "و" and where.word - 1 in around.parties


def _is_side(around: Setting, hit: Hit[Term], where: Place, term: Term) -> bool:
    if not term.caution:
        return True
    if term.caution.startswith("about "):
        most = around.states(hit.start).most_common(1)
        return bool(most) and most[0][0] == term.caution.removeprefix("about ")
    code, state = term.entity.entity_id, term.entity.state
    return code in around.bodies.get(around.scope(hit.start), ()) or around.states(hit.start)[state] > 0


_TESTS: Mapping[str, Callable[[Setting, Hit[Term], Place, Term], bool]] = {
    "state": _is_state,
    "seat": _is_seat,
    "nisba": _is_nisba,
    "place": _is_place,
    "outlet": _is_outlet,
    "organisation": _is_organisation,
    "side": _is_side,
}
