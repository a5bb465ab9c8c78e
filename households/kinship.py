"""What people are to a new head of their household, as far as it follows from what they were to the one before."""

from households.models import Resident

R = Resident.Relation
# what the new head was → {what another was: what he is now}; a wife's or husband's child is a child.
FOLLOWS = {
    R.SPOUSE: {
        R.HEAD: R.SPOUSE,
        R.CHILD: R.CHILD,
        R.CHILD_IN_LAW: R.CHILD_IN_LAW,
        R.GRANDCHILD: R.GRANDCHILD,
    },
    R.CHILD: {R.HEAD: R.PARENT, R.SPOUSE: R.PARENT, R.CHILD: R.SIBLING, R.PARENT: R.GRANDPARENT},
    R.PARENT: {
        R.HEAD: R.CHILD,
        R.SPOUSE: R.CHILD_IN_LAW,
        R.CHILD: R.GRANDCHILD,
        R.PARENT: R.SPOUSE,
        R.SIBLING: R.CHILD,
    },
    R.SIBLING: {R.HEAD: R.SIBLING, R.SIBLING: R.SIBLING, R.PARENT: R.PARENT, R.GRANDPARENT: R.GRANDPARENT},
}


def relation_to_new_head(of_head, of_other):
    """'' where nobody can tell; what it was where the head stays the same person, besides whom nobody is head."""
    if of_head == R.HEAD:
        return "" if of_other == R.HEAD else of_other
    return FOLLOWS.get(of_head, {}).get(of_other, "")


def tell_head(head, people):
    """Those of `people`, of one household, whose relation changes for its `head` (None: nobody) alone to be told so;
    not saved. What a former head is to him nobody can tell."""
    changed = []
    for person in people:
        relation = R.HEAD if person == head else relation_to_new_head(R.HEAD, person.relation)
        if relation != person.relation:
            person.relation = relation
            changed.append(person)
    return changed
