"""The normaliser against a slow twin that is obviously right, its cases, and what must hold on any string."""

import csv
import pickle
import re
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from khabar.characters import CHOICES, mapping
from khabar.normalise import PIECE, PROFILES, Aligned, choices, normalise, padded
from khabar.words import words

CASES = Path(__file__).parent / "cases" / "normalise"
SPICE = [
    *"ابوىيةهءؤئأآإٱجلمن تفپیکچـ٢۳،«…؟-.eEé=ßǆ\n\t5",
    *"\u064b\u064e\u0651\u0652\u0653\u0654\u0655\u0670\u06e5\u06df",  # marks, hamzas among them
    *"\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad\u00a0\u3000\ufe0f\x00\x85\u2028",  # what cannot be seen
    *"ﻻﷺﷲﰀﳲﹰﺋﻯ",  # presentation forms
    *"\u0301\u0338\u0345\u05b0\u3099か\u1161\u11a8ᄀ한\u09c7\u09be\ufa6c\u1fd3\u212b\u0958",  # what NFC is about
    *"𝟘😀𐐀\U0002f800\U000e0041\ud83d\ude00\ufffd\uffff",  # beyond the plane, and halves of it
]
TEXTS = st.text(st.one_of(st.sampled_from(SPICE), st.characters()), max_size=30)
NOT_LETTERS = {chr(c) for beyond in (False, True) for c, value in mapping("match", beyond=beyond).items() if not value}


def is_letter(character: str) -> bool:
    return character.isalpha() and character not in NOT_LETTERS


def slow(text: str, profile: str) -> str:
    """Return what `normalise` should, one character after the other, one profile after the other."""
    if profile != "display":
        text = slow(text, "display" if profile == "match" else "match")
    table = {**mapping(profile), **mapping(profile, beyond=True)}
    before = None
    while text != before:
        before = text
        done = ""
        for character in text:
            hosted = bool(done) and is_letter(done[-1])
            value = table.get(ord(character), character)
            if profile != "display" and character == "ـ" and not hosted:
                value = "-"
            if profile == "search" and character == "ء" and not hosted:
                value = "ء"
            done += value
        text = unicodedata.normalize("NFC", done)
    finals = {"display": "", "match": "ى", "search": "ىة"}[profile]
    text = "".join(
        {"ى": "ي", "ة": "ه"}[c] if c in finals and not is_letter(text[i + 1 : i + 2] or " ") else c
        for i, c in enumerate(text)
    )
    return text if profile == "display" else re.sub(" +", " ", text)


def cases(name: str) -> list[tuple[str, ...]]:
    with (CASES / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader((line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
        assert next(rows) == ["profile", "raw", "text", "note"]
        return [(profile, unescape(raw), unescape(text), note) for profile, raw, text, note in rows]


def unescape(cell: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})|\\n", lambda m: chr(int(m[1], 16)) if m[1] else "\n", cell)


@pytest.mark.parametrize("case", [*cases("attested"), *cases("synthetic")])
def test_cases(case):
    profile, raw, text, _ = case
    assert normalise(raw, profile).text == text


@pytest.mark.parametrize("case", cases("negative"))
def test_negative_cases_do_not_change(case):
    profile, raw, text, _ = case
    assert raw == text
    assert normalise(raw, profile).text == raw
    assert not normalise(raw, profile).layers


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", cases("known-failures"))
def test_known_failures(case):
    profile, raw, text, _ = case
    assert normalise(raw, profile).text == text


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.name)
def test_every_choice_shows_a_true_example_and_says_why(choice):
    assert normalise(choice.example, choice.profile).text == choice.result
    assert choice.reason
    assert choice.cost
    earlier = PROFILES[: PROFILES.index(choice.profile)]
    assert all(normalise(choice.example, profile).text != choice.result for profile in earlier)


def test_choices_of_a_profile():
    assert [len(choices(profile)) for profile in PROFILES] == [7, 20, 25]
    assert {"composition (NFC)", "presentation forms"} <= {choice.name for choice in choices("display")}
    assert "final ة" not in {choice.name for choice in choices("match")}
    with pytest.raises(ValueError, match="unknown profile 'Match'; there are display, match, search"):
        choices("Match")
    with pytest.raises(ValueError, match="unknown profile ''"):
        normalise("", "")


def test_mapping_is_closed_and_composed():
    for profile in PROFILES:
        for beyond in (False, True):
            table = mapping(profile, beyond=beyond)
            assert all(unicodedata.is_normalized("NFC", value) for value in table.values())
            # A hamza that begins an expansion is the one thing whose fate is decided by what stands before it.
            assert all(value.translate(table) in (value, value.removeprefix("ء")) for value in table.values())
    assert len(mapping("display")) > 700
    assert mapping("display").keys() <= mapping("match").keys() <= mapping("search").keys()


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("ـ ء\u0654ـ ى\u0654 آٶ ﰀ ﷺ")
def test_the_slow_twin_agrees(text):
    for profile in PROFILES:
        assert normalise(text, profile).text == slow(text, profile)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_twice_is_once_and_profiles_build_on_each_other(text):
    display, match, search = (normalise(text, profile).text for profile in PROFILES)
    assert unicodedata.is_normalized("NFC", display + "\n" + match + "\n" + search)
    assert normalise(display, "display").text == display
    assert normalise(match, "match").text == normalise(display, "match").text == match
    assert normalise(search, "search").text == normalise(match, "search").text == search
    for form in ("NFC", "NFD"):
        assert normalise(unicodedata.normalize(form, text), "search").text == search


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_spans_lead_back_and_forth(text):
    for profile in PROFILES:
        clean = normalise(text, profile)
        spans = [clean.to_source(i, i + 1) for i in range(len(clean.text))]
        last = (0, 0)
        for i, (start, end) in enumerate(spans):
            assert 0 <= start < end <= len(text)
            assert (start, end) == last or start >= last[1], "characters keep their order and never overlap in part"
            last = start, end
            first, after = clean.from_source(start, end)
            assert first <= i < after
            assert clean.to_source(first, after) == (start, end)
            assert clean.to_source(i, i) == (start, start)
        if spans:
            assert clean.to_source(0, len(spans)) == (spans[0][0], spans[-1][1])
        at = np.arange(len(clean.text) + 1)
        starts, ends = np.repeat(at, 2)[:-1], np.repeat(at, 2)[1:]  # empty spans and spans of one
        both = zip(starts.tolist(), ends.tolist(), strict=True)
        mapped = np.transpose(clean.to_sources(starts, ends)).tolist()
        assert [tuple(span) for span in mapped] == [clean.to_source(*span) for span in both]


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_each_character_comes_from_its_span(text):
    clean = normalise(text, "display")
    start = 0
    for i in range(len(clean.text)):
        span = clean.to_source(i, i + 1)
        # What lies between two spans leaves nothing; a span alone gives its characters again.
        assert span[0] <= start or not normalise(text[start : span[0]], "display").text
        first, after = clean.from_source(*span)
        assert normalise(text[slice(*span)], "display").text == clean.text[first:after]
        start = span[1]
    assert not normalise(text[start:], "display").text


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("قالٌ\u200f قا\u200fلٌـ \u200fئيس لقاءـ")
@example("ا\u0654\u064eـ و\u0654ا")
def test_a_word_is_given_back_whole(text):
    for profile in PROFILES:
        clean = normalise(text, profile)
        for word in words(text):
            first, after = clean.from_source(word.start, word.end)
            assert first < after
            assert clean.to_source(first, after) == (word.start, word.end)


@settings(max_examples=25, deadline=None)
@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=4), st.data())
def test_pieces_join_without_a_seam(text, fillers, data):
    """A long text is cut before some « ال»; it must not matter where."""
    shuffled = data.draw(st.permutations([text, "الوزيرُ  قال ", *fillers]))
    long = " ال".join(["", *shuffled, *fillers]) * 3
    for profile in PROFILES:
        whole = normalise(long, profile)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys.modules[normalise.__module__], "PIECE", 7)
            pieces = normalise(long, profile)
        assert pieces.text == whole.text
        for i in range(len(whole.text)):
            assert pieces.to_source(i, i + 1) == whole.to_source(i, i + 1)
        for i in range(len(long)):
            assert pieces.from_source(i, i + 1) == whole.from_source(i, i + 1)


def test_long_texts():
    text = "قالَ الوزير  ﷺ «اليومَ» " * 4000 + "😀"
    assert len(text) > 2 * PIECE
    clean = normalise(text)
    at = [m.start() for m in re.finditer("الوزير", clean.text)]
    starts, ends = clean.to_sources(at, np.array(at) + 6)
    assert len(at) == 4000
    assert {text[s:e] for s, e in zip(starts.tolist(), ends.tolist(), strict=True)} == {"الوزير"}
    assert normalise("\u064b" * 100_000).text == ""
    assert len(normalise("ـ" * 100_000).text) == 100_000
    assert normalise(" \u200f" * 50_000).text == " "


def test_nothing_changed_costs_nothing():
    clean = normalise("لقاء في باريس")
    assert clean.layers == ()
    assert clean.to_source(3, 7) == clean.from_source(3, 7) == (3, 7)
    assert normalise("", "search") == Aligned("", "")


def test_spans_that_are_none_are_refused():
    clean = normalise("وزراءُ")
    for span in ((-1, 2), (3, 2), (0, 7)):
        with pytest.raises(ValueError, match="no span of 5 characters"):
            clean.to_source(*span)
    with pytest.raises(ValueError, match="no span of 6 characters"):
        clean.from_source(0, 7)


def test_aligned_travels():
    clean = normalise("وزراءُ ﷲ")
    again = pickle.loads(pickle.dumps(clean))
    assert again.text == clean.text
    assert again.to_source(6, 7) == clean.to_source(6, 7) == (7, 8)


def test_padded_moves_nothing():
    clean = normalise("قال «بارّاك»، وزير\nالخارجية: 24-7 ‎جان-نويل")
    spaced = padded(clean.text)
    assert len(spaced) == len(clean.text) + 2
    at = spaced.index(" باراك ")
    assert clean.source[slice(*clean.to_source(at, at + len(" باراك ") - 2))] == "بارّاك"
    assert " جان نويل " in spaced
    assert " باراك وزير " not in spaced
