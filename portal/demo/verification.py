"""The calls by which the commune of the demo asks whether people were taught: of the months that are over, all of them
made but for the last ones of the last month."""

import random

from config.days import month_before
from households.actions.calls import draw_calls, record_call
from households.calls import last_finished_month
from households.models import VerificationCall
from portal.demo.people import at
from portal.demo.registry import SEED
from teams.models import Team

Result = VerificationCall.Result
MONTHS = 3
STILL_TO_CALL = 2
ANSWERS = [Result.CONFIRMED] * 17 + [Result.UNREACHED] * 2 + [Result.NOT_CONFIRMED]
NOTES = {
    Result.NOT_CONFIRMED: "Nói là chưa ai đến nhà trong tháng ấy.",
    Result.UNREACHED: "Gọi hai lần không nghe máy.",
}


def verify(stage):
    rng, officer = random.Random(f"{SEED} calls"), stage.users["congchuc"]
    month = last_finished_month()
    for number in range(MONTHS):
        for team in Team.objects.exclude(starts_on=None).order_by("pk"):
            calls = draw_calls(team, month=month, by=officer, at=at(stage.today, 8))
            for call in calls if number else calls[:-STILL_TO_CALL]:
                result = rng.choice(ANSWERS)
                record_call(call, result=result, note=NOTES.get(result, ""), by=officer, at=at(stage.today, 8, 30))
        month = month_before(month)
