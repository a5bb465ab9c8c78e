from datetime import date, datetime, time

from django.utils import timezone


def day_begins(day: date) -> datetime:
    """The moment at which `day` begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))
