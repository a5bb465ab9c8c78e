"""Miễn tính in the numbers: whom an exclusion takes out of which denominator, from when until when."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from households.actions.registry import move_resident
from households.models import Resident, Skill, Trait
from households.tally import rebuild
from targets.evidence import GROUPS, members, sizes
from targets.progress import count_for
from tests.factories import days_ago, exclude, make_household, see, teach
from tests.households.test_counting import a_target_of_each_kind, compare, people_of

SKILL, TRAIT = "dich-vu-cong", "dien-thoai"


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def test_exclusions_that_overlap_take_everybody_out_once_whenever_they_end(world):
    """Each in force for another time, of another scope; looked at before, between and after, by a plain recount."""
    people = [Resident.objects.get(pk=pk) for pk in people_of(world)]
    basic, phone = Skill.objects.filter(basic=True), Trait.objects.filter(code=TRAIT)
    skill = Skill.objects.filter(code=SKILL)
    ten = {"by": world.team_leader, "granted_by": world.officer, "at": days_ago(10)}
    first, second, third, elder, ageless, young, child = people
    exclude(first.household, first, ends_on=in_days(5), **ten)
    exclude(first.household, first, ends_on=in_days(20), skills=skill, traits=phone, **ten)
    exclude(second.household, second, skills=basic, **ten)
    exclude(third.household, ends_on=in_days(9), **ten)
    exclude(third.household, third, ends_on=in_days(3), **ten)
    ten["by"] = world.other_team_leader
    exclude(elder.household, elder, skills=[*basic][1:], **ten)
    exclude(ageless.household, ageless, reason="NO_PHONE", **ten)
    exclude(young.household, traits=Trait.objects.all(), ends_on=in_days(12), **ten)
    teach(first.household, first, by=world.team_leader)
    see(elder.household, elder, by=world.other_team_leader)
    see(third.household, third, by=world.team_leader, has=False)
    for person in (second, young, child):
        for one in basic:
            teach(person.household, person, by=world.other_team_leader if person != second else world.team_leader,
                  skill=one.code, level=3 if person == young else 1)  # fmt: skip
    targets = a_target_of_each_kind(world)
    left_out = []

    for days in (-15, -9, 0, 7, 30):
        with time_machine.travel(timezone.now() + timedelta(days=max(days, 0)), tick=False):
            day = in_days(min(days, 0))
            compare(targets, day)
            counts = {target: count_for(target, day) for target in targets if target.indicator.is_share}
            for target, count in counts.items():
                assert [members(target, group, day).count() for group in GROUPS] == sizes(count), (days, target)
            left_out.append(sum(count.excluded for count in counts.values()))
            assert rebuild([world.village.pk, world.other_village.pk]) == 0

    assert left_out[0] == 0
    assert left_out[1] >= left_out[3] > left_out[4], left_out


def test_past_day_shows_the_exclusion_of_the_household_he_lived_in(world, client):
    former = make_household(world.village, "500", ["Lý Văn Cũ", "Lý Văn Đi"], by=world.officer)
    given = exclude(former, by=world.member, granted_by=world.officer, at=days_ago(5))
    gone = former.residents.get(full_name="Lý Văn Đi")
    move_resident(gone, to=world.household, relation="OTHER", by=world.officer)
    client.force_login(world.officer)

    page = client.get(f"{world.target.get_absolute_url()}?nhom=mien-tinh&ngay={days_ago(1):%d/%m/%Y}")

    shown = {row.full_name: exclusion for row, _, exclusion in page.context["evidence"]}
    assert shown == {"Lý Văn Cũ": given, "Lý Văn Đi": given}
