"""A conference as it is read: on its page, on the sheet that is signed at the door, and in its minutes."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from config.vietnamese import capitalise_first, long_date
from targets.decision_text import TARGETS
from teams.actions import announced_by
from teams.models import LaunchPhoto
from teams.photos import SIZES, size_of


@dataclass(frozen=True)
class Picture:
    """A photo with the address of each of its sizes."""

    photo: LaunchPhoto

    @property
    def page(self):
        return self._address("vua")

    @property
    def thumbnail(self):
        return self._address("nho")

    @property
    def largest(self):
        return self._address("lon")

    @property
    def sources(self):
        """For `srcset`: every size with its width."""
        widths = {name: size_of(self.photo.width, self.photo.height, name)[0] for name in SIZES}
        return ", ".join(f"{self._address(name)} {width}w" for name, width in widths.items())

    @property
    def size(self):
        """(width, height) on the page, so that nothing jumps when it arrives."""
        return size_of(self.photo.width, self.photo.height, "vua")

    @property
    def thumbnail_size(self):
        return size_of(self.photo.width, self.photo.height, "nho")

    def _address(self, name):
        return reverse("launch-photo", args=[f"{self.photo.key}-{name}"])


class LaunchPage:
    """Each part read once."""

    def __init__(self, launch):
        self.launch = launch

    @property
    def when(self):
        """'14 giờ 00, chiều ngày 07 tháng 6 năm 2022', as far as it is known."""
        return when(self.launch)

    @cached_property
    def speeches(self):
        return list(self.launch.speeches.all())

    @cached_property
    def decisions(self):
        return list(announced_by(self.launch))

    @cached_property
    def handovers(self):
        return list(self.launch.handovers.select_related("decision", "official"))

    @cached_property
    def targets(self):
        """[{caption, columns, rows [[(column, cell)]]}] of the targets made known, read from the issued texts."""
        return [table | {"rows": _labelled(table)} for table in announced_targets(self.decisions)]

    @cached_property
    def pictures(self):
        return [Picture(photo) for photo in self.launch.photos.all()]


def when(launch):
    day = long_date(launch.held_on)
    day = f"{launch.part_of_day.lower()} {day}" if launch.part_of_day else day
    return f"{clock(launch.starts_at)}, {day}" if launch.starts_at else capitalise_first(day)


def clock(time):
    return f"{time.hour:02} giờ {time.minute:02}"


def announced_targets(decisions):
    """The tables of targets in the texts of issued `decisions`; a table on one team is named after its annex."""
    tables = []
    for decision in decisions:
        for annex in decision.text["annexes"]:
            found = [table for table in annex["tables"] if table["columns"] == TARGETS]
            tables += [table | {"caption": table["caption"] or annex["title"]} for table in found]
    return tables


def _labelled(table):
    return [list(zip(table["columns"], row, strict=True)) for row in table["rows"]]
