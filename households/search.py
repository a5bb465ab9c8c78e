"""What somebody typed to find people and households: the one place that says what matches, and how closely. The
conditions below come closest first; whoever meets one of them matches."""

import re
from functools import reduce
from operator import and_, or_

from django.db import connection
from django.db.models import Q

from config.vietnamese import fold, spell, text_key, tidy_line

MOST_WORDS = 10
SHORTEST_TAIL = 3
SORTED_AT_ONCE = 4_000
NO_LANE = text_key("")


def people_like(text):
    """[Q] on residents: the name, each word of it spelt as typed; words that begin as those typed, without accents and
    in any order; its initials; the last digits of the phone. Empty where nothing was typed."""
    words = fold(text).split()[:MOST_WORDS]
    if not words:
        return []
    if tail := phone_tail(text):
        return [Q(phone__endswith=tail)]
    letters = "".join(words)
    if 1 < len(words) == len(letters):  # "n v a"
        return [Q(initials=letters)]
    spelt = _every(f" {word} " for word in spell(text).split()[:MOST_WORDS])
    conditions = [spelt, _every(f" {word}" for word in words)]
    return [*conditions, Q(initials=letters)] if len(words) == 1 else conditions


def households_like(text):
    """[Q] on households: the number or the whole lane; the beginning of lane or address; the last digits of the phone.
    Empty where nothing was typed."""
    words = fold(text)
    if not words:
        return []
    typed = tidy_line(text)
    closest = Q(number_key=number_key(re.sub(r"^(hộ|ho|số|so) (?=\d)", "", typed, flags=re.IGNORECASE)))
    if (lane := text_key(typed)) != NO_LANE:
        closest |= Q(lane_key=lane)
    where = Q(search_key__startswith=words) | Q(search_key__contains=f" {words}")
    tail = phone_tail(text)
    return [closest, where | Q(phone__endswith=tail) if tail else where]


def phone_tail(text):
    """The digits that `text` consists of, at least three, as a stored number would end; '' for anything else."""
    if not re.fullmatch(r"\+?[\d\s.()\-–]+", text.strip(), re.ASCII):
        return ""
    digits = re.sub(r"\D", "", text)
    if len(digits) == 11:
        digits = digits.removeprefix("84")
    elif len(digits) == 10:
        digits = digits.removeprefix("0")
    return digits if len(digits) >= SHORTEST_TAIL else ""


def any_of(conditions):
    return reduce(or_, conditions)


def closest(rows, conditions, most):
    """Ids of at most `most` of `rows` that match, closest first, those equally close in the order of `rows`."""
    found: list[int] = []
    for condition in conditions:
        if len(found) < most:
            others = rows.exclude(pk__in=found) if found else rows
            found += _first(others.filter(condition), most - len(found))
    return found


def _first(rows, most):
    """Ids of the first `most` of `rows`. Not left to PostgreSQL: it may walk through all in their order for a name
    that comes last, or sort all of the commonest surname. So a number of matches is sorted; where there are more of
    them, so many people match that the first ones are met soon in their order."""
    order = rows.query.order_by
    sql, params = rows.order_by().values_list(*order)[: SORTED_AT_ONCE + 1].query.sql_with_params()
    sql = f"SELECT pk, COUNT(*) OVER () FROM ({sql}) AS matching ORDER BY {', '.join(order)} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, most])
        found = cursor.fetchall()
    if found and found[0][1] > SORTED_AT_ONCE:
        return list(rows.values_list("pk", flat=True)[:most])
    return [pk for pk, _ in found]


def number_key(number):
    """Sorts and compares a household's number: '7', '07' and '007' are the same."""
    return text_key(number.rjust(6, "0"))


def words_of_name(full_name):
    """What `people_like` looks into: each word of a name behind a space, folded, then spelt out."""
    return f" {fold(full_name)} {spell(full_name)} "


def _every(parts):
    return reduce(and_, (Q(words__contains=part) for part in parts))
