import re

from django.core.exceptions import ValidationError

from teams.actions import ChangedMeanwhile
from teams.lines import place
from teams.models import Decision, Team

NUMBER = r"(\d{1,18})"


class LinesForm:
    """What a draft says about its teams, a section a team; saved only over the version of the draft that was read.

    A page of its own fills `sections`, judges them in `is_valid()` and writes them in `_write()`; where somebody else
    saved meanwhile, `_show_both(saved)` puts beside each control what the draft says now.
    """

    most_open = 5
    opened: Team | None = None  # the only team that a link is about

    def __init__(self, data=None, *, decision, user):
        self.decision, self.user, self.error = decision, user, ""
        self.bound = data is not None
        self.data = data if self.bound else {}
        self.read_version = self._version_read() if self.bound else decision.version
        self.teams = sorted(teams_for(decision, user), key=place)
        self.sections: list = []

    def _version_read(self):
        """-1, which no draft has, where the sent form does not say."""
        typed = self.data.get("read_version", "")
        return int(typed) if re.fullmatch(NUMBER, typed, re.ASCII) else -1

    @property
    def folded(self):
        """So many teams that they open only when asked."""
        return self.opened is not None or len(self.sections) > self.most_open

    def save(self):
        """Whether it was saved; if not, the reasons are on the form."""
        try:
            self._write()
        except ChangedMeanwhile as refusal:
            self.error = f"{refusal.messages[0]} Hãy so với điều đang lưu ghi ở từng dòng, rồi lưu lại."
            saved = type(self)(decision=Decision.objects.get(pk=self.decision.pk), user=self.user)
            self.read_version = saved.read_version
            self._show_both(saved)
            return False
        except ValidationError as refusal:
            self.error = " ".join(refusal.messages)
            return False
        return True


def teams_for(decision, user):
    """Teams whose lines the draft may change: those it founds and, unless it is a founding one, those that stand."""
    teams = list(decision.founded_teams.select_related("village"))
    if decision.kind != Decision.Kind.FOUND:
        teams += Team.objects.draftable_by(user).filter(commune=decision.commune_id).select_related("village")
    return teams
