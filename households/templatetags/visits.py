from uuid import uuid4

from django import template

register = template.Library()


@register.simple_tag
def fresh_uuid():
    """The UUID of a visit that one tap stores: sent twice, it is the same visit."""
    return uuid4()
