"""The numbers by which spreadsheets count days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no time zones
EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_LAST = 2_958_465  # 9999-12-31, the last day a spreadsheet knows


def serial_day(number: float, epoch: datetime = EPOCH) -> date | datetime | None:
    """Return the day, or the day and time, that a spreadsheet means by this number; None when it can mean none."""
    if not 1 <= number <= _LAST:
        return None
    try:
        moment = epoch + timedelta(days=number)
    except OverflowError:
        return None
    return moment.date() if number == int(number) else moment.replace(microsecond=0)
