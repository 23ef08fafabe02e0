"""Who is heard: on the page coded by hand, on its study, and where tables are empty or people have two ids."""

from pathlib import Path

import pandas as pd
import pytest

from khabar.hearing import heard
from khabar.tables import frame, load_tables

CODED = load_tables(Path(__file__).parents[1] / "data" / "coded")
FIRST, SECOND = "bbaca505acb5.a1", "bbaca505acb5.a2"


def how(found: pd.DataFrame, column: str = "heard") -> dict[str, object]:
    return dict(zip(found["entity_id"], found[column], strict=True))


def test_the_page_coded_by_hand() -> None:
    first, second = how(heard(CODED, FIRST)), how(heard(CODED, SECOND))
    assert first["tom-barrack"] == second["tom-barrack"] == "directly"
    assert first["israeli-officials"] == "through others"
    assert first["SYR"] == first["ron-dermer"] == "not heard"
    assert second["SYR"] == second["FRA"] == "directly"  # each one of three that speak together


def test_places_are_left_out_and_outlets_that_only_pass_on() -> None:
    found = heard(CODED)
    assert not set(found["kind"]) & {"place", "outlet"}


def test_claims_and_mentions_are_counted() -> None:
    found = heard(CODED)
    counted = how(CODED["entities"], "mentions")
    assert how(found, "mentions") == {one: counted[one] for one in found["entity_id"]}
    assert how(found, "claims")["israeli-officials"] == 6
    assert (found["heard"] == "not heard").equals(found["claims"] == 0)


def test_those_with_most_claims_stand_first() -> None:
    found = heard(CODED)
    assert found[["claims", "mentions"]].apply(tuple, axis=1).is_monotonic_decreasing


def test_an_outlet_that_speaks_first_is_listed() -> None:
    claims, links = CODED["claims"], CODED["links"]
    own = claims[claims["claim_id"] == "bbaca505acb5.c2"].assign(speaker_id="axios", origin_id="axios")
    chain = links[links["claim_id"] == "bbaca505acb5.c2"].assign(entity_id=["euronews", "axios"], label="")
    assert how(heard({**CODED, "claims": own, "links": chain}))["axios"] == "directly"


def test_ids_of_one_person_are_one_row() -> None:
    entities = CODED["entities"].copy()
    entities.loc[entities["entity_id"] == "ehud-barak", "same_as"] = "tom-barrack"
    found, apart = how(heard({**CODED, "entities": entities}), "mentions"), how(heard(CODED), "mentions")
    assert "ehud-barak" not in found
    assert (found["tom-barrack"], apart["tom-barrack"], apart["ehud-barak"]) == (9, 8, 1)


def test_nothing_said_nobody_heard() -> None:
    silent = {**CODED, "claims": frame("claims", []), "links": frame("links", [])}
    assert set(heard(silent)["heard"]) == {"not heard"}
    nobody = heard({**silent, "mentions": frame("mentions", [])})
    assert list(nobody.columns) == list(heard(CODED).columns)
    assert nobody.empty


def test_an_article_that_is_not_there_names_nobody() -> None:
    assert heard(CODED, "bbaca505acb5.a9").empty


def test_without_mentions_there_is_no_answer() -> None:
    with pytest.raises(KeyError, match="mentions"):
        heard({name: table for name, table in CODED.items() if name != "mentions"})
