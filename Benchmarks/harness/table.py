"""A row of the result, the printed table, and where it is stored."""

import dataclasses
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / "Benchmarks" / "results.json"
DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


@dataclasses.dataclass
class Row:
    """`ratio` is figure / reference; `bound` bounds the ratio, or the figure where there is no reference."""

    name: str
    figure: float
    unit: str
    reference: float | None = None
    ratio: float | None = None
    bound: float | None = None
    at_most: bool = False

    @property
    def ok(self):
        if self.bound is None:
            return True
        value = self.figure if self.ratio is None else self.ratio
        return value <= self.bound if self.at_most else value >= self.bound


def number(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def cells(row):
    bound = "–" if row.bound is None else f"{'≤' if row.at_most else '≥'} {number(row.bound)}"
    return [row.name, f"{number(row.figure)} {row.unit}", number(row.reference), number(row.ratio), bound,
            "yes" if row.ok else "NO"]


def line(row):
    return " | ".join(cells(row))


def markdown(rows):
    lines = ["| what | figure | reference | ratio | bound | ok |", "| --- | ---: | ---: | ---: | ---: | --- |"]
    return "\n".join(lines + ["| " + " | ".join(cells(row)) + " |" for row in rows])


def show(rows):
    print(markdown(rows))


def store(rows):
    fields = ["name", "figure", "unit", "reference", "ratio", "bound", "ok"]
    RESULTS.write_text(json.dumps([{key: getattr(row, key) for key in fields} for row in rows], indent=2) + "\n")
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{markdown(rows)}\n{END}{after}", encoding="utf-8")
