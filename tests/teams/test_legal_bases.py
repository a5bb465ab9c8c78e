import unicodedata

import pytest
from django.urls import reverse

from targets.actions import submit
from teams.models import LegalBasis
from tests.factories import make_basis, make_draft


def basis_data(**fields):
    return {
        "kind": "PLAN",
        "symbol": "125/KH-UBND",
        "issued_on": "31/03/2022",
        "issuer": "UBND thành phố Hạ Long",
        "title": "về việc thành lập Tổ công nghệ số cộng đồng",
    } | fields


def test_basis_is_added_and_cited(world, as_user):
    client = as_user(world.officer)

    client.post(reverse("legal-basis-create"), basis_data(title=unicodedata.normalize("NFD", "về việc thành lập Tổ")))

    page = client.get(reverse("legal-basis-list"))
    assert LegalBasis.objects.get(symbol="125/KH-UBND").commune == world.here
    assert (
        "Căn cứ Kế hoạch số 125/KH-UBND ngày 31 tháng 3 năm 2022 của UBND thành phố Hạ Long về việc thành lập Tổ;"
        in page.text
    )


def test_law_is_cited_without_doubling_its_name(world, as_user):
    law = basis_data(kind="LAW", symbol="", issued_on="19/06/2015", title="Luật Tổ chức chính quyền địa phương")

    as_user(world.officer).post(reverse("legal-basis-create"), law)

    basis = LegalBasis.objects.get(kind="LAW")
    assert basis.citation == "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("issued_on", "31/02/2022", "Ngày chưa đúng"),
        ("issued_on", "01/01/2199", "Ngày này không thể ở tương lai."),
        ("symbol", "", "Hãy ghi số, ký hiệu"),
        ("symbol", "x" * 10_000, "Hãy viết không quá 50 ký tự"),
        ("issuer", "", "Hãy điền ô này."),
        ("title", "x" * 10_000, "Hãy viết không quá 500 ký tự"),
        ("kind", "", "Hãy chọn."),
    ],
)
def test_basis_form_says_beside_the_field_what_is_wrong(field, typed, message, world, as_user):
    response = as_user(world.officer).post(reverse("legal-basis-create"), basis_data(**{field: typed}))

    form = response.context["form"]
    assert message in form.errors[field][0]
    assert form[field].value() == typed
    assert not LegalBasis.objects.filter(issuer="UBND thành phố Hạ Long").exists()


def test_basis_is_entered_once(world, as_user):
    client = as_user(world.officer)
    client.post(reverse("legal-basis-create"), basis_data())

    response = client.post(reverse("legal-basis-create"), basis_data())

    assert "Căn cứ này đã có trong danh sách." in response.text


def test_basis_edit_keeps_what_someone_else_saved_meanwhile(world, as_user):
    page = reverse("legal-basis-edit", args=[world.basis.pk])
    client = as_user(world.officer)
    client.post(page, basis_data(title="về việc một", read_version=0))

    response = client.post(page, basis_data(title="về việc hai", read_version=0))

    world.basis.refresh_from_db()
    assert world.basis.title == "về việc một"
    assert "Đang lưu: về việc một." in response.text


def test_basis_in_a_draft_can_be_edited_until_it_is_submitted(world, as_user):
    basis = make_basis(world.here, "125/KH-UBND")
    draft = make_draft(
        world.officer,
        world.here,
        kind="ASSIGN",
        targets=[(world.team, world.target.indicator, 85, world.target.due_on)],
    )
    draft.bases.update(basis=basis)
    client, page = as_user(world.officer), reverse("legal-basis-edit", args=[basis.pk])

    before = client.get(page)
    submit(draft, by=world.officer)
    after = client.post(page, basis_data(title="khác", read_version=0))

    assert "dự thảo về việc" in before.text
    assert after.status_code == 404
    assert "chỉ đọc" in client.get(reverse("legal-basis-list")).text


def test_basis_list_names_no_decision_of_another_commune(world, as_user):
    shared = make_basis(None, "749/QĐ-TTg", kind="DECISION")
    world.foreign_decision.bases.update(basis=shared)

    response = as_user(world.officer).get(reverse("legal-basis-list"))

    assert "749/QĐ-TTg" in response.text
    assert reverse("decision-detail", args=[world.foreign_decision.pk]) not in response.text
    assert reverse("legal-basis-edit", args=[shared.pk]) not in response.text


def test_basis_list_costs_the_same_for_many_bases(world, as_user):
    client = as_user(world.officer)
    client.get(reverse("legal-basis-list"))
    few = len(client.queries)
    for number in range(10):
        make_draft(world.officer, world.here).bases.update(basis=make_basis(world.here, f"{number}/KH"))

    client.get(reverse("legal-basis-list"))

    assert len(client.queries) == few
