"""What was counted, taught and assigned before a reorganisation stays to be read, and says what became of it."""

from targets.models import Target
from tests.factories import days_ago
from tests.targets.reorganising import merge


def test_target_says_that_it_ended_with_its_village(lived, client):
    later = days_ago(-30).date()
    Target.objects.filter(pk=lived.target.pk).update(ended_on=later, ended_by=lived.decision)

    merge(lived, client)

    page = client.get(lived.target.get_absolute_url()).text
    assert f"{days_ago(0):%d/%m/%Y}, do sắp xếp đơn vị" in page
    assert Target.objects.get(pk=lived.target.pk).ended_by is None
