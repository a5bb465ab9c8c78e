import pytest

from tests.factories import days_ago, see, teach


@pytest.fixture
def lived(world):
    """The world a week long, with different counts in its two villages."""
    at = days_ago(7)
    see(world.household, world.person, by=world.member, at=at)
    other = world.other_household.residents.get()
    teach(world.other_household, other, by=world.other_team_leader, at=at)
    return world
