"""The numbers that a page of figures says, taken from its HTML, each with what it claims to be."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from typing import Any, NamedTuple

from tenprint.statistics.rates import RATES
from tenprint.statistics.service_levels import service_levels
from tenprint.statistics.words import category as category_words

NOT_SHOWN = "not shown"


class Claim(NamedTuple):
    """A page says that this number is that."""

    figure: str
    category: str
    place: str
    said: str


class Page(HTMLParser):
    """Cards, tables and the map of a page, as text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.cards: list[tuple[str, str]] = []
        self.tables: list[tuple[str, list[list[str]]]] = []
        self.map: list[str] = []
        self._into: list[str] | None = None
        self._words = self._caption = ""
        self._rows: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = dict(attributes)
        kind = given.get("class") or ""
        if tag == "path" and "data-n" in given:
            self.map.append(given["data-n"])
        if tag == "table":
            self._rows = []
        if tag == "tr":
            self._rows.append([])
        if tag in ("caption", "th", "td") or kind in ("figure-words", "figure-value"):
            self._into = []
            self._kind = kind

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)

    def handle_endtag(self, tag: str) -> None:
        text = " ".join("".join(self._into or []).split())
        if tag == "caption":
            self._caption, self._into = text, None
        elif tag in ("th", "td"):
            self._rows[-1].append(text)
            self._into = None
        elif tag == "p" and self._into is not None:
            if self._kind == "figure-words":
                self._words = text
            else:
                self.cards.append((self._words, text))
            self._into = None
        elif tag == "table":
            self.tables.append((self._caption, self._rows))


class Numbers:
    """A report's file, by figure, category and place, of all its months."""

    def __init__(self, text: str) -> None:
        self.rows = list(csv.DictReader(io.StringIO(text)))
        whole = [row for row in self.rows if not row["month"]]
        self.place = whole[0]["place"]
        shares = {rate.name for rate in RATES}
        self.titles = {row["title"]: row["figure"] for row in whole if row["figure"] not in shares}
        self.places = {row["place_name"]: row["place"] for row in whole}
        self.known = {(row["figure"], row["category"], row["place"]): row for row in whole}
        self.public = any(row["suppressed"] == "True" for row in whole) or all(not row["digest"] for row in whole)

    def said(self, figure: str, category: str = "", place: str = "") -> str:
        """Return a number as a page has to say it."""
        row = self.known.get((figure, category, place or self.place))
        if row is None:
            return NOT_SHOWN if self.public else "0"
        return NOT_SHOWN if row["value"] == "" else f"{int(float(row['value'])):,}"

    def categories(self, figure: str) -> dict[str, str]:
        """Return words -> category."""
        return {category_words(c): c for f, c, p in self.known if f == figure and c and p == self.place}


def claims(text: str, report: Numbers) -> list[Claim]:
    """Return what a page of a report's place says."""
    page = Page(text)
    found = [
        Claim(report.titles[words], "", report.place, value) for words, value in page.cards if words in report.titles
    ]
    for caption, rows in page.tables:
        head, body = rows[0], rows[1:]
        if caption in report.titles:
            figure = report.titles[caption]
            kinds = report.categories(figure) | {"All": ""}
            found += [Claim(figure, kinds[row[0]], report.place, row[1]) for row in body]
        elif caption == "Counts by place":
            figures = [report.titles[title] for title in head[1:]]
            for row in body:
                found += [
                    Claim(figure, "", report.places[row[0]], said)
                    for figure, said in zip(figures, row[1:], strict=True)
                ]
    return found


def rates_said(text: str) -> dict[str, list[str]]:
    """Return title -> rate, count and what it is of, of a page's table of rates."""
    return {row[0]: row[2:5] for caption, rows in Page(text).tables if caption == "Rates" for row in rows[1:]}


def rates_due(report: Numbers) -> dict[str, list[str]]:
    """Return the same from the report: divided here, not there."""
    due = {}
    for rate in RATES:
        parts = []
        for share in (rate.over, rate.under):
            each = [report.said(share.figure, category) for category in share.categories or ("",)]
            parts.append(NOT_SHOWN if NOT_SHOWN in each else sum(int(said.replace(",", "")) for said in each))
        over, under = parts
        if NOT_SHOWN in parts:
            value = NOT_SHOWN
        else:
            value = f"{100 * over / under:.1f} %" if under else "none yet"
        due[rate.title] = [value, *(part if part == NOT_SHOWN else f"{part:,}" for part in parts)]
    return due


def times_said(text: str) -> dict[str, list[str]]:
    """Return title -> in time, ended, running, of a page's table of times."""
    tables = [rows for caption, rows in Page(text).tables if caption == "Times to answer"]
    return {row[0]: [row[2], row[6], row[7]] for rows in tables for row in rows[1:]}


def times_due(report: Numbers) -> dict[str, list[str]]:
    """Return the same from the report's categories of durations."""
    due = {}
    for level in service_levels().levels:
        counts = {
            c: report.known[f, c, p]["value"]
            for f, c, p in report.known
            if f == level.figure and p == report.place and c
        }
        ended = sum(int(float(n)) for c, n in counts.items() if not c.startswith("running"))
        in_time = sum(int(float(n)) for c, n in counts.items() if c.startswith("in_time"))
        running = sum(int(float(n)) for c, n in counts.items() if c.startswith("running"))
        due[level.title] = [f"{100 * in_time / ended:.1f} %" if ended else "none yet", f"{ended:,}", f"{running:,}"]
    return due


def map_due(text: str, report: Numbers, figure: str) -> list[tuple[str, str]]:
    """Return (what the map says, what the report has) of each place on a page's map."""
    found = []
    for said in Page(text).map:
        name, _, number = said.rpartition(": ")
        if re.fullmatch(r"[0-9,]+|not shown", number):
            found.append((number, report.said(figure, place=report.places.get(name, "-"))))
    return found
