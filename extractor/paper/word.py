"""A letter as a Word document, set as official letters are (GB/T 9704): A4, 仿宋 16 pt, lines of 28 pt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extractor.exports.sinks import needed
from extractor.paper.letter import CLOSING, DATE, OPENING, SENDER, SUBJECT, Letter, Point, chinese

_BODY, _HEADING, _TITLE, _SUBHEADING = "仿宋", "黑体", "方正小标宋简体", "楷体"


def write_word(letter: Letter, path: Path) -> None:
    """Nothing; writes the letter. Raises UsageError where python-docx is not installed."""
    docx = needed("docx", "DOCX")
    document = docx.Document()
    page = _Page(document)
    page.paragraph(SUBJECT, font=_TITLE, size=22, align="CENTER", after=28)
    page.paragraph(f"{letter.organization}：")
    page.paragraph(OPENING, indent=True)
    for number, part in enumerate(letter.parts, 1):
        page.paragraph(f"{chinese(number)}、{part.heading}", font=_HEADING, indent=True, keep=True)
        if part.title:
            page.paragraph(part.title, indent=True)
        for count, point in enumerate(part.points, 1):
            _point(page, point, count)
    for sentence in CLOSING:
        page.paragraph(sentence, indent=True)
    page.paragraph(SENDER, align="RIGHT", before=28)
    page.paragraph(DATE, align="RIGHT", after=28)
    page.paragraph("附：所核对的报告文本", indent=True)
    for number, part in enumerate(letter.parts, 1):
        page.paragraph(f"{number}. {part.source}", size=12, align="LEFT")
    document.core_properties.title = SUBJECT
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.save(str(path))


def _point(page: _Page, point: Point, count: int) -> None:
    page.paragraph(f"（{chinese(count)}）{point.place}", font=_SUBHEADING, indent=True, keep=True)
    for sentence in point.found:
        page.paragraph(sentence, indent=True)
    if point.printed:
        page.table((("位置", "所印"), *point.printed))
    for quote in point.quotes:
        page.paragraph(f"原文：{quote}", font=_SUBHEADING, indent=True)
    for ground in point.ground:
        page.paragraph(f"核对依据：{ground}", indent=True)
    page.paragraph(point.remedy, indent=True)


class _Page:
    """A document that takes paragraphs and tables in the fonts of official letters."""

    def __init__(self, document: Any) -> None:
        from docx.shared import Mm

        self._document = document
        section = document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)

    def paragraph(
        self, text: str, *, font: str = _BODY, size: float = 16, align: str = "JUSTIFY", indent: bool = False, keep: bool = False,
        before: float = 0, after: float = 0,
    ) -> None:  # fmt: skip
        """Nothing; adds a paragraph."""
        self._fill(self._document.add_paragraph(), text, font, size, align, 2 * size if indent else 0, keep, (before, after))

    def table(self, rows: tuple[tuple[str, str], ...]) -> None:
        """Nothing; adds a table of two columns under a heading row, the second set to the right."""
        from docx.oxml import OxmlElement
        from docx.shared import Mm

        widths = (Mm(126), Mm(30))
        table = self._document.add_table(rows=len(rows), cols=2, style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # again at the top of every page
        for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
            for cell, text, width, align in zip(row.cells, texts, widths, ("LEFT", "RIGHT"), strict=True):
                cell.width = width
                self._fill(cell.paragraphs[0], text, _HEADING if number == 0 else _BODY, 12, align, 0, False, (0, 0), line=20)

    def _fill(
        self, paragraph: Any, text: str, font: str, size: float, align: str, indent: float, keep: bool, around: tuple[float, float],
        line: float = 28,
    ) -> None:  # fmt: skip
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
        from docx.oxml.ns import qn
        from docx.shared import Pt

        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        run.font.name = "Times New Roman"
        fonts = run._element.rPr.rFonts
        fonts.set(qn("w:eastAsia"), font)
        fonts.set(qn("w:hint"), "eastAsia")  # else quotation marks are set as in English
        layout = paragraph.paragraph_format
        layout.alignment = getattr(WD_ALIGN_PARAGRAPH, align)
        layout.first_line_indent, layout.keep_with_next = Pt(indent), keep
        layout.space_before, layout.space_after = Pt(around[0]), Pt(around[1])
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
