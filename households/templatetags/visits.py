from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from config.links import link

register = template.Library()


# Lists draw these for every household, and on a phone's home page little else: as templates of their own they took
# longer than all the rest of the row.
@register.simple_tag
def nobody_button(household, csrf_token):
    """Stores, by one tap, that nobody was at home. It names its visit: sent twice, it is the same one."""
    return format_html(
        '<form method="post" action="{}" data-quick-visit data-about="{}, hộ {}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="uuid" value="{}">'
        '<input type="hidden" name="household" value="{}">'
        '<input type="hidden" name="outcome" value="NOBODY_HOME">'
        '<button data-kind="quiet">Không ai ở nhà<span class="hidden">: {}</span></button></form>',
        link("visit-nobody", household.pk),
        household.head_name,
        household.number,
        csrf_token,
        uuid4(),
        household.pk,
        household.head_name,
    )


@register.simple_tag
def call_buttons(household, csrf_token, movable=False):
    """What is done at a door: log a visit, nobody there, and (`movable`) move what was promised."""
    return format_html(
        '<div class="call-buttons"><a class="button" href="{}">Ghi<span class="hidden"> lượt thăm {}</span></a>'
        "{}{}</div>",
        link("visit-create", household.pk),
        household.head_name,
        nobody_button(household, csrf_token),
        _move_button(household) if movable else mark_safe(""),
    )


def _move_button(household):
    return format_html(
        '<a class="button" data-kind="quiet" href="{}">Dời ngày hẹn<span class="hidden"> ({})</span></a>',
        link("promise-move", household.pk),
        household.head_name,
    )
