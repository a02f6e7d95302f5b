"""Labels wrapped around their figures, as the text of a PDF has them: which figures are whose is told by the order of the lines.

    本年度办理结果不
         5 27 1 3 0 0 36
    予公开属于国家秘密
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.figures import Item
from extractor.form import Form
from extractor.readers.template.window import Window

ENOUGH = 2  # labels with their own figures inside, from which a table is known to print labels so


def wraps(windows: Sequence[Window], clean: str) -> list[Window]:
    """The windows whose figures may be another row's, where the table wraps labels around figures: those that do not hold
    them inside their label, nor on its last line. Empty where it prints its labels before their figures."""
    inside = [w for w in windows if w.figures and w.figures[0].start < w.label.stop and w.exact and w.row is not None]
    if len(inside) < ENOUGH:
        return []
    statutory = [w for w in windows if w.row is not None]
    astray = [w for w in statutory if w not in inside and not (w.figures and "\n" not in clean[w.label.stop : w.figures[0].start])]
    return astray if any(w.figures for w in astray) else []


def share_by_order(windows: Sequence[Window], items: Sequence[Item], form: Form, clean: str) -> bool:
    """True where the table has as many lines of figures as rows, each beside its row's label: then each row has taken its line.

    `items` are all that stands in the table, in order.
    """
    width = len(form.rows[0].columns)
    if [w.row for w in windows] != list(form.rows) or any(len(row.columns) != width for row in form.rows):
        return False
    lines: dict[int, list[Item]] = {}
    for item in items:
        if item.kind in ("number", "mark"):
            lines.setdefault(clean.rfind("\n", 0, item.start), []).append(item)
    shares = [line[1:] if len(line) == width + 1 and _is_ordinal(line[0], clean) else line for line in lines.values()]
    if len(shares) != len(windows):  # the number of a page, an ordinal
        shares = [share for share in shares if len(share) == width]
    if len(shares) != len(windows) or any(len(share) > width for share in shares):
        return False
    for n, window in enumerate(windows):
        if (n and window.label.stop <= shares[n - 1][-1].stop) or (n + 1 < len(shares) and window.label.start >= shares[n + 1][0].start):
            return False
    for window, share in zip(windows, shares, strict=True):
        if window.figures != share:
            window.take([*(i for i in window.items if i.kind == "text"), *share])
            window.reason = "displaced-label"
    return True


def _is_ordinal(item: Item, clean: str) -> bool:
    return clean[item.stop : item.stop + 1] in (".", "、")
