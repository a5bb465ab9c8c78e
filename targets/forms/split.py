"""Which household of a village that is split goes where: one by one, or by a list of numbers, before the lane."""

import re
from collections import Counter
from dataclasses import dataclass

from config.vietnamese import tidy_line
from households.models import Household
from households.search import number_key


@dataclass(frozen=True)
class Choice:
    """A select of the new villages: its name, what it stands for, which is chosen (None: none)."""

    name: str
    label: str
    value: str | None


class Assignments:
    """Of the present households of `village`, as `data` (a QueryDict) sends them to `news` [Village]."""

    def __init__(self, data, village, news):
        self.news, self.data = news, data
        here = Household.objects.present().filter(village=village).select_related("head").by_lane()
        self.households = list(here)
        self.unknown: list[str] = []
        self.twice: list[str] = []
        listed, single = self._by_number(), self._one_by_one()
        both = [one for one in self.households if one.pk in listed and one.pk in single]
        self.torn = [one.number for one in both if listed[one.pk] is not single[one.pk]]
        self.homes = self._by_lane() | listed | single

    @property
    def mistakes(self):
        """What was told and cannot be meant."""
        unknown = f"Thôn không có hộ mang số {', '.join(self.unknown[:10])}." if self.unknown else ""
        twice = f"Hộ số {', '.join(self.twice[:10])} có tên hai lần trong các danh sách." if self.twice else ""
        torn = f"Hộ số {', '.join(self.torn[:10])} xếp riêng vào một thôn, trong danh sách lại vào thôn khác."
        return [sentence for sentence in (unknown, twice, torn if self.torn else "") if sentence]

    @property
    def lanes(self):
        """[Choice] of the lanes, each with the number of its households."""
        numbers: dict = {}
        for household in self.households:
            names = numbers.setdefault(household.lane_key, [household.lane, 0])
            names[1] += 1
        return [
            Choice(f"lane-{key or '0'}", f"{lane or 'Không ghi ngõ'} ({number} hộ)", self._sent(f"lane-{key or '0'}"))
            for key, (lane, number) in numbers.items()
        ]

    @property
    def lists(self):
        """[(name of the field, label, what was typed)]"""
        return [
            (f"numbers-{place}", f"Số các hộ vào {new.label}", self.data.get(f"numbers-{place}", "")[:4000])
            for place, new in enumerate(self.news)
        ]

    @property
    def single(self):
        """[Choice] of the households that go one by one, and of those that go nowhere yet."""
        return [
            Choice(f"home-{one.pk}", f"Hộ {one.number}, {one.head_name}{one.lane and ', '}{one.lane}", sent)
            for one in self.households
            if (sent := self._sent(f"home-{one.pk}")) is not None or one.pk not in self.homes
        ]

    @property
    def options(self):
        return [(str(place), new.label) for place, new in enumerate(self.news)]

    def _sent(self, name):
        """The value sent for `name` if it names one of the new villages."""
        value = self.data.get(name, "")
        return value if value in {str(place) for place in range(len(self.news))} else None

    def _by_lane(self):
        sent = {one.pk: self._sent(f"lane-{one.lane_key or '0'}") for one in self.households}
        return {pk: self.news[int(value)] for pk, value in sent.items() if value is not None}

    def _by_number(self):
        numbers, found = {one.number.casefold(): one.pk for one in self.households}, {}
        alike = Counter(one.number_key for one in self.households)
        shortened = {one.number_key: one.pk for one in self.households if alike[one.number_key] == 1}
        for place, new in enumerate(self.news):
            for typed in re.split(r"[,;\r\n]+", self.data.get(f"numbers-{place}", "")[:4000]):
                typed = tidy_line(typed)
                pk = numbers.get(typed.casefold()) or shortened.get(number_key(typed))
                if typed and pk is None:
                    self.unknown.append(typed[:20])
                elif typed and pk in found:
                    self.twice.append(typed)
                elif typed:
                    found[pk] = new
        return found

    def _one_by_one(self):
        sent = {one.pk: self._sent(f"home-{one.pk}") for one in self.households}
        return {pk: self.news[int(value)] for pk, value in sent.items() if value is not None}
