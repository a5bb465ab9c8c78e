from dataclasses import dataclass

from villages.models import Official
from villages.models.official import titles_of


@dataclass(frozen=True)
class Contact:
    official: Official
    titles: str


def contacts_of(positions):
    """[Contact] of the people who hold `positions`, each once with all posts ('kiêm'), highest post first."""
    posts: dict[Official, list] = {}
    for position in sorted(positions.select_related("official"), key=lambda position: (position.rank, position.pk)):
        posts.setdefault(position.official, []).append(position)
    return [Contact(official, titles_of(held)) for official, held in posts.items()]
