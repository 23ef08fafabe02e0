"""Events: cases by hand, and what must hold on any text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventcases import Case, cases, differences
from khabar.coding import code
from khabar.eventwords import lemmas
from khabar.pages import read
from khabar.plover import Reading, acts, coded, types

FOLDER = Path(__file__).parent / "cases" / "events"
HELD = [case for path in sorted(FOLDER.glob("*.txt")) if path.name != "known-failures.txt" for case in cases(path)]
FAILING = list(cases(FOLDER / "known-failures.txt"))
WORDS = tuple(
    word
    for line in (
        "التقى اجتماع لقاء محادثات غارات قتل قصف زيارة اتفاق نفى لم لن",
        "قد سيلتقي من المقرر أن بين مع على في إلى و، .",
        ": «» الوزير سوريا إسرائيل باريس دمشق إيران الذي عقد وقع اتهم",
        "طالب بوساطة تركية برعاية أمريكية أمس الجمعة متهمًا تم جرى",
    )
    for word in line.split()
)


@pytest.mark.parametrize("case", HELD, ids=lambda case: case.name)
def test_cases(case: Case) -> None:
    assert differences(case, code(case.page)) == []


@pytest.mark.parametrize("case", FAILING, ids=lambda case: case.name)
@pytest.mark.xfail(strict=True, reason="known failure")
def test_known_failures(case: Case) -> None:
    assert differences(case, code(case.page)) == []


@given(st.lists(st.sampled_from(WORDS), max_size=40))
@settings(deadline=None, max_examples=30)
def test_every_row_stands_on_the_text(words: list[str]) -> None:
    raw = " ".join(words)
    coding = code(read(raw.encode(), published="2025-07-25"))
    events = {event.event_id for event in coding.events}
    claims = {claim.claim_id for claim in coding.claims}
    assert len(events) == len(coding.events)
    for event in coding.events:
        assert coding.page.raw[event.start : event.end] == event.anchor
        assert event.act in acts()
        assert event.claim_id == "" or event.claim_id in claims
    for argument in coding.arguments:
        assert argument.event_id in events
        assert argument.start is None or coding.page.raw[argument.start : argument.end] == argument.phrase
    for row in coding.attestations:
        assert row.event_id in events
        assert row.authority == "narrator" or row.authority in claims


def test_every_act_has_its_type() -> None:
    assert {each.act for each in lemmas()} <= set(acts())
    assert {kind.partition("-")[0] for kind in acts().values()} - {""} == types()


def test_readings_of_plover() -> None:
    assert coded("meet", "planned").event_type == "AGREE"
    assert coded("meet", "planned", Reading(future=False)).event_type == "CONSULT"
    assert coded("withdraw", "planned").event_type == "CONCEDE"
    assert coded("accuse").intensity == -3.5
    assert coded("no such act").event_type == ""


def test_nothing_in_nothing() -> None:
    assert code(read(b"")).events == ()
