"""Template filters for the way Vietnamese offices write dates, numbers and phones."""

import datetime

from django import template
from django.template import defaultfilters
from django.utils import timezone

from config import vietnamese

register = template.Library()
register.filter("long_date", vietnamese.long_date)
register.filter("capitalise_first", vietnamese.capitalise_first)
register.filter("number", vietnamese.show_number)


@register.filter(expects_localtime=True)
def date(value, style=None):
    """Django's own; a day without a `style`, of which a table shows hundreds, is not put together letter by letter."""
    if style is None and isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return defaultfilters.date(value, style)


@register.filter
def phone(value):
    return vietnamese.show_phone(value or "")


@register.filter
def moment(value):
    """'14:05 ngày 07/06/2022'."""
    return f"{timezone.localtime(value):%H:%M ngày %d/%m/%Y}" if value else ""


@register.filter
def percent(value):
    """'80%', '62,5%'; '—' for nothing to divide by. `value` is in per cent."""
    return "—" if value is None else f"{vietnamese.show_number(value)}%"
