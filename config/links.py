from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=20_000)
def link(name, *args):
    """The address of a row that lists show by the dozen: reverse() takes longer than all else in such a line."""
    return reverse(name, args=args)
