import re
from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from config.vietnamese import fold, tidy
from teams.actions import ChangedMeanwhile, set_people
from teams.lines import RANKS, place
from teams.models import Decision, Membership, Team, TeamRole
from villages.models import Official, Position
from villages.models.official import describe_posts

LEAVES = "THOI"
BLANK_ROWS = 3
MOST_OPEN = 5
NUMBER = r"(\d{1,18})"


@dataclass
class PersonRow:
    """One person and the choice that is made about him."""

    name: str
    person: str
    note: str
    options: list[tuple[str, str]]
    value: str = ""
    error: str = ""


@dataclass
class NewRow:
    """Somebody picked by name from the whole commune."""

    person: str = ""
    role: str = TeamRole.MEMBER
    error: str = ""


@dataclass
class Section:
    team: Team
    members: list[PersonRow] = field(default_factory=list)
    candidates: list[PersonRow] = field(default_factory=list)
    new: list[NewRow] = field(default_factory=list)
    error: str = ""

    @property
    def filled(self):
        rows = [*self.members, *self.candidates]
        return sum(bool(row.value) for row in rows) + sum(bool(row.person) for row in self.new)

    @property
    def wrong(self):
        return bool(self.error) or any(row.error for row in [*self.members, *self.candidates, *self.new])


class PeopleForm:
    """Whom a draft appoints to and dismisses from each team: of the people of the village each with a choice, of
    the present members what becomes of them, and empty rows for anybody else of the commune."""

    def __init__(self, data=None, *, decision, user):
        self.decision, self.user, self.error = decision, user, ""
        self.bound = data is not None
        self.data = data if self.bound else {}
        self.read_version = version_in(data) if self.bound else decision.version
        positions = Position.objects.in_force().select_related("village")
        officials = Official.objects.editable_by(user).filter(commune=decision.commune_id)
        self.officials = {
            official.pk: official for official in officials.prefetch_related(Prefetch("positions", positions))
        }
        self.teams = {team.pk: team for team in teams_for(decision, user)}
        self.members = {member.pk: member for member in self._read_members()}
        self.appointed, self.leaving = {}, []
        self._stored = self._read_stored()
        self.sections = [self._section(team) for team in sorted(self.teams.values(), key=place)]

    def _read_members(self):
        """Present members, and those to come, whom no other decision lets go; each official with his posts."""
        standing = [team for team in self.teams.values() if team.starts_on]
        members = list(Membership.objects.not_over().filter(team__in=standing, ended_by=None))
        for member in members:
            member.official = self.officials[member.official_id]
        return members

    def _read_stored(self):
        """{name of a control: what the draft says}"""
        roles = {(line.team_id, line.official_id): line.role for line in self.decision.appointments.all()}
        stored = {f"role-{team}-{official}": role for (team, official), role in roles.items()}
        for membership in self.decision.dismissals.values_list("membership", flat=True):
            if member := self.members.get(membership):
                key = f"role-{member.team_id}-{member.official_id}"
                stored[f"member-{membership}"] = stored.pop(key, LEAVES)
        return stored

    def _section(self, team):
        section = Section(team)
        held = [member for member in self.members.values() if member.team_id == team.pk]
        for member in sorted(held, key=lambda member: (RANKS.index(member.role), member.pk)):
            options = [("", "Giữ nguyên"), (LEAVES, "Thôi tham gia")]
            options += [(role.value, f"Chuyển làm {role.label.lower()}") for role in TeamRole if role != member.role]
            note = ", ".join(part for part in (member.get_role_display(), posts_of(member.official)) if part)
            section.members.append(self._row(f"member-{member.pk}", member.official, note, options))
        present = {member.official_id for member in held}
        for official in self._candidates(team, present):
            options = [("", "Không tham gia"), *TeamRole.choices]
            section.candidates.append(self._row(f"role-{team.pk}-{official.pk}", official, posts_of(official), options))
        section.new = self._new_rows(team)
        return section

    def _row(self, name, official, note, options):
        value = self.data.get(name, "") if self.bound else self._stored.get(name, "")
        return PersonRow(name, official.full_name, note, options, value)

    def _candidates(self, team, present):
        """Who holds a post in the team's village (of a commune's own team: in the commune), or is chosen already."""
        named = [*self._stored, *(self.data if self.bound else [])]
        found = (re.fullmatch(rf"role-{team.pk}-{NUMBER}", name, re.ASCII) for name in named)
        chosen = {int(match[1]) for match in found if match}
        here = [
            official
            for official in self.officials.values()
            if official.pk in chosen or any(post.village_id == team.village_id for post in official.positions.all())
        ]
        here = [official for official in here if official.pk not in present]
        return sorted(here, key=lambda official: (rank_of(official), official.sort_key, official.pk))

    def _new_rows(self, team):
        if not self.bound:
            return [NewRow() for _ in range(BLANK_ROWS)]
        people, roles = self.data.getlist(f"new-{team.pk}"), self.data.getlist(f"new-role-{team.pk}")
        roles += [TeamRole.MEMBER] * (len(people) - len(roles))
        rows = [NewRow(tidy(person), role) for person, role in zip(people, roles, strict=False) if person.strip()]
        return [*rows, *(NewRow() for _ in range(BLANK_ROWS))]

    @property
    def folded(self):
        """So many teams that those without people open only when asked."""
        return len(self.sections) > MOST_OPEN

    @property
    def labels(self):
        """What is offered while a name is typed."""
        return list(self._by_label())

    def _by_label(self):
        names = [label_of(official) for official in self.officials.values()]
        twice = {name for name, number in Counter(names).items() if number > 1}
        return {
            f"{label} (mã {official.pk})" if label in twice else label: official
            for label, official in zip(names, self.officials.values(), strict=True)
        }

    def is_valid(self):
        self.appointed, self.leaving = {}, []
        self._refuse_foreign()
        labels = self._by_label()
        for section in self.sections:
            self._judge(section, labels)
        return not self.error and not any(section.wrong for section in self.sections)

    def _refuse_foreign(self):
        offered = {row.name for section in self.sections for row in [*section.members, *section.candidates]}
        offered |= {f"new{role}-{team}" for team in self.teams for role in ("", "-role")}
        for name in self.data:
            if re.match(r"(member|role|new|new-role)-", name) and name not in offered and any(self.data.getlist(name)):
                self.error = "Có tổ hoặc người không thuộc xã này, hoặc vừa thay đổi. Hãy xem lại rồi lưu."

    def _judge(self, section, labels):
        """Who is in the team after the effect; one tổ trưởng, where anything changes."""
        team, roles = section.team, {}
        for row in [*section.members, *section.candidates]:
            self._judge_choice(team, row, roles)
        for row in section.new:
            if row.person:
                self._judge_new(row, team, roles, labels)
        leaders = sum(role == TeamRole.LEADER for role in roles.values())
        if section.filled and leaders != 1 and not section.wrong:
            number = f"có {leaders}" if leaders else "chưa có ai"
            section.error = f"Mỗi tổ phải có đúng một tổ trưởng; theo lựa chọn này thì {number}."

    def _judge_choice(self, team, row, roles):
        kind, *_, last = row.name.split("-")
        member = self.members[int(last)] if kind == "member" else None
        official = member.official if member else self.officials[int(last)]
        if row.value and row.value not in dict(row.options):
            row.error = "Hãy chọn một trong các mục có sẵn."
        elif member and not row.value:
            roles[official.pk] = member.role
        elif row.value:
            if member:
                self.leaving.append(member)
            if row.value != LEAVES:
                roles[official.pk] = row.value
                self.appointed[team, official] = row.value

    def _judge_new(self, row, team, roles, labels):
        official, row.error = find_official(row.person, labels)
        if official and row.role not in TeamRole.values:
            row.error = "Hãy chọn chức danh."
        elif official and official.pk in roles:
            row.error = f"{official.full_name} đã có trong tổ."
        elif official and any(
            member.official_id == official.pk and member.team_id == team.pk for member in self.leaving
        ):
            row.error = f"Hãy chọn chức danh mới cho {official.full_name} ở dòng thành viên phía trên."
        elif official:
            roles[official.pk] = row.role
            self.appointed[team, official] = row.role

    def save(self):
        """Whether it was saved; if not, the reasons are on the form."""
        appointments = [(team, official, role) for (team, official), role in self.appointed.items()]
        lines = {"appointments": appointments, "leaving": self.leaving}
        try:
            set_people(self.decision, **lines, by=self.user, read_version=self.read_version)
        except ChangedMeanwhile as refusal:
            self._show_both(refusal.message)
            return False
        except ValidationError as refusal:
            self.error = refusal.message
            return False
        return True

    def _show_both(self, message):
        self.error = f"{message} Hãy so với điều đang lưu ghi dưới từng dòng, rồi lưu lại."
        saved = PeopleForm(decision=Decision.objects.editable_by(self.user).get(pk=self.decision.pk), user=self.user)
        self.read_version = saved.read_version
        now = {row.name: row for section in saved.sections for row in [*section.members, *section.candidates]}
        for section in self.sections:
            for row in [*section.members, *section.candidates]:
                other = now.pop(row.name, None)
                if other and other.value != row.value:
                    row.error = f"Đang lưu: {dict(other.options)[other.value]}."
        missing = [f"{row.person} ({dict(row.options)[row.value]})" for row in now.values() if row.value]
        if missing:
            self.error += f" Đang lưu thêm: {', '.join(missing)}."


def version_in(data):
    """Which version of the draft the sent form was made from; -1, which none is, where it does not say."""
    typed = data.get("read_version", "")
    return int(typed) if re.fullmatch(NUMBER, typed, re.ASCII) else -1


def teams_for(decision, user):
    """Teams whose lines the draft may change: those it founds and, unless it is a founding one, those that stand."""
    teams = list(decision.founded_teams.select_related("village"))
    if decision.kind != Decision.Kind.FOUND:
        teams += Team.objects.draftable_by(user).filter(commune=decision.commune_id).select_related("village")
    return teams


def posts_of(official):
    return describe_posts(official.positions.all())


def rank_of(official):
    return min((post.rank for post in official.positions.all()), default=len(Position.Kind))


def label_of(official):
    return " – ".join(part for part in (official.full_name, posts_of(official)) if part)


def find_official(typed, labels):
    """(official, error) for what was typed: a label that was offered, or a name that only one person has."""
    if typed in labels:
        return labels[typed], ""
    wanted = fold(typed)
    found = [official for label, official in labels.items() if wanted in (official.search_key, fold(label))]
    if len(found) == 1:
        return found[0], ""
    if found:
        return None, f"Có {len(found)} người tên này; hãy chọn trong danh sách hiện ra khi gõ tên."
    return None, "Không có cán bộ nào tên như vậy; hãy thêm ở mục Cán bộ trước."
