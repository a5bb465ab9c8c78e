"""What an officer finds in a commune in which nothing was entered yet, and what the pages tell him to do first."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from tests.factories import grant, make_commune, make_draft, make_user, make_village
from villages.models import Role


@pytest.fixture
def new(db):
    new = SimpleNamespace(commune=make_commune(), officer=make_user("Hoàng Thị Mai"), observer=make_user())
    grant(new.officer, Role.OFFICER, new.commune)
    grant(new.observer, Role.OBSERVER, new.commune)
    return new


@pytest.mark.parametrize(
    ("name", "said", "first"),
    [
        ("village-list", "Xã chưa có thôn nào.", "village-create"),
        ("official-list", "Chưa có cán bộ nào.", "official-create"),
        ("legal-basis-list", "Chưa có căn cứ nào.", "legal-basis-create"),
        ("decision-list", "Chưa có quyết định nào.", "decision-create"),
        ("register-list", "Chưa có văn bản nào trong sổ.", "register-create"),
        ("published-list", "Chưa có văn bản nào được ban hành.", None),
        ("household-list", "Chưa có hộ nào.", "village-create"),
        ("household-create", "Xã chưa có thôn nào nên chưa thêm hộ được.", "village-create"),
        ("visit-list", "Chưa có lượt thăm nào trong 30 ngày qua.", None),
    ],
)
def test_page_of_a_new_commune_says_what_is_missing_and_what_to_do(name, said, first, new, as_user):
    shown = as_user(new.officer).get(reverse(name), {"q": ""})

    assert said in shown.text
    if first:
        assert f'<a href="{reverse(first)}">' in shown.text


@pytest.mark.parametrize(
    ("name", "asked", "said"),
    [
        ("official-list", {"q": "an"}, "Không có cán bộ nào như vậy."),
        ("decision-list", {"trang_thai": "SIGNED"}, "Không có quyết định nào như vậy."),
        ("register-list", {"q": "an"}, "Không có văn bản nào như vậy trong sổ."),
        ("published-list", {"q": "an"}, "Không có văn bản nào như vậy."),
        ("household-list", {"q": "an"}, "Không có hộ nào như vậy."),
        ("visit-list", {"tu": "01/01/2026"}, "Không có lượt thăm nào như vậy trong những ngày này."),
    ],
)
def test_list_that_a_filter_leaves_empty_says_so(name, asked, said, new, as_user):
    assert said in as_user(new.officer).get(reverse(name), asked).text


def test_observer_of_a_new_commune_is_not_told_that_he_lacks_a_grant(new, as_user):
    assert "xã chưa ghi thôn" in as_user(new.observer).get(reverse("village-list")).text


def test_founding_and_dissolving_name_what_is_missing(new, as_user):
    client, page = as_user(new.officer), reverse("decision-create")

    founding, dissolving = client.get(page, {"loai": "FOUND"}), client.get(page, {"loai": "DISSOLVE"})

    assert f'Xã chưa có thôn nào: hãy <a href="{reverse("village-create")}">' in founding.text
    assert f'Tổ được lập bằng <a href="{page}?loai=FOUND">' in dissolving.text


def test_founding_says_nothing_where_there_is_a_village(new, as_user):
    make_village(new.commune)

    shown = as_user(new.officer).get(reverse("decision-create"), {"loai": "FOUND"})

    assert "Xã chưa có thôn nào" not in shown.text
    assert "Thôn 1" in shown.text


def test_first_desk_of_the_officer_lists_the_first_steps(new, as_user):
    shown = as_user(new.officer).get(reverse("home")).text

    names = ["village-list", "official-list", "legal-basis-list", "decision-create", "official-list"]
    steps = re.search(r"Những việc đầu tiên.*?</ol>", shown, re.S)
    assert re.findall(r'href="(/[^"?]*)', steps[0]) == [reverse(name) for name in names]


def test_first_steps_are_gone_once_a_team_is_drafted_and_are_not_the_leaders(new, as_user):
    leader = make_user("Đinh Văn Lượng")
    grant(leader, Role.LEADER, new.commune)

    assert "Những việc đầu tiên" not in as_user(leader).get(reverse("home")).text
    make_draft(new.officer, new.commune, villages=[make_village(new.commune, "1")])
    assert "Những việc đầu tiên" not in as_user(new.officer).get(reverse("home")).text
