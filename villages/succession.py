"""New communes and villages in the place of old ones, with the access and the posts that follow; each row changed or
made is kept with its run (villages.bulk)."""

from django.db.models import Q

from config.days import day_begins
from villages import bulk
from villages.models import Access, CommuneSuccession, Position, Village, VillageSuccession


def succeed_communes(run, olds, new, *, on, basis):
    """Closes the communes `olds` and opens `new` (unsaved) in their place."""
    new.past = sorted({pk for old in olds for pk in old.lineage})
    for old in olds:
        old.valid_to = on
    bulk.change(run, olds, ["valid_to"])
    bulk.create(run, [new])
    bulk.create(run, [CommuneSuccession(old=old, new=new, on=on, basis=basis, run=run) for old in olds])


def succeed_villages(run, successors, new_commune, *, on, basis):
    """Closes the villages that are keys of `successors` and opens their new ones (unsaved). What was done in one that
    goes to another commune goes into the keeping of that commune; a `new_commune` keeps all that its old ones kept."""
    news = new_villages(successors)
    for new in news:
        new.commune = new.commune  # its id, where the commune was made a moment ago
        new.past = sorted({pk for old in old_of(successors, new) for pk in (old.pk, *old.past)})
    bulk.create(run, news)
    for old, followers in successors.items():
        old.valid_to = on
        if not new_commune and followers[0].commune_id not in (old.commune_id, old.keeper_id):
            earlier = list(Village.objects.filter(pk__in=old.past))
            for one in [old, *earlier]:
                one.keeper = followers[0].commune
            bulk.change(run, earlier, ["keeper"])
    bulk.change(run, list(successors), ["valid_to", "keeper"])
    lines = [(old, new) for old, followers in successors.items() for new in followers]
    bulk.create(run, [VillageSuccession(old=old, new=new, on=on, basis=basis, run=run) for old, new in lines])


def new_villages(successors):
    """The new villages of {old: [new]}, each once, in order."""
    seen: dict = {}
    for followers in successors.values():
        seen.update((id(new), new) for new in followers)
    return list(seen.values())


def old_of(successors, new):
    return [old for old, followers in successors.items() if any(one is new for one in followers)]


def goes_on(successors, old):
    """The new village that is `old` under another name or in another commune; None if it was merged or split."""
    followers = successors[old]
    return followers[0] if len(followers) == 1 and len(old_of(successors, followers[0])) == 1 else None


def open_access(access, *, commune, village, on):
    """An unsaved access like `access` in a successor, from the day `on`."""
    return Access(
        user_id=access.user_id,
        commune=commune,
        village=village,
        role=access.role,
        starts_at=max(access.starts_at, day_begins(on)),
        ends_at=access.ends_at,
        granted_by_id=access.granted_by_id,
    )


def open_accesses(successors, communes, on):
    """Access of the old villages, and of the whole of the old `communes`, that was not over on the day `on`."""
    here = Q(village__in=list(successors)) | Q(village=None, commune__in=communes)
    unended = Q(ends_at=None) | Q(ends_at__gt=day_begins(on))
    return Access.objects.filter(here, unended).select_related("user").order_by("pk")


def close(accesses, on):
    for access in accesses:
        access.ends_at = max(access.starts_at, day_begins(on))


def carry_accesses(run, accesses, successors, new_commune, *, on):
    """Closes `accesses` from the day `on` and opens the same in the successors, once for each user, role and place."""
    by_id = {old.pk: followers for old, followers in successors.items()}
    opened: dict = {}
    for access in accesses:
        places = (
            [(new.commune, new) for new in by_id[access.village_id]] if access.village_id else [(new_commune, None)]
        )
        for commune, village in places:
            new = open_access(access, commune=commune, village=village, on=on)
            known = opened.setdefault((access.user_id, access.role, commune.pk, village and village.pk), new)
            known.starts_at = min(known.starts_at, new.starts_at)
            known.ends_at = known.ends_at and new.ends_at and max(known.ends_at, new.ends_at)
    close(accesses, on)
    bulk.change(run, accesses, ["ends_at"])
    bulk.create(run, list(opened.values()))


def posts_of(successors, communes, on):
    """Posts of the old villages, and of the old `communes` themselves, held on the day `on` or later."""
    here = Q(village__in=list(successors)) | Q(village=None, official__commune__in=communes)
    held = Position.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), here)
    return list(held.select_related("official", "village").order_by("village__sort_key", "pk"))


def carry_posts(run, posts, successors, *, on):
    """A post goes along with a village that goes on; it ends with one that is merged or split, and with a commune."""
    followers = {old.pk: goes_on(successors, old) for old in successors}
    kept = [post for post in posts if post.village_id and followers[post.village_id]]
    over = [post for post in posts if post not in kept]
    for post in kept:
        post.village = followers[post.village_id]
    for post in over:
        post.ends_on = on
    bulk.change(run, kept, ["village"])
    bulk.change(run, over, ["ends_on"])


def carry_officials(run, officials, commune):
    """`officials` (rows) are of `commune` from now on, with their accounts."""
    for official in officials:
        official.commune = commune
        official.version += 1
    bulk.change(run, officials, ["commune", "version"])
