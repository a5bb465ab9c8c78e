from django.core.paginator import Paginator


def page_of(request, rows, size=25, count=None, name="trang"):
    """The page of `rows` that `?trang=` (`name`) asks for; the nearest one for a number out of range. `count`: how many
    rows there are, where that is known already."""
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get(name))
