"""The counter: log a visit with hints of what is known, keep its draft, and the papers that are handed over."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deputies.actions.activity import may_collect
from deputies.models import Activity, Posting, Reception
from deputies.views.places import meant
from disputes.actions.intake import AlreadySent, discard_draft, greet, register, revisit, save_draft
from disputes.actions.printing import note_print
from disputes.flows import ISSUE
from disputes.forms.intake import COPIED, AgainForm, VisitForm, as_initial, pairs_of
from disputes.models import IntakeDraft, Issue, IssueStep
from disputes.models.alike import alike
from disputes.papers import issue as papers
from disputes.views.lists import whole
from liaison.kit.fields import refuse
from liaison.kit.flow import Obstacle
from stations.forms.typed import Typed
from stations.models import Station
from stations.models.people import AT_STATION
from stations.views.flowing import stage_shown

RECENT, PLACES = 5, 200
EARLY = {name: VisitForm.base_fields[name] for name in ("phone", "place", "words", "title")} | {"category": forms.IntegerField()}


def log_visit(request):
    """GET shows the form, with the draft of the same person. POST: ``do`` names the button."""
    place = counter(request)
    if request.method == "POST":
        return posted(request, place)
    draft = IntakeDraft.objects.filter(user=request.user).first()
    kept = Typed.unpack(draft.typed) if draft else Typed()
    initial = VisitForm.starting(**place["given"]) | as_initial(kept)
    if place["given"]["activity"]:  # what the link tells goes before a draft of something else
        initial |= VisitForm.occasion(**place["given"])
    form = VisitForm(initial=initial, **place["given"])
    return page(request, place, form, draft=draft if kept else None)


def counter(request):
    """The stations where the user receives, the one that is meant, and its reception day of today.

    ``?activity=`` means the station of an activity of which the user may write down what was told there.
    """
    user = request.user
    mine = Station.objects.of(user, *AT_STATION).open()
    if not user.has_role(*AT_STATION):
        posted = Posting.objects.current().filter(deputy=user.deputy_id or 0)
        mine = Station.objects.visible_to(user).filter(postings__in=posted).open()
    mine = list(mine.select_related("region").order_by("code"))
    event = told_at(request)
    station = meant(str(event.station_id) if event else request.GET.get("station", ""), mine)
    if station is None:
        raise PermissionDenied("visits are logged by those who receive at the station")
    days = Reception.objects.visible_to(user).standing().filter(station=station, on=timezone.localdate()).order_by("starts_at")
    now = timezone.localtime().time()
    today = next((day for day in days if day.ends_at >= now), None) or days.last()
    given = {"station": station, "user": user, "today": today, "activity": event}
    return {"stations": mine if len(mine) > 1 else [], "given": given}


def told_at(request):
    """The activity that the address names, if what was told there is for this user to write down."""
    key = whole(request.GET.get("activity"))
    event = key and Activity.objects.visible_to(request.user).select_related("station", "kind").filter(pk=key).first()
    return event if event and may_collect(event, request.user) else None


def posted(request, place):
    do = request.POST.get("do", "print")
    if "same" in request.POST:
        return add_to_known(request, place)
    if do in ("copy", "look"):
        return again(request, place, do)
    if do == "draft":
        save_draft(request.user, pairs_of(request.POST).pack())
        messages.success(request, _("草稿已存。"))
        return redirect(request.get_full_path())
    return take_in(request, place, do)


def take_in(request, place, do):
    form = VisitForm(request.POST, **place["given"])
    if form.is_valid():
        try:
            issue = register(form.issue(), form.visit(), person=form.person, by=request.user, key=form.cleaned_data["key"],
                             handling=form.handling_told())
        except AlreadySent as sent:
            return sent_before(request, place, form, sent.issue)
        except Obstacle as obstacle:
            refuse(form, obstacle)
        else:
            messages.success(request, _("已登记，编号 %(number)s。") % {"number": issue.number})
            return redirect(request.get_full_path() if do == "next" else paper_of(issue))
    return page(request, place, form)


def sent_before(request, place, form, issue):
    """Sent twice: the same paper. Other words in a form that was gone back to are kept, and count when sent once more."""
    if issue.visits.filter(words=form.cleaned_data["words"]).exists():
        return redirect(paper_of(issue))
    told = {"number": issue.number}
    messages.warning(request, _("这张表已经登记过，编号 %(number)s。如果这是另一件事，请再按一次保存。") % told)
    typed = as_initial(pairs_of(request.POST)) | {"key": VisitForm.starting(**place["given"])["key"]}
    return page(request, place, VisitForm(initial=typed, **place["given"]))


def paper_of(issue):
    """The receipt, or the notice of where to go instead; at the counter it prints at once."""
    name = "redirection" if issue.stage == "redirected" else "receipt"
    return f"{reverse(f'disputes:{name}', args=[issue.pk])}?print=1"


def add_to_known(request, place):
    """就是这件: the words are kept as another visit to that matter; nothing merges by itself."""
    form = AgainForm(request.POST, **place["given"])
    if not form.is_valid():
        return page(request, place, form)
    issue = form.cleaned_data["same"]
    try:
        revisit(issue, form.visit(), person=form.person, by=request.user, key=form.cleaned_data["key"])
    except AlreadySent as sent:
        return redirect(sent.issue)
    except Obstacle as obstacle:
        refuse(form, obstacle)
        return page(request, place, form)
    told = {"number": issue.number, "n": issue.visits.count()}
    messages.success(request, _("已记到 %(number)s，这是第 %(n)s 次反映。") % told)
    return redirect(issue)


def again(request, place, do):
    """The form as it was typed, not judged yet: with what is known of the phone, or with the last matter's place and class."""
    typed = as_initial(pairs_of(request.POST))
    if do == "copy" and (last := recent(request.user, place["given"]["station"]).first()):
        typed |= {name: getattr(last, f"{name}_id" if name == "category" else name) for name in COPIED if not typed.get(name)}
    initial = VisitForm.starting(**place["given"]) | typed
    return page(request, place, VisitForm(initial=initial, **place["given"]), about="phone" if do == "look" else None)


def recent(user, station):
    own = IssueStep.objects.filter(by=user, move="register").values("issue")
    return Issue.objects.visible_to(user).filter(pk__in=own, station=station).order_by("-pk")


def page(request, place, form, about=None, **context):
    """The whole page; after a POST with hints, and ``about="phone"`` also with the person known by it."""
    station = place["given"]["station"]
    known = hints(request, station, about) if request.method == "POST" else {}
    if len(known.get("people", [])) == 1 and not form.is_bound and not form.initial.get("name"):
        form.initial["name"] = known["people"][0]["name"]
    places = Issue.objects.visible_to(request.user).filter(station=station).exclude(place="").order_by("place")
    return render(request, "disputes/intake.html", context | known | place | {
        "form": form, "station": station, "form_failed": bool(form.errors), "reception": place["given"]["today"],
        "activity": place["given"]["activity"],
        "places": places.values_list("place", flat=True).distinct()[:PLACES], "recent": recent(request.user, station)[:RECENT],
    })


@require_POST
def intake_hints(request):
    """The column beside the form, for the script that asks while somebody types."""
    station = counter(request)["given"]["station"]
    return render(request, "disputes/intake_hints.html", hints(request, station, request.POST.get("about")))


def hints(request, station, about="phone"):
    """Who the phone belongs to, and which matters may be the same. What cannot be read gives no hint."""
    read = {name: early(name, request.POST.get(name, "")) for name in EARLY}
    told = " ".join(filter(None, (read["title"], read["words"])))
    found = alike(station, request.user, phone=read["phone"], place=read["place"], category=read["category"], text=told)
    joinable = ISSUE["revisit"].sources
    shown = [{"issue": issue, "stage": stage_shown(issue), "may_join": issue.stage in joinable} for issue in found]
    asks = about == "phone" and read["phone"]
    return {"alike": shown, "people": greet(station, read["phone"], by=request.user) if asks else [], "asked": asks}


def early(name, text):
    try:
        return EARLY[name].clean(text) or None
    except ValidationError:
        return None


@require_POST
def draft(request):
    """Kept every 20 seconds by the script; the answer has no content."""
    save_draft(request.user, pairs_of(request.POST).pack())
    return HttpResponse(status=204)


@require_POST
def discard(request):
    discard_draft(request.user)
    messages.success(request, _("草稿已丢弃。"))
    return redirect("disputes:log_visit")


def receipt(request, pk):
    return paper(request, pk, papers.receipt, "disputes/receipt.html", _("打印回执"))


def redirection(request, pk):
    return paper(request, pk, papers.redirection, "disputes/redirection.html", _("打印告知单"))


def paper(request, pk, contents, template, reason):
    """Whoever sat at the counter prints it; that it was opened is kept."""
    issue = get_object_or_404(Issue.objects.visible_to(request.user).for_list().select_related("station__region"), pk=pk)
    if not issue.roles_of(request.user) & {"keeper", "head", "deputy"}:
        raise PermissionDenied("papers are handed over at the station")
    context = contents(issue)
    if context is None:
        raise Http404
    note_print(issue, by=request.user, paper=reason)
    return render(request, template, context | {"print_now": "print" in request.GET})
