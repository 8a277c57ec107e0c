"""Numbers as spreadsheets store them, and the days and times that they count."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no time zones
EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_NO_LEAP_DAY = 60  # spreadsheets count a 29 February 1900 that never was
_DAY = 86_400
_MOST_DIGITS, _EXACT = 40, 1e15
_LAST = 2_958_465  # 9999-12-31, the last day a spreadsheet knows


def number_of(text: str) -> int | float | None:
    """Return the number that a file writes so, with all digits of a whole one; None where it is none or has no end."""
    bare = text.strip()
    if bare.removeprefix("-").isdecimal() and len(bare) <= _MOST_DIGITS:
        return int(bare)
    try:
        number = float(bare)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def serial_day(number: float, epoch: datetime = EPOCH) -> date | datetime | None:
    """Return the day, or the day and time, that a spreadsheet means by this number; None when it can mean none."""
    if not 1 <= number <= _LAST:
        return None
    if epoch == EPOCH and number < _NO_LEAP_DAY:
        number += 1
    try:
        moment = epoch + timedelta(seconds=round(number * _DAY))
    except OverflowError:
        return None
    return moment.date() if number == int(number) else moment


def clock(number: float) -> str:
    """Return hours, minutes and seconds of a time or a duration, which spreadsheets count in days."""
    seconds = round(abs(number) * _DAY)
    return f"{'-' if number < 0 else ''}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
