"""Rows whose labels are gone: their cells known by elimination, or left for a person."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.align import bare
from extractor.figures import Item
from extractor.form import Form, Row
from extractor.readers.template.window import Window
from extractor.text import Span


def name_the_nameless(window: Window) -> list[Window]:
    """Windows for rows whose label was destroyed but whose cells are there, by elimination: as many stretches of cells, each
    after words of its own, as labels are missing. In doubt where the stretches do not tell which is which."""
    parts: list[list[Item]] = [[]]
    words, items = 0, window.items
    for item in items:
        if item.kind == "text":
            own = item.start < window.label.stop or (not window.exact and not any(i.kind != "text" for i in parts[-1]))
            words += 0 if own else len(item.text)
        else:
            if words >= 2 and (parts[-1] or len(parts) == 1):
                parts.append([])
            words = 0
            parts[-1].append(item)
    wide = [p for p in parts[1:] if any(i.kind != "empty" for i in p) or len(p) >= window.count]
    if not wide:
        window.take([*(i for i in window.items if i.kind == "text"), *parts[0]] if len(parts) > 1 else window.items)
        return _unnamed_rows(window)
    if len(wide) == len(window.missing):
        window.take(parts[0])
        window.beside_gap = False
        # Empty cells alone may be another table's; so may figures without a sum behind words with nothing of the row's label.
        printed = [
            any(i.kind != "empty" for i in cells) and (len(cells) > 3 or bool(set(_word_before(items, cells[0])) & set(bare(row.zh))))
            for row, cells in zip(window.missing, wide, strict=True)
        ]
        return [
            _nameless(row, cells, reason="by-elimination") if sure else _nameless(row, cells, doubt="label-lost")
            for row, cells, sure in zip(window.missing, wide, printed, strict=True)
        ]
    window.take(parts[0])
    if len(window.figures) != window.count:
        window.take([i for p in parts for i in p])
        window.doubt = "label-lost"
    return []


def _word_before(items: Sequence[Item], cell: Item) -> str:
    """The words between a cell and the cells before it."""
    words: list[str] = []
    for item in items[: items.index(cell)][::-1]:
        if item.kind != "text":
            break
        words.append(item.text)
    return "".join(words)


def nameless_under_headings(
    labelled: Sequence[Window], loose: Sequence[list[Item]], windows: Sequence[Window], form: Form
) -> list[Window]:
    """Windows for rows whose label was destroyed and whose cells stand under a heading of their own: by elimination where each has
    just its cells, behind a word with some of its label's characters; else in doubt."""
    known, order, found = {w.row.id for w in windows if w.row}, [row.id for row in form.rows], list[Window]()
    for window, following, rest in zip(labelled, [*labelled[1:], None], loose, strict=True):
        if window.row is None or (following is not None and following.row is None):
            continue
        here, then = order.index(window.row.id), order.index(following.row.id) if following and following.row else len(order)
        missing = [row for row in form.rows[here + 1 : then] if row.id not in known]
        own = window.figures[-1].stop if len(window.figures) == window.count else window.stop
        parts = _after_words([i for i in rest if i.start >= own])
        found += _by_elimination(missing, parts)
    return found


def nameless_above(windows: Sequence[Window], before: Sequence[Item], form: Form) -> list[Window]:
    """The same for first rows, whose cells stand above the first label found and are no other row's."""
    taken = {i.start for w in windows for i in w.figures}
    known = {w.row.id for w in windows if w.row}
    first = next((n for n, row in enumerate(form.rows) if row.id in known), 0)
    parts = [(word, cells) for word, cells in _after_words(before) if word]  # figures without a word are those of the table above
    return [] if any(i.start in taken for _, cells in parts for i in cells) else _by_elimination(form.rows[:first], parts)


def _by_elimination(missing: Sequence[Row], parts: Sequence[tuple[str, list[Item]]]) -> list[Window]:
    """Windows for rows of which only the cells are left: each its own, where as many stretches of them are there; else in doubt."""
    if not missing or not parts:
        return []
    if [len(cells) for _, cells in parts] != [len(row.columns) for row in missing]:
        every = [item for _, cells in parts for item in cells]
        return [_nameless(row, every, doubt="label-lost") for row in missing]
    return [
        _nameless(row, cells, reason="by-elimination") if set(word) & set(bare(row.zh)) else _nameless(row, cells, doubt="label-lost")
        for row, (word, cells) in zip(missing, parts, strict=True)
    ]


def _after_words(items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """Figures and marks, those after other words apart, each with the word before them."""
    parts: list[tuple[str, list[Item]]] = []
    word, fresh = "", True
    for item in items:
        if item.kind == "text":
            word, fresh = item.text, True
        elif item.kind in ("number", "mark"):
            parts += [(word, [])] if fresh else []
            parts[-1][1].append(item)
            fresh = False
    return parts


def _unnamed_rows(window: Window) -> list[Window]:
    """Rows of figures that follow without any words: theirs in order, but for a person to say so."""
    count, figures = window.count, window.figures
    if count < 2 or len(figures) != count * (len(window.missing) + 1):
        return []
    window.take([i for i in window.items if i.start < figures[count].start])
    chunks = [figures[k : k + count] for k in range(count, len(figures), count)]
    return [_nameless(row, cells, doubt="label-lost") for row, cells in zip(window.missing, chunks, strict=True)]


def _nameless(row: Row, cells: list[Item], *, reason: str | None = None, doubt: str | None = None) -> Window:
    start = cells[0].start
    return Window(row, row.id, start, cells[-1].stop, cells, label=Span(start, start), reason=reason, doubt=doubt)
