from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch

from config.vietnamese import fold
from villages.models import Official, Position
from villages.models.official import describe_posts


@dataclass(frozen=True)
class Posts:
    """What an official is, read once for a page that shows him in many places."""

    text: str
    rank: int
    villages: set

    @classmethod
    def of(cls, positions):
        rank = min((post.rank for post in positions), default=len(Position.Kind))
        return cls(describe_posts(positions), rank, {post.village_id for post in positions})


class Officials:
    """The officials of a commune with their posts, to be picked by name."""

    def __init__(self, user, commune):
        positions = Position.objects.in_force().prefetch_related("village")  # each village once
        officials = Official.objects.editable_by(user).filter(commune=commune)
        with_posts = officials.prefetch_related(Prefetch("positions", positions, to_attr="held"))
        self.by_id = {official.pk: official for official in with_posts}
        self.posts = {pk: Posts.of(official.held) for pk, official in self.by_id.items()}
        names = [self._label(official) for official in self.by_id.values()]
        twice = {name for name, number in Counter(names).items() if number > 1}
        self.by_label = {
            f"{label} (mã {official.pk})" if label in twice else label: official
            for label, official in zip(names, self.by_id.values(), strict=True)
        }

    def find(self, typed):
        """(official, error) for what was typed: a label that was offered, or a name that only one person has."""
        if typed in self.by_label:
            return self.by_label[typed], ""
        wanted = fold(typed)
        found = [one for label, one in self.by_label.items() if wanted in (one.search_key, fold(label))]
        if len(found) == 1:
            return found[0], ""
        if found:
            return None, f"Có {len(found)} người tên này; hãy chọn trong danh sách hiện ra khi gõ tên."
        return None, "Không có cán bộ nào tên như vậy; hãy thêm ở mục Cán bộ trước."

    def label_of(self, pk):
        """What `find` takes for the official `pk`; '' for one of another commune."""
        return next((label for label, official in self.by_label.items() if official.pk == pk), "")

    def _label(self, official):
        return " – ".join(part for part in (official.full_name, self.posts[official.pk].text) if part)
