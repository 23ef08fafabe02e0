"""One person, one id across pages: what is linked, what is not, in any order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.link import link, same_people
from khabar.tables import frame

Row = dict[str, object]


def person(entity_id: str, name: str, state: str = "", origin: str = "office", mentions: int = 1) -> Row:
    return {
        "entity_id": entity_id, "kind": "person", "name_ar": name, "state": state, "origin": origin,
        "mentions": mentions,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("people", "same"),
    [
        pytest.param(
            [person("tom-barrack", "توم باراك", "USA", "lexicon"), person("x", "توم براك", "USA")],
            {"x": "tom-barrack"}, id="a spelling of somebody listed",
        ),
        pytest.param(
            [person("a", "سامر الحوراني", "SYR"), person("b", "الحوراني")], {"b": "a"}, id="a surname alone",
        ),
        pytest.param(
            [person("a", "سامر الحوراني", "SYR"), person("b", "نبيل الحوراني", "SYR"), person("c", "الحوراني")],
            {}, id="a surname that two people have",
        ),
        pytest.param(
            [person("a", "سامر الحوراني", "SYR"), person("b", "سامر الحوراني", "JOR")], {}, id="one name, two states",
        ),
        pytest.param(
            [person("a", "سامر محمود الحوراني", "SYR"), person("b", "سامر الحوراني", "SYR")], {"b": "a"},
            id="a middle name left out",
        ),
        pytest.param(
            [person("ehud-barak", "إيهود باراك", "ISR", "lexicon"),
             person("tom-barrack", "توم باراك", "USA", "lexicon"), person("x", "باراك")],
            {}, id="two men called Barak",
        ),
        pytest.param(
            [person("a", "علي حسن", "IRQ", "lexicon"), person("b", "علي حسن", "IRQ", "lexicon")], {},
            id="two rows of the list stay two",
        ),
    ],
)  # fmt: skip
def test_who_is_who(people: list[Row], same: dict[str, str]) -> None:
    assert same_people(people) == same
    assert same_people(people[::-1]) == same


FORMS = ["سامر", "نبيل", "حسن", "باراك", "براك", "الحوراني"]
NAMES = st.lists(st.sampled_from(FORMS), min_size=1, max_size=3).map(" ".join)


@given(
    st.lists(
        st.builds(
            person, st.uuids().map(str), NAMES, st.sampled_from(["", "SYR", "ISR"]),
            st.sampled_from(["lexicon", "office", "alias"]), st.integers(1, 3),
        ),
        max_size=8,
    ),
    st.randoms(),
)  # fmt: skip
def test_the_order_of_pages_does_not_matter(people: list[Row], chance: object) -> None:
    same = same_people(people)
    shuffled = list(people)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert same_people(shuffled) == same
    assert not set(same) & set(same.values()), "a link leads to somebody who is linked no further"


def test_what_the_list_says_stands_and_other_tables_are_handed_on() -> None:
    rows = [
        ("a", "person", "سامر الحوراني", "", "SYR", "", "", None, None, "", "", "lexicon", "", 2),
        ("b", "person", "سامر الحوراني", "", "", "", "", None, None, "", "", "office", "somebody", 1),
        ("paris-FRA", "place", "باريس", "", "FRA", "", "", None, None, "", "", "lexicon", "", 1),
    ]
    pages = frame("pages", [])
    linked = link({"entities": frame("entities", rows), "pages": pages})
    assert list(linked["entities"]["same_as"]) == ["", "somebody", ""]
    assert linked["pages"] is pages
