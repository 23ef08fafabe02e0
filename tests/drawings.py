"""What the stored pictures in ``tests/pictures`` show, and how to draw them again: ``python tests/drawings.py``.

After drawing, look at each as a reader of Arabic: letters joined, right to left, brackets facing their words, numbers
left to right. Only then store it.
"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from khabar import figures
from khabar.labels import label
from khabar.sequencedrawing import drawn
from khabar.sequencelines import Line

PICTURES = Path(__file__).with_name("pictures")

PLAIN = (
    "اللقاء الأول في باريس",
    "السلام الآن لإسرائيل وسوريا",
    "اجتماعًا مُنفصِلًا بمُبادرةٍ",
    "الله ولي التوفيق",
    "سطر أول\nسطر ثانٍ",
)
MIXED = (
    "عُقد الاجتماع يوم 24 تموز 2025",
    "euronews: اللقاء في باريس",
    "قال Tom Barrack إن اللقاء تم",
    "نسبة 53.5% من 1,234 كلمة",
    "٢٤ تموز ٢٠٢٥ عند 10:30",
    "كلفة 100$ ثم 200$",
)
BRACKETED = (
    "اللقاء (في باريس) انتهى",
    "توم باراك (Tom Barrack) مبعوث",
    "قال Tom Barrack (US) إنه باق",
    "«القناة 13» نقلت [عن أكسيوس]",
    "RT (2025): لقاء ثان",
    "{أ} < ب > ‹ج›",
)


def shaped(lines: tuple[str, ...]) -> bytes:
    """Draw ``lines`` with the matplotlib that is installed."""
    from matplotlib.figure import Figure

    with figures.style():
        figure = Figure(figsize=(4, 0.4 * len(lines) + 0.2))
        for number, line in enumerate(lines):
            figure.text(0.96, 1 - (number + 0.6) / (len(lines) + 0.5), label(line), ha="right", va="center", size=13)
    return figures.png(figure)


def unshaped(lines: tuple[str, ...]) -> bytes:
    """Draw ``lines`` with Pillow's basic layout, which puts one character after the other, as older matplotlib does."""
    from matplotlib import get_data_path
    from PIL import Image, ImageDraw, ImageFont

    path = Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    font = ImageFont.truetype(path, 27, layout_engine=ImageFont.Layout.BASIC)
    picture, file = Image.new("RGB", (600, 60 * len(lines) + 20), "white"), BytesIO()
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        text = label(line, "plain")
        pen.multiline_text((575, 60 * number + 10), text, "black", font, "ra", spacing=2, align="right")
    picture.save(file, "PNG")
    return file.getvalue()


PARTS = (
    ("headline", 0, 60, "p.a1"),
    ("body", 61, 700, "p.a1"),
    ("related", 701, 790, ""),
    ("body", 791, 1400, "p.a1"),
    ("source_line", 1401, 1412, "p.a1"),
    ("keywords", 1413, 1500, ""),
    ("headline", 1501, 1570, "p.a2"),
    ("body", 1571, 2600, "p.a2"),
    ("boilerplate", 2601, 2606, ""),
)
PROFILES = (("raw", 1400, 900), ("display", 1400, 880), ("match", 1400, 820), ("search", 1400, 760))
SPELLINGS = (("أمريكي", 9), ("امريكي", 2), ("أميركي", 14), ("RT: أميركي (بلا أل)", 1))
LINES = (
    Line("q1", 1, "meet: A, B (Geneva)", anchor="الاجتماع", earliest="2001-01-01", latest="2001-12-31",
         on=("narrator",), reports=1),
    Line("q2", 2, "strike: A → B", anchor="غارات", latest="2025-03-10", on=("anonymous",), reports=2,
         origins_min=1, origins_max=1),
    Line("q3", 3, "meet: A, B", anchor="اللقاء", earliest="2025-03-10", latest="2025-03-11", denied=True,
         on=("narrator", "named", "anonymous"), reports=12, origins_min=2, origins_max=4, after=("q1", "q2")),
    Line("q5", 5, "visit: A → C", anchor="زيارة", earliest="2025-03-12", to_come=True, on=("named",), after=("q3",)),
    Line("q6", 6, "call: B, C", anchor="اتصال", printed_by="2025-03-14", to_come=True, denied=True, on=("named",)),
    Line("q9", 9, "protest (the Old Town)", anchor="احتجاجات (واسعة)", on=("narrator",), reports=1),
)  # fmt: skip

DRAWINGS: dict[str, Callable[[], bytes]] = {
    "label-plain": lambda: shaped(PLAIN),
    "label-mixed": lambda: shaped(MIXED),
    "label-bracketed": lambda: shaped(BRACKETED),
    "label-unshaped-plain": lambda: unshaped(PLAIN),
    "label-unshaped-mixed": lambda: unshaped(MIXED),
    "label-unshaped-bracketed": lambda: unshaped(BRACKETED),
    "page-map": lambda: figures.png(figures.page_map(PARTS)),
    "forms-by-profile": lambda: figures.png(figures.forms_by_profile(PROFILES)),
    "bars": lambda: figures.png(figures.bars(SPELLINGS, "Spellings of «أمريكي» on one page", unit="times")),
    "sequence": lambda: figures.png(drawn(LINES, anchors=True)),
}

if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for name, draw in DRAWINGS.items():
        (PICTURES / f"{name}.png").write_bytes(draw())
