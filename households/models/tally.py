from datetime import date

from django.db import models

from households.models.ability import Skill
from teams.models import Team
from villages.models import Village

FOREVER = date.max


class Tally(models.Model):
    """How many people (or households) of a village, birth year and sex have what `key` names now; kept by
    differences in the transaction of each change, and equal at any time to a recount (households/tally.py). What ends
    by its date, an exclusion, counts before the day `until`."""

    village = models.ForeignKey(Village, models.CASCADE, related_name="+", verbose_name="thôn", db_index=False)
    key = models.CharField("khóa", max_length=20)
    birth_year = models.PositiveSmallIntegerField("năm sinh", help_text="0: chưa rõ, hoặc là hộ.")
    sex = models.CharField("giới tính", max_length=1, blank=True)
    until = models.DateField("đến trước ngày", default=FOREVER, db_default=FOREVER)
    number = models.IntegerField("số lượng")

    is_derived = True  # from other facts: villages.bulk lets it go with them

    class Meta:
        verbose_name = "số đếm"
        verbose_name_plural = "số đếm"
        ordering = ["village", "key", "birth_year", "sex", "until"]
        constraints = [
            models.UniqueConstraint(fields=["village", "key", "birth_year", "sex", "until"], name="tally_once_a_day")
        ]

    def __str__(self):
        return f"{self.village} {self.key} {self.birth_year}{self.sex}: {self.number}"


class GuidanceTally(models.Model):
    """How many times (lượt) a team taught a skill on a day, or in the whole month that begins on that day, in
    visits that are not cancelled: a year is summed from its months."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+", verbose_name="tổ", db_index=False)
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="+", verbose_name="nội dung", db_index=False)
    day = models.DateField("ngày")
    whole_month = models.BooleanField("cả tháng", default=False)
    number = models.IntegerField("số lượt")

    is_derived = True  # from other facts: villages.bulk lets it go with them

    class Meta:
        verbose_name = "số lượt hướng dẫn theo ngày"
        verbose_name_plural = "số lượt hướng dẫn theo ngày"
        ordering = ["team", "skill", "day", "whole_month"]
        constraints = [
            models.UniqueConstraint(fields=["team", "whole_month", "day", "skill"], name="guidance_tally_once")
        ]

    def __str__(self):
        return f"{self.team} – {self.skill}, {self.day:%d/%m/%Y}: {self.number}"
