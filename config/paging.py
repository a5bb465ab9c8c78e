from django.core.paginator import Paginator


def page_of(request, rows, size=25, count=None, name="trang"):
    """The page of `rows` that `?trang=` (`name`) asks for; the nearest one for a number out of range. `count`: how many
    rows there are, where that is known already. Its `narrowed` says whether the address asks for some of them only."""
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    page = paginator.get_page(request.GET.get(name))
    page.narrowed = any(asked for key, asked in request.GET.items() if key != name)
    return page
