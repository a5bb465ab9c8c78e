from django.core.paginator import Paginator


def page_of(request, rows, size=25):
    """The page of `rows` that `?trang=` asks for; the nearest one for a number out of range."""
    return Paginator(rows, size).get_page(request.GET.get("trang"))
