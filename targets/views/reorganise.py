from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.paging import page_of
from targets.forms.reorganise import FORMS
from targets.lists import listed_reorganisations
from targets.reorganising import actions
from targets.reorganising.faults import faults_of
from teams.models import Team
from villages.models import Commune, CommuneSuccession, Reorganisation, Role, Village, VillageSuccession


def reorganisation_list(request):
    context = {
        "page": page_of(request, listed_reorganisations(request)),
        "kinds": [(slug, form.kind.label, form.lede) for slug, form in FORMS.items()],
        "edits": Commune.objects.editable_by(request.user).exists(),
    }
    return render(request, "targets/reorganisation_list.html", context)


def reorganise(request, kind):
    """Asks, shows what would happen, and does it once that was read."""
    get_object_or_404(Commune.objects.editable_by(request.user)[:1])
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST if request.method == "POST" else None, user=request.user)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        plan = form.plan()
        context |= {"plan": plan, "faults": faults_of(plan)}
        read = request.POST.get("digest")
        if read and not context["faults"]:
            try:
                made = actions.reorganise(plan, digest=read, by=request.user)
            except ValidationError as refusal:
                form.add_error(None, refusal)
                plan = form.plan()
                context |= {"plan": plan, "faults": faults_of(plan)}
            else:
                messages.success(request, "Đã sắp xếp xong.")
                return redirect("reorganisation-detail", made.pk)
    return render(request, "targets/reorganise.html", context)


def reorganisation_detail(request, pk):
    reorganisations = Reorganisation.objects.visible_to(request.user).select_related("run__by", "run__undone_by")
    made = get_object_or_404(reorganisations, pk=pk)
    today = timezone.localdate()
    context = {
        "made": made,
        "communes": _links(CommuneSuccession, request.user).filter(run=made.run),
        "villages": _links(VillageSuccession, request.user).filter(run=made.run),
        "interim": Team.objects.visible_to(request.user).filter(
            pk__in=actions.teams_made(made.run), interim_since__isnull=False
        ),
        "undoable": not made.run.undone_at
        and timezone.localdate(made.run.at) == today
        and Reorganisation.objects.undoable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "targets/reorganisation_detail.html", context)


@require_POST
def reorganisation_undo(request, pk):
    made = get_object_or_404(Reorganisation.objects.undoable_by(request.user).select_related("run"), pk=pk)
    try:
        actions.undo(made, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Đã hoàn tác: thôn, tổ, chỉ tiêu, tài khoản như trước khi sắp xếp.")
    return redirect("reorganisation-detail", pk)


def village_lineage(request, pk):
    opened = {"opens_commune": Exists(Commune.objects.seen_by(request.user, Role).filter(pk=OuterRef("commune")))}
    villages = Village.objects.visible_to(request.user).select_related("commune").annotate(**opened)
    village = get_object_or_404(villages, pk=pk)
    links = _links(VillageSuccession, request.user)
    kin = Village.objects.visible_to(request.user).filter(pk=pk).kin().get(pk, set())
    context = {
        "unit": village,
        "came": links.filter(new__in=village.lineage),
        "became": links.filter(old__in=[pk, *kin - set(village.past)]),
    }
    return render(request, "targets/lineage.html", context)


def commune_lineage(request, pk):
    commune = get_object_or_404(Commune.objects.seen_by(request.user, Role), pk=pk)
    links = _links(CommuneSuccession, request.user)
    moves = _links(VillageSuccession, request.user).filter(run__reorganisation__kind=Reorganisation.Kind.MOVE)
    context = {
        "unit": commune,
        "came": links.filter(new__in=commune.lineage),
        "became": links.filter(old__in=[pk]),
        "villages_in": moves.filter(new__commune__in=commune.lineage),
        "villages_out": moves.filter(old__commune=commune),
    }
    return render(request, "targets/lineage.html", context)


def _links(successions, user):
    return successions.objects.visible_to(user).with_opened(user)
