"""Days, months, quarters and years as people write them: what is left out stays out, what is unclear is not chosen."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from imports.model import Value
from imports.serial import serial_day
from law.names import fold

Order = Literal["day first", "year last", "month first", "mixed", "unknown"]

_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january januari januar jan janv janvier janner jaenner",
            "february februari februar feb febr fevrier fev fevr febrero",
            "march mars marts marz maerz mar mrz",
            "april avril apr avr",
            "may maj mai",
            "june juni juin jun",
            "july juli juillet jul juil juill",
            "august augusti aout aug aou",
            "september septembre sep sept",
            "october oktober octobre oct okt",
            "november novembre nov",
            "december desember dezember decembre dec des dez",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d|['’]\d\d|\d\d(?!\d))"
_FULL_YEAR = r"(?P<year>(?:19|20)\d\d)"
_QUARTER = r"(?:q|kv|kvt|kvartal|kvartalet|quartal|quarter|trimestre|trim|tertial|k|t)"
_NTH: dict[str, str] = {
    name: str(number)
    for number, names in enumerate(
        (
            "first forsta forste erste[sn]? premier 1st",
            "second andra andre annet andet zweite[sn]? deuxieme",
            "third tredje dritte[sn]? troisieme",
            "fourth fjarde fjerde vierte[sn]? quatrieme",
        ),
        1,
    )
    for name in names.split()
}
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "ymd",
        re.compile(
            rf"(?<!\d){_FULL_YEAR}[-./ ](?P<m>\d\d?)[-./ ](?P<d>\d\d?)(?:[t ]+\d\d?:\d\d(?::\d\d)?(?:\.\d+)?z?)?(?!\d)"
        ),
    ),
    ("dmy", re.compile(r"(?<![\d.])(?P<d>\d\d?)\. ?(?P<m>\d\d?)\. ?(?P<year>(?:19|20)\d\d|\d\d)(?!\d)")),
    ("slash", re.compile(r"(?<!\d)(?P<d>\d\d?)(?P<by>[/-])(?P<m>\d\d?)(?P=by)(?P<year>(?:19|20)\d\d|\d\d)(?!\d)")),
    ("dmy", re.compile(r"(?<!\d)(?P<d>\d\d?)/(?P<m>\d\d?)[ -](?P<year>(?:19|20)\d\d|\d\d)(?!\d)")),
    ("quarter", re.compile(rf"\b{_QUARTER}\.? ?(?P<q>[1-4])[ /,.-]*(?:of |av |af |de )?{_YEAR}")),
    (
        "quarter",
        re.compile(
            rf"\b(?P<q>[1-4]|iv|i{{1,3}})(?:\.|e|er|eme|st|nd|rd|th|:a|:e)? ?{_QUARTER}\b\.?[ /,-]*"
            rf"(?:of |av |af |de )?{_YEAR}"
        ),
    ),
    (
        "quarter",
        re.compile(rf"\b(?P<nth>{'|'.join(_NTH)})(?:a|e)? {_QUARTER}(?:et|en)?\b\.?[ /,-]*(?:of |av |af |de )?{_YEAR}"),
    ),
    ("quarter", re.compile(rf"^(?P<q>i{{1,3}}|iv)[/-]{_FULL_YEAR}$")),
    ("quarter", re.compile(rf"(?<!\d){_FULL_YEAR}[ /,-]*{_QUARTER}\.? ?(?P<q>[1-4])(?!\d)")),
    ("dmy", re.compile(rf"(?<!\d)(?P<d>\d\d?)(?:st|nd|rd|th|er|\.|:e)?[ -/]*(?:de |of |den )?{_MONTH}[ ,./-]*{_YEAR}")),
    ("dmy", re.compile(rf"\b{_MONTH} ?(?P<d>\d\d?)(?:st|nd|rd|th)?(?:,? +|, ?){_FULL_YEAR}")),
    ("my", re.compile(rf"\b{_MONTH}[ ,./-]*(?:de |of )?{_YEAR}")),
    ("my", re.compile(rf"(?<!\d){_FULL_YEAR}[ ,./-]*{_MONTH}")),
    ("eight", re.compile(rf"(?<!\d){_FULL_YEAR}(?P<m>\d\d)(?P<d>\d\d)(?!\d)")),
    ("ym", re.compile(rf"(?<!\d){_FULL_YEAR}[-/.](?P<m>0?[1-9]|1[0-2])(?!\d)")),
    ("ym", re.compile(rf"(?<![\da-z])(?P<m>0?[1-9]|1[0-2])[-/.]{_FULL_YEAR}(?!\d)")),
    ("six", re.compile(r"(?<![\d.,])(?P<year>\d\d)(?P<m>\d\d)(?P<d>\d\d)(?![\d.,])")),
    ("y", re.compile(rf"(?<![\d.,]){_FULL_YEAR}(?![\d%])")),
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_SERIALS = (20_000, 80_000)  # 1954 to 2119
_YEARS = (1970, 2100)
_PIVOT = 70
_LIKELY = (2012, 2030)  # years in which agreements of today's lists were signed or fall due
_SPAN = re.compile(rf"\b{_MONTH} ?(?:[-–/]|to|til|till|bis|et|og|och|und|and|a) ?$")
_VAGUE = re.compile(
    r"\b(?:h[12]|[12]h|s[12]|(?:kw|v|w|uke|uge) ?\d\d?|halvar\w*|half|halbjahr\w*|semestre|sem"
    r"|var(?:en)?|vinter\w*|sommar\w*|sommer\w*|host(?:en)?"
    r"|herbst|spring|printemps|ete|automne|hiver|fruhjahr|fruhling|forar|efterar|autumn|fall|v\.? ?\d+"
    r"|vecka|uke|uge|kw|week|ca|cirka|about|around|omkring|etwa|environ)\b"
)


@dataclass(frozen=True, slots=True)
class Read:
    """A date as read: ISO text that may be partial, what to tell a person about it, and the text around it."""

    iso: str | None = None
    flags: tuple[str, ...] = ()
    rest: str = ""
    choices: tuple[str, ...] = ()


NOTHING = Read()


def order_of(values: Iterable[Value]) -> Order:
    """Return which number comes first in the slash dates of a column, as far as the column itself shows it.

    Where it does not, dates are read day first, as is the habit in Europe, and a person is asked. A column with
    "02-01-2023" in it has the year last, so that "24-05-18" is the 24th of May there.
    """
    day_first = month_first = year_last = False
    for value in values:
        if isinstance(value, str) and ("/" in value or "-" in value):
            for match in _PATTERNS[2][1].finditer(value):
                dashed = match["by"] == "-"
                if dashed and len(match["year"]) == 2:
                    continue  # it may be the year that comes first
                year_last |= dashed
                day_first |= int(match["d"]) > 12 >= int(match["m"])
                month_first |= int(match["m"]) > 12 >= int(match["d"])
    if month_first:
        return "mixed" if day_first else "month first"
    return "year last" if year_last else "day first" if day_first else "unknown"


def read_date(value: Value, order: Order = "day first") -> Read:
    """Return the date that a cell holds; a number is a date only because its column is one of dates."""
    if isinstance(value, datetime):
        return Read(value.date().isoformat())
    if isinstance(value, date):
        return Read(value.isoformat())
    if isinstance(value, bool) or value is None:
        return Read()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        return _text(value, order)
    return Read()


def _number(value: float) -> Read:
    if not math.isfinite(value):
        return Read(rest=str(value))
    if value == int(value):
        number = int(value)
        if _YEARS[0] <= number <= _YEARS[1]:
            return Read(str(number), ("year_only",))
        text = str(number)
        if len(text) in (6, 8) and (read := _text(text, "day first")).iso:
            return read
    if _SERIALS[0] <= value <= _SERIALS[1] and (day := serial_day(value)) is not None:
        moment = day.date() if isinstance(day, datetime) else day
        return Read(moment.isoformat(), ("serial_number_without_date_format",))
    return Read(rest=str(value))


@lru_cache(maxsize=20_000)
def _text(text: str, order: Order) -> Read:
    flat = fold(text)
    if flat.isdecimal() and len(flat) == 5 and _SERIALS[0] <= int(flat) <= _SERIALS[1]:
        return _number(int(flat))
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(flat):
            rest = f"{flat[: match.start()]} {flat[match.end() :]}".strip()
            if kind == "my" and _SPAN.search(flat[: match.start()]):  # "mars–april 2024" is no month
                return Read(str(_year(match["year"])), ("year_only", "more_than_year"), rest)
            read = _match(kind, match, order, rest)
            if read is not None:
                return read
    return Read(rest=flat)


def _match(kind: str, match: re.Match[str], order: Order, rest: str) -> Read | None:  # noqa: PLR0911 - one return for each way to write a date
    year = _year(match["year"])
    if kind == "y":
        vague = bool(_VAGUE.search(rest))
        if not vague and any(c.isdecimal() for c in rest):
            return None
        return Read(str(year), ("year_only", *(("more_than_year",) if vague else ())), rest)
    if kind == "quarter":
        return Read(f"{year}-Q{_quarter(match)}", ("quarter_only",), rest)
    if kind == "my":
        return Read(f"{year}-{_MONTHS[match['month']]:02}", ("month_only",), rest)
    if kind == "ym":
        return Read(f"{year}-{int(match['m']):02}", ("month_only",), rest)
    if kind == "slash":
        return _slash(match, order, rest)
    groups = match.groupdict()
    month = _MONTHS[groups["month"]] if groups.get("month") else int(match["m"])
    iso = _iso(year, month, int(match["d"]))
    if iso is None:
        return None
    flags = {"six": ("six_digit_yymmdd_text",), "eight": ()}.get(kind, ())
    return Read(iso, flags, rest)


def _quarter(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if nth := groups.get("nth"):
        return next(number for name, number in _NTH.items() if re.fullmatch(name, nth))
    return _ROMAN.get(groups["q"], groups["q"])


def _slash(match: re.Match[str], order: Order, rest: str) -> Read | None:  # noqa: PLR0911 - one return for each way to read it
    one, two, last = int(match["d"]), int(match["m"]), match["year"]
    if match["by"] == "-" and len(last) == 2 and len(match["d"]) == 2:
        forward, backward = _iso(_year(match["d"]), two, int(last)), _iso(_year(last), two, one)
        if order == "year last" and backward:
            return Read(backward, ("two_digit_year",), rest)
        if forward and backward and forward != backward:
            likely = [d for d in (forward, backward) if _LIKELY[0] <= int(d[:4]) <= _LIKELY[1]]
            if len(likely) == 1:
                return Read(likely[0], ("two_digit_year",), rest)
            return Read(None, ("year_or_day_first_ambiguous",), rest, (forward, backward))
        return Read(forward or backward, (), rest) if forward or backward else None
    year = _year(last)
    day_first, month_first = _iso(year, two, one), _iso(year, one, two)
    if day_first is None:
        return Read(month_first, ("month_first",), rest) if month_first else None
    if month_first is None or day_first == month_first:
        return Read(day_first, (), rest)
    if order == "mixed":
        return Read(None, ("month_day_ambiguous",), rest, (day_first, month_first))
    if order == "month first":
        return Read(month_first, ("month_day_ambiguous",), rest, (month_first, day_first))
    return Read(day_first, ("day_month_ambiguous",), rest, (day_first, month_first))


def _year(text: str) -> int:
    bare = text.lstrip("'’")
    number = int(bare)
    return number if len(bare) == 4 else number + (2000 if number < _PIVOT else 1900)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
