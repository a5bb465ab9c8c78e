from types import SimpleNamespace

import pytest

from tests.factories import grant, make_commune, make_official, make_user, make_village
from villages.models import Role


@pytest.fixture
def office(db):
    """Two communes with a village each, without decisions: much quicker than a world."""
    here, there = make_commune(), make_commune("Quảng La", "07054")
    rows = SimpleNamespace(here=here, there=there)
    rows.village, rows.foreign_village = make_village(here), make_village(there, "Khe Liêu")
    rows.officer, rows.leader, rows.member = make_user("Hoàng Thị Mai"), make_user("Đinh Văn Lượng"), make_user()
    grant(rows.officer, Role.OFFICER, here)
    grant(rows.leader, Role.LEADER, here)
    grant(rows.member, Role.TEAM_MEMBER, here, rows.village)
    make_official(here, "Hoàng Thị Mai", rows.officer, [("CULTURE_OFFICER", None)])
    rows.official = make_official(here, "Đặng Văn Cường", positions=[("VILLAGE_HEAD", rows.village)])
    rows.foreign_official = make_official(there, "Đặng Văn Cường", positions=[("VILLAGE_HEAD", rows.foreign_village)])
    return rows
