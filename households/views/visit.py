from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from config.paging import page_of
from households.actions.visit import DifferentContent, log_visit, withdraw_visit
from households.at_home import add_hints, hint_for
from households.forms.filters import VisitFilter
from households.forms.visit import VisitForm, WithdrawForm
from households.models import Household, Resident, Visit, VisitLabel
from households.rehearsal import is_rehearsing, taken_back
from households.views.merged import leads_to_kept
from villages.models import Village

MOST_IN_A_LESSON = 60
SLIP = "Bấm nhầm"


def visit_list(request):
    filters = VisitFilter(request.GET, user=request.user)
    visits = filters.narrow(Visit.objects.visible_to(request.user)).with_where()
    return render(request, "households/visit_list.html", {"filters": filters, "page": page_of(request, visits)})


@leads_to_kept(Household, sends_on=True)
def visit_create(request, pk):
    if pk > BigIntegerField.MAX_BIGINT:
        raise Http404
    form = VisitForm(request.POST or None, user=request.user, household_pk=pk)
    # One who has left the team since may still send what he did before, as log_visit judges; he is shown nothing.
    if request.method == "POST" and (response := _log(request, form)):
        return response
    served = Household.objects.loggable_by(request.user).present().select_related("village", "head")
    form.household, form.opened = get_object_or_404(served, pk=pk), request.GET.get("nguoi", "")
    return render(request, "households/visit_form.html", _visit_page(form))


def _visit_page(form):
    return {"form": form, "household": form.household, "at_home": hint_for(form.household)}


@require_POST
@leads_to_kept(Household, sends_on=True)
def visit_nobody(request, pk):
    served = Household.objects.loggable_by(request.user).present().select_related("village", "head")
    household = get_object_or_404(served, pk=pk)
    sent = request.POST.copy()
    sent["outcome"], sent["place"] = Visit.Outcome.NOBODY_HOME, Visit.Place.HOME
    form = VisitForm(sent, user=request.user, household_pk=household.pk)
    if response := _log(request, form):
        return response
    form.household = household
    return render(request, "households/visit_form.html", _visit_page(form))


@require_POST
def visit_undo(request, uuid):
    if withdrawn := Visit.objects.withdrawn_by(request.user).filter(uuid=uuid).first():  # a second tap
        return redirect(withdrawn)
    visit = get_object_or_404(Visit.objects.withdrawable_by(request.user).select_related("membership"), uuid=uuid)
    withdraw_visit(visit, reason=SLIP, by=request.user)
    messages.success(request, f"Đã hoàn tác lượt thăm {visit.receipt_code}.")
    return redirect(visit)


def lesson_create(request, pk):
    village = get_object_or_404(Village.objects.loggable_by(request.user), pk=pk)
    chosen = (request.POST or request.GET).getlist("nguoi")[:MOST_IN_A_LESSON]
    residents = Resident.objects.loggable_by(request.user).present().filter(village=village)
    people = residents.filter(pk__in=[pk for pk in chosen if pk.isdecimal() and len(pk) < 19])
    form = VisitForm(request.POST or None, user=request.user, village=village, people=people)
    if request.method == "POST" and (response := _log(request, form)):
        return response
    text = request.GET.get("q", "")[:100]
    found = residents.matching(text).exclude(pk__in=people).select_related("household")[:20] if text else []
    context = {"form": form, "village": village, "people": people, "text": text, "found": found}
    return render(request, "households/lesson_form.html", context)


def _log(request, form):
    """The redirect to the receipt, the page of a clash, or None where `form` shows what is to be mended."""
    if not form.is_valid():
        return None
    if "tap-duot" in request.POST and not is_rehearsing(request):
        form.add_error(
            None, "Biểu mẫu này mở lúc đang tập dượt mà nay đã thôi. Bấm Lưu lần nữa thì lượt này được lưu thật."
        )
        return None
    try:
        if is_rehearsing(request):
            with taken_back():
                return _receipt(request, log_visit(form.content(), by=request.user).uuid, rehearsed=True)
        visit = log_visit(form.content(), by=request.user)
    except DifferentContent:
        if form.household_pk:
            get_object_or_404(Household.objects.loggable_ever_by(request.user), pk=form.household_pk)
        return render(request, "households/visit_conflict.html", {"household": form.household_pk}, status=409)
    except ValidationError as error:
        form.add_refusal(error)
        return None
    return redirect(visit)


def visit_detail(request, uuid):
    return _receipt(request, uuid)


def _receipt(request, uuid, *, rehearsed=False):
    visits = Visit.objects.receipted_to(request.user).select_related(
        "household__head", "household__village", "village", "membership__official", "cancellation__by"
    )
    askable = Household.objects.exclusion_askable_by(request.user).filter(pk=OuterRef("household"))
    visits = visits.annotate(askable=Exists(askable))
    visit = get_object_or_404(visits, uuid=uuid)
    served = Village.objects.peopled_for(request.user).filter(pk=visit.village_id).exists()
    context = {"visit": visit, "open": served, "rehearsed": rehearsed}
    if served:
        context |= {
            "guidances": visit.guidances.select_related("resident", "skill"),
            "observations": visit.observations.select_related("resident", "trait"),
            "companions": visit.companions.select_related("official"),
            "withdrawable": not rehearsed and Visit.objects.withdrawable_by(request.user).filter(pk=visit.pk).exists(),
            "following": add_hints(_next_households(request.user, visit)),
            "labels": VisitLabel.objects.visible_to(request.user).filter(visit=visit).select_related("by"),
            "answerable": not rehearsed and VisitLabel.objects.answerable_by(request.user).filter(visit=visit).exists(),
        }
    return render(request, "households/visit_detail.html", context)


def _next_households(user, visit):
    """[where to go from here]: the next one of the lane never visited, otherwise the one longest unvisited; the same
    one again after a slip."""
    if visit.author_id != user.pk or visit.household is None:
        return []
    here = visit.household
    served = Household.objects.loggable_by(user).present().filter(village=here.village_id)
    served = served.select_related("head", "latest_visit")
    if visit.is_cancelled:
        return list(served.filter(pk=here.pk))
    others = served.inhabited().exclude(pk=here.pk)
    after_here = others.never_visited().filter(lane_key=here.lane_key, number_key__gt=here.number_key)
    return list(after_here[:1] or others.never_visited()[:1] or others.longest_unvisited()[:1])


def visit_withdraw(request, uuid):
    if withdrawn := Visit.objects.withdrawn_by(request.user).filter(uuid=uuid).first():  # a second tap
        return redirect(withdrawn)
    visit = get_object_or_404(Visit.objects.withdrawable_by(request.user).select_related("membership"), uuid=uuid)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_visit(visit, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"Đã rút lại lượt thăm {visit.receipt_code}.")
        return redirect(visit)
    return render(request, "households/visit_withdraw.html", {"form": form, "visit": visit})
