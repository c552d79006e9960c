"""The screening report as PDF, written by fpdf2.

Letters of Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian and Georgian are drawn by the font that is shipped (DejaVu
Sans). Others, such as Chinese, need a font that is named or installed; where none has a letter, the name is written
in Latin letters beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from anyascii import anyascii

from dateline.errors import UsageError
from dateline.model import Snapshot
from dateline.serve.plain import plain
from dateline.serve.screened import Found, Name, Screened
from dateline.serve.words import outside

if TYPE_CHECKING:
    from fpdf import FPDF

INSTALLED = (
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
)
"""Where Debian and Fedora put fonts with the letters of China, Japan and Korea; the first that is there is used."""

_SHIPPED = "DejaVuSans.ttf"
_FONTS = (b"\0\1\0\0", b"OTTO", b"ttcf", b"true")
_LEFT, _LINE, _SMALL = 32, 4.6, 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a report says of how it was made.

    Attributes:
        lists: those that are complete, each with its day.
        reader: who made it, if that is known.
    """

    moment: datetime
    version: str
    reader: str | None
    snapshots: Sequence[Snapshot]
    lists: dict[str, date]


def fonts_of(told: str) -> tuple[Path, ...]:
    """The fonts that a setting names, split at colons; where it names none, the first that is installed.

    Raises:
        UsageError: there is no such file.
    """
    named = tuple(Path(part) for part in told.split(":") if part.strip())
    for one in named:
        if not one.is_file():
            raise UsageError(
                "there is no such font", where=f"DATELINE_PDF_FONTS: {one}", action="name a file"
            )
    for one in named:
        checked(one)
    return named or tuple(path for path in map(Path, INSTALLED) if path.is_file())[:1]


def checked(path: Path) -> Path:
    """The file, if it begins as a font does.

    Raises:
        UsageError: it does not, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(4)
    except OSError as error:
        begins = str(error.strerror).encode()
    if begins not in _FONTS:
        raise UsageError(
            "cannot be read", where=f"DATELINE_PDF_FONTS: {path}", action="name a TrueType or OpenType font"
        )
    return path


def can_be_written() -> bool:
    """Whether fpdf2 is installed."""
    return find_spec("fpdf") is not None


def screening_pdf(screened: Screened, made: Made, fonts: Iterable[Path] = ()) -> bytes:
    """The report.

    Args:
        screened: the names and whom they may be.
        made: by whom, when, of which data.
        fonts: for letters that the shipped font lacks; the first that has one counts.

    Raises:
        UsageError: fpdf2 is not installed, or a font cannot be read.
    """
    if not can_be_written():
        raise UsageError(
            "PDF is written by fpdf2, which is not installed",
            where="view",
            action="pip install dateline[pdf], or print the report from the browser",
        )
    report = _Report(_paper(made, tuple(fonts)))
    report.head(screened, made)
    for name in screened.names:
        if name.hits or name.cleared:
            report.name(name, screened.day)
    report.rest(screened)
    return bytes(report.paper.output())


def _paper(made: Made, fonts: Sequence[Path]) -> FPDF:
    from fpdf import FPDF

    paper = FPDF(format="A4")
    paper.set_margin(18)
    paper.set_auto_page_break(True, margin=18)
    paper.set_title(f"Screening report, {made.moment:%Y-%m-%d}")
    paper.set_creator(f"Dateline {made.version}")
    paper.set_creation_date(made.moment)
    paper.set_lang("en")
    with resources.as_file(resources.files("dateline.serve") / "fonts" / _SHIPPED) as shipped:
        paper.add_font("shipped", fname=shipped)
    for number, path in enumerate(fonts):
        paper.add_font(f"more{number}", fname=checked(path))
    paper.set_fallback_fonts([f"more{number}" for number in range(len(fonts))], exact_match=False)
    if find_spec("uharfbuzz") is not None:
        paper.set_text_shaping(True)
    paper.add_page()
    return paper


class _Report:
    """The parts of a report, one under the other."""

    def __init__(self, paper: FPDF) -> None:
        self.paper = paper
        self._known = frozenset(
            letter for font in paper.fonts.values() for letter in getattr(font, "cmap", ())
        )
        self._lacking = False

    def head(self, screened: Screened, made: Made) -> None:
        """What was screened, when, and against what."""
        complete = ", ".join(f"{one.upper()} of {day}" for one, day in made.lists.items())
        refused = f", {len(screened.refused)} rows not screened" if screened.refused else ""
        by = f", by {made.reader}" if made.reader else ""
        only = f"only who stands or stood on {', '.join(screened.lists).upper()}"
        self._title("Screening report", 16)
        for name, value in (
            ("Made", f"{made.moment:%Y-%m-%d %H:%M} UTC{by}"),
            ("As of", str(screened.day)),
            ("Names", f"{len(screened.names)} screened, {screened.clear} without a hit{refused}"),
            ("Hits", f"{screened.hits} with a score of {screened.threshold} or more, at most 5 a name"),
            ("Lists", only if screened.lists else "everybody known"),
            ("Complete lists", complete or "none: that somebody is not found says nothing of the lists"),
            ("Data", "; ".join(f"{one.id} (SHA-256 {one.sha256[:16]}…)" for one in made.snapshots)),
            ("Program", f"Dateline {made.version}"),
        ):
            self._row(name, value)

    def name(self, name: Name, day: date) -> None:
        """A name, and whom it may be."""
        self._title(f"{name.row}. {plain(name.name)}", 11)
        for hit in name.hits + name.cleared:
            self._hit(hit, day)

    def rest(self, screened: Screened) -> None:
        """The names that are nobody's, and the rows that were not screened."""
        clear = [
            f"{one.row}. {plain(one.name)}" for one in screened.names if not one.hits and not one.cleared
        ]
        self._title("Nobody found", 11)
        self._text("; ".join(clear) or "Each name has hits.")
        if screened.refused:
            self._title("Not screened", 11)
            for row in screened.refused:
                self._text(f"row {row.number}: {row.why}")
        if self._lacking:
            self._text(
                "The fonts of this site lack letters of some names: there the name follows in Latin letters, in "
                "brackets. The report in the browser has all letters."
            )

    def _hit(self, hit: Found, day: date) -> None:
        cells = hit.cells()
        matched = f"; matched as {plain(hit.matched)}" if hit.matched != hit.entity_name else ""
        why = f": {hit.verdict.why}" if hit.verdict and hit.verdict.why else ""
        link = f": {hit.link}" if outside(hit.link) else ""
        self.paper.ln(1)
        self._text(f"{plain(hit.entity_name)} ({hit.entity}, {hit.schema}), score {hit.score:.2f}")
        for name, value in (
            ("Why", f"{cells['why']}{matched}"),
            (str(day), hit.then),
            ("Now", hit.now),
            ("Source", f"{hit.snapshot}{link}"),
            ("Verdict", f"{cells['verdict'] or 'none'}{why}"),
        ):
            self._row(name, value)

    def _title(self, text: str, size: int) -> None:
        self.paper.ln(2)
        self._text(text, size=size)

    def _row(self, name: str, value: str) -> None:
        self.paper.set_text_color(90)
        self.paper.set_font("shipped", size=_SMALL)
        top, page = self.paper.y, self.paper.page
        self.paper.cell(_LEFT, _LINE, self._drawn(name))
        self.paper.set_text_color(0)
        if self.paper.page != page:
            top = self.paper.y
        self.paper.set_xy(self.paper.l_margin + _LEFT, top)
        self.paper.multi_cell(0, _LINE, self._drawn(value), align="L", new_x="LMARGIN", new_y="NEXT")

    def _text(self, text: str, *, size: int = _SMALL) -> None:
        self.paper.set_font("shipped", size=size)
        line = _LINE * size / _SMALL
        self.paper.multi_cell(0, line, self._drawn(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def _drawn(self, text: str) -> str:
        """The text in one line; in Latin letters too where no font has all of its own."""
        shown = plain(text)
        if all(ord(letter) in self._known for letter in shown):
            return shown
        self._lacking = True
        return f"{''.join(one if ord(one) in self._known else '□' for one in shown)} [{anyascii(shown)}]"
