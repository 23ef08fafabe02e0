"""Whether two pictures show the same figure.

Other releases of matplotlib and FreeType move and soften the edges of letters by a fraction of a pixel. That much is
forgiven; a bar, a line, a letter or a colour that changed is not.
"""

from io import BytesIO
from typing import Any

from khabar.errors import MissingExtraError

# Of 255. What is left of a moved edge after a pixel's slack stays below; a dot put under another letter stands above.
_TOLERANCE = 60.0
# On an area of three by three pixels there are no edges to forgive, only a colour.
_AREA_TOLERANCE = 10.0


def pictures_differ(a: bytes, b: bytes) -> str:
    """Return in one line how two images (PNG bytes) differ, or ``""`` if they show the same.

    Every pixel of each must lie between the darkest and the lightest value, channel by channel, that the other has
    there or one pixel away; what exceeds this by more than a fixed tolerance is a difference, and on an area by more
    than a small one. A picture that cannot be read differs as well. Transparent pixels count as white.

    Raises `MissingExtraError` if Pillow is not installed.

    >>> from PIL import Image, ImageDraw
    >>> def bar(length: int) -> bytes:
    ...     picture, file = Image.new("RGB", (60, 20), "white"), BytesIO()
    ...     ImageDraw.Draw(picture).rectangle((5, 5, length, 15), fill="#0072b2")
    ...     picture.save(file, "PNG")
    ...     return file.getvalue()
    >>> pictures_differ(bar(40), bar(40))
    ''
    >>> pictures_differ(bar(40), bar(44))
    'the pictures differ in 1 place: x 41 to 44, y 5 to 15'
    """
    import numpy as np

    try:
        first, second = _pixels(a), _pixels(b)
    except (OSError, SyntaxError, ValueError) as error:
        return f"a picture cannot be read: {error}"
    if first.shape != second.shape:
        return (
            f"the sizes differ: {first.shape[1]} by {first.shape[0]} and {second.shape[1]} by {second.shape[0]} pixels"
        )
    excess = np.maximum(_excess(first, second), _excess(second, first))
    wrong = (excess > _TOLERANCE) | (np.minimum.reduce(_around(excess)) > _AREA_TOLERANCE)
    wrong = wrong.any(axis=2)
    if not wrong.any():
        return ""
    rows, columns = np.nonzero(wrong)
    count = _places(wrong)
    return (
        f"the pictures differ in {count} place{'s' if count > 1 else ''}: "
        f"x {columns.min()} to {columns.max()}, y {rows.min()} to {rows.max()}"
    )


def _pixels(picture: bytes) -> Any:
    """Return rows by columns by red, green, blue, laid on white."""
    import numpy as np

    try:
        from PIL import Image
    except ImportError:
        raise MissingExtraError(
            "comparing pictures needs Pillow: install the extra with pip install 'khabar[notebooks]'"
        ) from None
    with Image.open(BytesIO(picture)) as opened:
        image = opened.convert("RGBA")
    ground = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(ground, image).convert("RGB"), dtype=np.float32)


def _excess(seen: Any, other: Any) -> Any:
    """Return by how much each value of ``seen`` lies outside what ``other`` has there or one pixel away."""
    import numpy as np

    near = _around(other)
    return np.maximum(np.maximum(np.minimum.reduce(near) - seen, seen - np.maximum.reduce(near)), 0)


def _around(values: Any) -> list[Any]:
    """Return ``values`` nine times, as they are at each pixel and at its eight neighbours."""
    import numpy as np

    height, width = values.shape[:2]
    framed = np.pad(values, ((1, 1), (1, 1), (0, 0)), mode="edge")
    return [framed[down : down + height, right : right + width] for down in range(3) for right in range(3)]


def _places(wrong: Any) -> int:
    """Count the 24-pixel tiles with a difference, side by side ones once: roughly how many things changed."""
    import numpy as np

    tiles = {(int(row) // 24, int(column) // 24) for row, column in np.argwhere(wrong)}
    count = 0
    while tiles:
        count += 1
        reached = [tiles.pop()]
        while reached:
            row, column = reached.pop()
            near = {(row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)} & tiles
            tiles -= near
            reached.extend(near)
    return count
