from datetime import date, datetime, time, timedelta

from django.utils import timezone


def day_begins(day: date) -> datetime:
    """The moment at which `day` begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def month_after(month: date) -> date:
    """The first day of the month after that of the first day `month`."""
    return (month + timedelta(days=31)).replace(day=1)


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
