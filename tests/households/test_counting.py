"""Whatever is logged, withdrawn, observed or moved: the derived rows, the tallies and the progress equal a plain
recount, today and on a past day."""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from households.actions import exclusion, life, registry
from households.actions.content import VisitContent
from households.actions.taking_back import take_back
from households.actions.visit import log_visit, observe, withdraw_visit
from households.models import Ability, Exclusion, Household, LifeEvent, Resident, Skill, Trait, TraitValue, Visit
from households.tally import rebuild
from targets.models import Indicator, Target
from targets.progress import count_for
from tests.factories import LONG_AGO, days_ago, make_household
from tests.households.recount import Recount

PAST = 20  # days ago
ACTIONS = [
    "visit", "visit", "visit", "lesson", "withdraw", "observe", "person", "household", "leave", "depart", "edit",
    "exclude", "exclude", "exclude_home", "end",
]  # fmt: skip
ACTIONS += ["birth", "return", "head", "split", "merge", "back", "back"]
STEPS = st.lists(
    st.fixed_dictionaries(
        {
            "action": st.sampled_from(ACTIONS),
            "who": st.integers(0, 6),
            "days": st.integers(0, 40),
            "levels": st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=5, unique_by=lambda g: g[0]),
            "yes": st.booleans(),
        }
    ),
    max_size=10,
)


def test_counts_equal_a_plain_recount(world):
    people = people_of(world)
    targets = a_target_of_each_kind(world)

    @given(steps=STEPS)
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def check(steps):
        with transaction.atomic():
            for step in steps:
                with suppress(ValidationError), transaction.atomic():
                    _take(step, world, people)
            compare(targets, timezone.localdate())
            compare(targets, timezone.localdate() - timedelta(days=PAST))
            assert rebuild([world.village.pk, world.other_village.pk]) == 0
            transaction.set_rollback(True)

    check()


def people_of(world):
    year = timezone.localdate().year
    home = [
        Resident(full_name="Triệu Văn Bình", birth_year=year - 40, sex="M"),
        Resident(full_name="Đặng Thị Hoa", birth_year=year - 56, sex="F"),
        Resident(full_name="Triệu Thị Cúc", birth_year=year - 18, sex="F"),
    ]
    large = [
        Resident(full_name="Bàn Văn Dần", birth_year=year - 61, sex="M"),
        Resident(full_name="Bàn Thị Én", birth_year=None, sex="F"),
        Resident(full_name="Bàn Văn Giáp", birth_year=year - 15, sex=""),
        Resident(full_name="Bàn Văn Hợi", birth_year=year - 14, sex="M"),
    ]
    make_household(world.village, "101", home, by=world.officer)
    make_household(world.other_village, "102", large, by=world.officer)
    return [resident.pk for resident in [*home, *large]]


def a_target_of_each_kind(world):
    teams = [world.team, world.decision.founded_teams.get(village=world.other_village)]
    indicators = Indicator.objects.select_related("trait", "skill")
    return [
        Target(pk=number, team=team, indicator=indicator, value=80, starts_on=LONG_AGO, due_on=timezone.localdate())
        for number, (team, indicator) in enumerate((team, indicator) for team in teams for indicator in indicators)
    ]


def _take(step, world, people):
    person = Resident.objects.select_related("household__village").filter(pk=people[step["who"]]).first()
    if person is None:  # taken back as entered by mistake
        return
    household, at = person.household, days_ago(step["days"], hour=8)
    day = timezone.localdate(at)
    by = world.team_leader if household.village_id == world.village.pk else world.other_team_leader
    match step["action"]:
        case "visit" | "lesson":
            log_visit(_content(step, person, at), by=by, at=timezone.now())
        case "withdraw":
            visits = list(Visit.objects.filter(cancellation=None))
            if visits:
                withdraw_visit(visits[step["days"] % len(visits)], reason="ghi nhầm", by=world.officer)
        case "observe":
            seen = [(None, person.pk, trait.pk, step["yes"]) for trait in Trait.objects.filter(owner="RESIDENT")]
            fibre = (household.pk, None, Trait.objects.get(owner="HOUSEHOLD").pk, step["yes"])
            observe(household, observations=[*seen[: step["who"]], fibre], by=world.officer, at=at)
        case "person":
            to = Household.objects.present().exclude(pk=household.pk).order_by("?").first()
            registry.move_resident(person, to=to, relation="OTHER", on=day, by=world.officer)
        case "household":
            here = household.village_id == world.village.pk
            registry.move_household(
                household, to=world.other_village if here else world.village, on=day, by=world.officer
            )
        case "leave":
            registry.leave_commune(household, on=day, by=world.officer)
        case "depart":
            registry.depart(person, state=Resident.State.DEAD, on=day, by=world.officer)
        case "exclude" | "exclude_home":
            _exclude(step, household, None if step["action"] == "exclude_home" else person, by, at, world)
        case "end":
            exclusions = list(Exclusion.objects.running())
            if exclusions:
                exclusion.end(exclusions[step["days"] % len(exclusions)], reason="đã về", by=world.officer)
        case "edit":
            person.birth_year = 1950 + step["days"] * 2
            registry.save_members(household, residents=[person], head=household.head, by=world.officer)
        case "birth":
            child = Resident(full_name=f"Bé {step['days']}", birth_year=day.year, relation="CHILD")
            registry.add_member(household, resident=child, kind="BORN", on=day, by=world.officer)
        case "return":
            life.return_resident(person, on=day, by=world.officer)
        case "head":
            life.change_head(household, head=person, on=day, by=world.officer)
        case "split":
            going = [person, *household.residents.present().exclude(pk=person.pk)[: step["days"] % 2]]
            new = Household(number=str(200 + Household.objects.count()))
            life.split_household(household, new=new, people=going, head=person, on=day, by=world.officer)
        case "merge":
            into = Household.objects.present().exclude(pk=household.pk).order_by("pk").last()
            life.merge_household(household, into=into, on=day, by=world.officer)
        case "back":
            events = list(LifeEvent.objects.order_by("-pk"))
            take_back(events[step["who"] % len(events)], by=world.officer)


def _exclude(step, household, person, by, at, world):
    skills = list(Skill.objects.all())
    about = [skills[number] for number, _ in step["levels"]] if step["yes"] else []
    traits = Trait.objects.all()[: step["who"]] if step["yes"] and step["days"] % 2 else []
    until = timezone.localdate(at) + timedelta(days=step["days"] // 2 + 1) if step["days"] % 3 else None
    said = {"reason": "AWAY", "skills": about, "traits": traits, "ends_on": until}
    asked = exclusion.ask(household, resident=person, **said, by=by, at=at)
    exclusion.grant([asked], by=world.officer, at=at)


def _content(step, person, at):
    skills = list(Skill.objects.all())
    smartphone = Trait.objects.get(code="dien-thoai")
    lesson = step["action"] == "lesson"
    return VisitContent(
        uuid=uuid4(),
        village=person.village_id,
        household=None if lesson else person.household_id,
        outcome=Visit.Outcome.GUIDED,
        visited_at=at,
        guidances=tuple((person.pk, skills[skill].pk, level, step["yes"]) for skill, level in step["levels"]),
        observations=((None, person.pk, smartphone.pk, step["yes"]),),
    )


def compare(targets, day):
    recount = Recount(day)
    for target in targets:
        count = count_for(target, day)
        expected = recount.count(target)
        found = (count.counted, count.known, count.population, count.ageless, count.excluded, count.excluded_known)
        found = found[: len(expected)]
        assert found == expected, f"{target.indicator.code} {target.team} {day}"
    if day == timezone.localdate():
        abilities = {(a.resident_id, a.skill.code): a.level for a in Ability.objects.select_related("skill")}
        traits = {
            (v.household_id, v.resident_id, v.trait.code): v.value for v in TraitValue.objects.select_related("trait")
        }
        assert (abilities, traits) == (recount.levels, recount.traits)
