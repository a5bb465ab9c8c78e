"""The registry as files: in the columns of the import, so that they can be corrected and brought back."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from config.listing import Column, Listing, describe, ids_of
from config.vietnamese import show_phone
from households import columns
from households.duplicates import pairs_to_judge
from households.forms.filters import HouseholdFilter
from households.models import Household, Resident
from villages.forms.official import OfficialFilter
from villages.lists import listed_villages
from villages.models import Commune, Official, Position, Village


def _columns_of(sheet):
    return [Column(column.heading, column.write, column.width) for column in sheet.columns]


VILLAGES = [
    *_columns_of(columns.VILLAGES),
    Column("Xã", lambda village: str(village.commune), 20),
    Column("Trưởng thôn", lambda village: "; ".join(head.official.full_name for head in village.heads), 26),
    Column("Điện thoại", lambda village: "; ".join(show_phone(head.official.phone) for head in village.heads), 16),
]


def _of_side(place, whose):
    return [
        Column(f"Họ và tên {whose}", lambda pair: pair[place].full_name, 26),
        Column(f"Năm sinh {whose}", lambda pair: pair[place].birth_year, 10),
        Column(f"Thôn {whose}", lambda pair: str(pair[place].village), 16),
        Column(f"Số hộ {whose}", lambda pair: pair[place].household.number, 9),
        Column(f"Ngõ, xóm {whose}", lambda pair: pair[place].household.lane, 18),
        Column(f"Số điện thoại {whose}", lambda pair: show_phone(pair[place].phone), 14),
    ]


PAIRS = [*_of_side(0, "người thứ nhất"), *_of_side(1, "người thứ hai")]


def villages(request):
    rows = listed_villages(request.user)
    return Listing(
        title="Thôn", back=reverse("village-list"), columns=VILLAGES, rows=rows, communes=ids_of(rows, "commune")
    )


def officials(request):
    """A line a post, past ones too."""
    get_object_or_404(Commune.objects.overseen_by(request.user)[:1])
    filters = OfficialFilter(request.GET)
    rows = filters.narrow(Official.objects.visible_to(request.user))
    posts = Position.objects.visible_to(request.user)
    return Listing(
        title="Cán bộ",
        back=reverse("official-list"),
        columns=_columns_of(columns.OFFICIALS),
        rows=rows,
        lines=lambda part: columns.official_lines(part, positions=posts),
        communes=ids_of(rows, "commune"),
        filters=describe(filters),
        size=lambda: _lines(rows, posts.filter(official__in=rows.order_by()), "official"),
    )


def _lines(rows, parts, owner):
    """One for each of `parts`, and one for each of `rows` that has none."""
    return parts.count() + rows.order_by().exclude(pk__in=parts.order_by().values(owner)).count()


def households(request):
    """A line a person."""
    filters = HouseholdFilter(request.GET, user=request.user)
    rows = filters.narrow(Household.objects.visible_to(request.user))
    state = Resident.State.LEFT if filters.of_those_gone else Resident.State.PRESENT
    people = Resident.objects.visible_to(request.user).filter(state=state)
    theirs = people.filter(household__in=rows.order_by())
    return Listing(
        title="Hộ dân",
        back=reverse("household-list"),
        columns=_columns_of(columns.HOUSEHOLDS),
        rows=rows.select_related("village"),
        lines=lambda part: columns.household_lines(part, people=people),
        communes=ids_of(rows, "village__commune"),
        filters=describe(filters),
        residents=ids_of(theirs),
        size=lambda: _lines(rows, theirs, "household"),
    )


def listed_pairs(request):
    """([(pk, pk)] of those who may be the same person, [Village] in which they are looked for, all that may be)"""
    known = list(Village.objects.registry_editable_by(request.user).in_force())
    if not known:
        raise Http404
    chosen = [village for village in known if str(village.pk) == request.GET.get("thon")] or known
    return pairs_to_judge([village.pk for village in chosen]), chosen, known


def people_of(pairs, user):
    """[(Resident, Resident)] of `pairs` [(pk, pk)]."""
    residents = Resident.objects.editable_by(user).select_related("household", "village")
    rows = residents.in_bulk({pk for pair in pairs for pk in pair})
    return [(rows[one], rows[other]) for one, other in pairs if one in rows and other in rows]


def duplicates(request):
    pairs, chosen, known = listed_pairs(request)
    return Listing(
        title="Trùng lặp",
        back=reverse("duplicate-list"),
        columns=PAIRS,
        rows=pairs,
        lines=lambda part: people_of(part, request.user),
        communes={village.commune_id for village in chosen},
        filters=[f"Thôn: {chosen[0]}"] if len(chosen) < len(known) else [],
        residents=[pk for pair in pairs for pk in pair],
    )
