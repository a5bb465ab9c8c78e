"""The rows that the portal keeps in step visit by visit (households/derive.py, households/tally.py), found in one
statement each for a whole database."""

from django.db import connection
from django.db.models import Count, Sum, Value
from django.db.models.functions import TruncMonth

from households.models import Ability, Guidance, GuidanceTally, TraitValue
from households.models.ability import Level
from households.standing import latest_guidance, latest_observations
from targets.bulk.rows import gather_statistics

LATEST_VISITS = """
    WITH ranked AS (
        SELECT id, household_id, visited_at, received_at, promised_on, outcome, ROW_NUMBER() OVER (
            PARTITION BY household_id ORDER BY visited_at DESC, received_at DESC, id DESC
        ) AS place
        FROM households_visit
        WHERE household_id IS NOT NULL AND id NOT IN (SELECT visit_id FROM households_visitcancellation)
    ), met AS (
        SELECT household_id, MIN(place) AS place
        FROM ranked
        WHERE place <= 20 AND (promised_on IS NOT NULL OR outcome <> 'NOBODY_HOME')
        GROUP BY household_id
    )
    INSERT INTO households_latestvisit (household_id, visit_id, visited_at, promised_on, promised_in_id, changed_at)
    SELECT latest.household_id, latest.id, latest.visited_at, ranked.promised_on,
        CASE WHEN ranked.promised_on IS NOT NULL THEN ranked.id END, latest.received_at
    FROM ranked latest
    LEFT JOIN met ON met.household_id = latest.household_id
    LEFT JOIN ranked ON ranked.household_id = met.household_id AND ranked.place = met.place
    WHERE latest.place = 1
"""
PRESENT = """
    WITH home AS (
        SELECT id, village_id FROM households_household WHERE state = 'PRESENT'
    ), person AS (
        SELECT resident.id, household_id, home.village_id, COALESCE(birth_year, 0) AS birth_year, sex
        FROM households_resident resident
        JOIN home ON home.id = household_id
        WHERE state = 'PRESENT'
    ), reached AS (
        SELECT resident_id, {sums}
        FROM households_ability
        JOIN households_skill skill ON skill.id = skill_id AND skill.basic
        GROUP BY resident_id
    )
    INSERT INTO households_tally (village_id, key, birth_year, sex, number)
"""
OF_PEOPLE = "SELECT village_id, {key}, birth_year, sex, COUNT(*) FROM person {join} GROUP BY 1, 2, 3, 4"
OF_HOMES = "SELECT village_id, {key}, 0, '', COUNT(*) FROM home {join} GROUP BY 1, 2"
LEVELS = [level.value for level in Level if level]


def derive_all():
    """Fills Ability, TraitValue, LatestVisit, Tally and GuidanceTally, all empty before."""
    gather_statistics()
    _insert(
        Ability,
        ["resident_id", "skill_id", "level", "guidance_id"],
        latest_guidance().values_list("resident", "skill", "level", "pk"),
    )
    _insert(
        TraitValue,
        ["household_id", "resident_id", "trait_id", "value", "observation_id"],
        latest_observations().values_list("household", "resident", "trait", "value", "pk"),
    )
    taught = Guidance.objects.counting().filter(taught=True).order_by()
    _insert(
        GuidanceTally,
        ["team_id", "skill_id", "day", "whole_month", "number"],
        taught.values_list("visit__membership__team", "skill", "visit__visited_at__date", Value(False)).annotate(
            Count("pk")
        ),
    )
    _insert(
        GuidanceTally,
        ["team_id", "skill_id", "day", "whole_month", "number"],
        GuidanceTally.objects.order_by()
        .values_list("team", "skill", TruncMonth("day"), Value(True))
        .annotate(Sum("number")),
    )
    with connection.cursor() as cursor:
        cursor.execute(LATEST_VISITS)
        for statement in _tallies():
            cursor.execute(statement)
    gather_statistics()


def _insert(model, columns, queryset):
    sql, params = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) {sql}", params)


def _tallies():
    """One statement for each kind of key that Standing.keys() names."""
    sums = ", ".join(f"SUM(CASE WHEN level >= {level} THEN 1 ELSE 0 END) AS level_{level}" for level in LEVELS)
    trait = "'{prefix}' || trait_id || CASE WHEN value THEN ':1' ELSE ':0' END"
    reached = "JOIN reached ON reached.resident_id = person.id"
    selects = [
        OF_PEOPLE.format(key="'p'", join=""),
        OF_HOMES.format(key="'h'", join=""),
        OF_PEOPLE.format(key=trait.format(prefix="t"), join="JOIN households_traitvalue ON resident_id = person.id"),
        OF_HOMES.format(key=trait.format(prefix="ht"), join="JOIN households_traitvalue ON household_id = home.id"),
        OF_PEOPLE.format(
            key="'s' || skill_id || ':' || level", join="JOIN households_ability ON resident_id = person.id"
        ),
    ]
    for level in LEVELS:
        ablest = f"(SELECT household_id, MAX(level_{level}) AS number FROM person {reached} GROUP BY household_id)"
        selects += [
            OF_PEOPLE.format(key=f"'b{level}:' || level_{level}", join=reached),
            OF_HOMES.format(
                key=f"'hb{level}:' || ablest.number", join=f"JOIN {ablest} ablest ON ablest.household_id = home.id"
            ),
        ]
    return [PRESENT.format(sums=sums) + select for select in selects]
