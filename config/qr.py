from functools import lru_cache

import segno
from django.utils.safestring import mark_safe


@lru_cache(maxsize=1024)
def draw_qr(address, *, title):
    """The SVG element of a QR code: nothing but presentation attributes, so that it needs no exception in the CSP.
    `title` is what a screen reader says."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None, title=title)
    return mark_safe(drawn.replace("<svg ", '<svg role="img" ', 1))
