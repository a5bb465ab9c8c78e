import re
from dataclasses import dataclass, field

from django.utils import timezone

from config.forms import draw_select
from config.vietnamese import tidy
from targets.forms.lines import NUMBER, LinesForm
from targets.forms.officials import Officials
from teams.actions import set_people
from teams.effects import Undoing
from teams.lines import RANKS
from teams.models import Decision, Membership, Team, TeamRole

LEAVES = "THOI"
BLANK_ROWS = 2


@dataclass
class PersonRow:
    """One person and the choice that is made about him."""

    name: str
    person: str
    note: str
    options: list[tuple[str, str]]
    value: str = ""
    error: str = ""

    @property
    def select(self):
        """Drawn like those of forms: a page holds hundreds of options."""
        attrs = {"id": f"id_{self.name}"}
        if self.error:
            attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{self.name}_error"}
        options = [
            {"value": value, "label": label, "attrs": {"selected": value == self.value}}
            for value, label in self.options
        ]
        return draw_select(name=self.name, attrs=attrs, optgroups=[(None, options, 0)])


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
    reformed: bool = False  # also where everybody stays
    error: str = ""

    @property
    def chosen(self):
        return [*self.members, *self.candidates]

    @property
    def filled(self):
        return self.reformed or any(row.value for row in self.chosen) or any(row.person for row in self.new)

    @property
    def wrong(self):
        return bool(self.error) or any(row.error for row in [*self.chosen, *self.new])


class PeopleForm(LinesForm):
    """Whom a draft appoints to and dismisses from each team: of the people of the village each with a choice, of
    the present members what becomes of them, and empty rows for anybody else of the commune."""

    def __init__(self, data=None, *, decision, user):
        super().__init__(data, decision=decision, user=user)
        self.officials = Officials(user, decision.commune_id)
        self.members = {member.pk: member for member in self._read_members()}
        self.undone = self._read_undone()
        self.appointed: dict = {}
        self.leaving: list[Membership] = []
        self._stored = self._read_stored()
        self.reforms = decision.kind == Decision.Kind.REFORM
        self._reformed = set(decision.reforms.values_list("team", flat=True)) if self.reforms else set()
        self.sections = [self._section(team) for team in self.teams]

    def open_on(self, team):
        """Puts the section of the team whose id is `team`, typed in an address, first; it opens, the others fold."""
        self.sections.sort(key=lambda section: str(section.team.pk) != team)
        self.opened = next((section.team for section in self.sections if str(section.team.pk) == team), None)

    def _read_members(self):
        """Present members, and those to come, whom no other decision lets go; each official with his posts."""
        standing = [team for team in self.teams if team.starts_on]
        members = list(Membership.objects.not_over().filter(team__in=standing, ended_by=None))
        for member in members:
            member.official = self.officials.by_id[member.official_id]
        return members

    def _read_undone(self):
        """Ids of the members who leave because a decision goes out of force, unless the draft appoints them anew."""
        if not self.decision.affects_another:
            return set()
        on = self.decision.effective_on or timezone.localdate()
        undoing = Undoing(self.decision.relations.all(), on, named=[team.pk for team in self.teams])
        return {member.pk for member in undoing.memberships}

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
            if member.pk in self.undone:
                options = [("", "Thôi tham gia"), *((role.value, f"Cử làm {role.label.lower()}") for role in TeamRole)]
            else:
                options = [("", "Giữ nguyên"), (LEAVES, "Thôi tham gia")]
                others = [role for role in TeamRole if role != member.role]
                options += [(role.value, f"Chuyển làm {role.label.lower()}") for role in others]
            posts = self.officials.posts[member.official_id].text
            note = ", ".join(part for part in (member.get_role_display(), posts) if part)
            section.members.append(self._row(f"member-{member.pk}", member.official, note, options))
        present = {member.official_id for member in held}
        for official in self._candidates(team, present):
            options = [("", "Không tham gia"), *TeamRole.choices]
            posts = self.officials.posts[official.pk].text
            section.candidates.append(self._row(f"role-{team.pk}-{official.pk}", official, posts, options))
        section.new = self._new_rows(team)
        if self.reforms:
            section.reformed = f"reform-{team.pk}" in self.data if self.bound else team.pk in self._reformed
        return section

    def _row(self, name, official, note, options):
        value = self.data.get(name, "") if self.bound else self._stored.get(name, "")
        return PersonRow(name, official.full_name, note, options, value)

    def _candidates(self, team, present):
        """Who holds a post in the team's village (of a commune's own team: in the commune), or is chosen already."""
        named = [*self._stored, *(self.data if self.bound else [])]
        found = (re.fullmatch(rf"role-{team.pk}-{NUMBER}", name, re.ASCII) for name in named)
        chosen = {int(match[1]) for match in found if match}
        officials, posts = self.officials.by_id, self.officials.posts
        here = {pk for pk, held in posts.items() if team.village_id in held.villages} | chosen & officials.keys()
        order = {pk: (posts[pk].rank, officials[pk].sort_key, pk) for pk in here - present}
        return [officials[pk] for pk in sorted(order, key=order.__getitem__)]

    def _new_rows(self, team):
        if not self.bound:
            return [NewRow() for _ in range(BLANK_ROWS)]
        people, roles = self.data.getlist(f"new-{team.pk}"), self.data.getlist(f"new-role-{team.pk}")
        roles += [TeamRole.MEMBER] * (len(people) - len(roles))
        rows = [NewRow(tidy(person), role) for person, role in zip(people, roles, strict=False) if person.strip()]
        return [*rows, *(NewRow() for _ in range(BLANK_ROWS))]

    def is_valid(self):
        self.appointed, self.leaving = {}, []
        self._refuse_foreign()
        for section in self.sections:
            self._judge(section)
        return not self.error and not any(section.wrong for section in self.sections)

    def _refuse_foreign(self):
        offered = {row.name for section in self.sections for row in section.chosen}
        others = ("new", "new-role", "reform") if self.reforms else ("new", "new-role")
        offered |= {f"{other}-{team.pk}" for team in self.teams for other in others}
        for name in self.data:
            if (
                re.match(r"(member|role|new|new-role|reform)-", name)
                and name not in offered
                and any(self.data.getlist(name))
            ):
                self.error = "Có tổ hoặc người không thuộc xã này, hoặc vừa thay đổi. Hãy xem lại rồi lưu."

    def _judge(self, section):
        """Who is in the team after the effect; one tổ trưởng, where anything changes or it is re-formed."""
        team, roles = section.team, {}
        for row in section.chosen:
            self._judge_choice(team, row, roles)
        for row in section.new:
            if row.person:
                self._judge_new(row, team, roles)
        leaders = sum(role == TeamRole.LEADER for role in roles.values())
        if section.filled and leaders != 1 and not section.wrong:
            number = f"có {leaders}" if leaders else "chưa có ai"
            section.error = f"Mỗi tổ phải có đúng một tổ trưởng; theo lựa chọn này thì {number}."

    def _judge_choice(self, team, row, roles):
        kind, *_, last = row.name.split("-")
        member = self.members[int(last)] if kind == "member" else None
        official = member.official if member else self.officials.by_id[int(last)]
        if row.value and row.value not in dict(row.options):
            row.error = "Hãy chọn một trong các mục có sẵn."
        elif member and not row.value:
            if member.pk not in self.undone:
                roles[official.pk] = member.role
        elif row.value:
            if member:
                self.leaving.append(member)
            if row.value != LEAVES:
                roles[official.pk] = row.value
                self.appointed[team, official] = row.value

    def _judge_new(self, row, team, roles):
        official, row.error = self.officials.find(row.person)
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

    def _write(self):
        appointments = [(team, official, role) for (team, official), role in self.appointed.items()]
        reformed = [section.team for section in self.sections if self.reforms and section.filled]
        lines = {"appointments": appointments, "leaving": self.leaving, "reformed": reformed}
        set_people(self.decision, **lines, by=self.user, read_version=self.read_version)

    def _show_both(self, saved):
        now = {row.name: row for section in saved.sections for row in section.chosen}
        for row in (row for section in self.sections for row in section.chosen):
            other = now.pop(row.name, None)
            if other and other.value != row.value:
                row.error = f"Đang lưu: {dict(other.options)[other.value]}."
        missing = [f"{row.person} ({dict(row.options)[row.value]})" for row in now.values() if row.value]
        if missing:
            self.error += f" Đang lưu thêm: {', '.join(missing)}."
        listed = {section.team for section in saved.sections if section.filled}
        for section in self.sections if self.reforms else ():
            if section.filled != (section.team in listed):
                section.error = f"Đang lưu: {'' if section.team in listed else 'không '}kiện toàn tổ này."
