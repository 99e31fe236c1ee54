"""The form of a visit: who came, where and what it is, in which words, and what is done about it."""

import re
import uuid
from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deputies.models import Deputy
from disputes.models import Answer, Category, Issue, Mediation, Mediator, Redirection, Visit
from liaison.kit.fields import Choices, Date, DateInput, Line, Phone
from stations.forms.typed import Typed
from stations.models import Enterprise

TITLE = 30
SENTENCE = re.compile(r"[^。！？!?；;\n]+")


@dataclass(frozen=True)
class Handling:
    """What may be done with a matter at once: the move, and the fields that it then needs."""

    move: str
    label: str
    needs: tuple = ()


HANDLINGS = {handling.move: handling for handling in (
    Handling("register", _("转办（先登记，待站长受理）")),
    Handling("answer_on_spot", _("当场答复"), ("result", "answer")),
    Handling("mediate", _("事前调解"), ("mediators", "parties")),
    Handling("refer_to_hearing", _("群英会"), ("note",)),
    Handling("redirect", _("不予受理（告知去处）"), ("body", "explanation")),
)}
COPIED = ("place", "category", "title")  # what the next neighbour with the same complaint shares, never the person


def first_sentence(words):
    """The title that is suggested where none is typed."""
    found = SENTENCE.search(words)
    return found.group().strip(" ，,、")[:TITLE] if found else ""


def source_of(activity):
    """How a matter came in that was told at the activity."""
    return Issue.Source.EVENING if activity.kind.is_evening else Issue.Source.OUTREACH


def area(label, limit, rows=3, **options):
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}), **options)


class VisitForm(forms.Form):
    """Station, recorder and form key are given; everything else is typed or chosen."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = Line(label=_("姓名"), max_length=50, required=False, widget=forms.TextInput(attrs={"size": 8, "autofocus": True}))
    phone = Phone(label=_("手机"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "size": 12}))
    is_anonymous = forms.BooleanField(label=_("匿名或无手机"), required=False)
    place = Line(label=_("事发地"), max_length=80, required=False, widget=forms.TextInput(attrs={"list": "places"}))
    words = area(_("来访人原话"), 5000, 4, error_messages={"required": _("请写下来访人怎么说。")})
    title = Line(label=_("归纳事由"), max_length=TITLE, required=False, widget=forms.TextInput(attrs={"data-count": TITLE}))
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("类别"), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": _("请选择类别。")})
    handling = forms.ChoiceField(
        label=_("处理"), widget=forms.RadioSelect, choices=[(move, handling.label) for move, handling in HANDLINGS.items()],
        initial="register", error_messages={"required": _("请选择怎样处理。")})
    result = forms.ChoiceField(label=_("答复类别"), choices=Answer.Result.choices, required=False)
    answer = area(_("答复内容"), 5000, required=False)
    mediators = Choices(Deputy.objects.none(), label=_("调解代表"), widget=forms.CheckboxSelectMultiple, required=False)
    parties = Line(label=_("涉及各方"), max_length=200, required=False, help_text=_("不写姓名，例如：3栋住户与物业公司"))
    note = area(_("为什么转群英会"), 2000, 2, required=False)
    body = forms.ModelChoiceField(Category.objects.none(), label=_("去处"), required=False, empty_label=_("请选择"))
    explanation = area(_("说明（写进告知单）"), 1000, required=False)
    deputy = forms.ModelChoiceField(Deputy.objects.none(), label=_("接待代表"), required=False, empty_label=_("没有代表接待"))
    enterprise = forms.ModelChoiceField(
        Enterprise.objects.none(), label=_("反映的企业"), required=False, empty_label=_("不是企业的事"))
    source = forms.ChoiceField(label=_("来源"), choices=Issue.Source.choices)
    on = Date(label=_("日期"), widget=DateInput())

    def __init__(self, *args, station, user, today, activity=None, **kwargs):
        self.station, self.user, self.reception, self.activity = station, user, today, activity
        super().__init__(*args, **kwargs)
        code, posted = station.region_id, Deputy.objects.visible_to(user).posted_to(station).serving().order_by("name")
        self.fields["category"].queryset = Category.objects.offered("issue", code)
        self.fields["body"].queryset = Category.objects.offered("redirect", code)
        self.fields["mediators"].queryset = posted
        self.fields["deputy"].queryset = posted
        self.offer_enterprises()
        if not user.has_role("keeper", "head", at=station):  # a deputy receives for himself alone
            self.fields["deputy"].queryset = posted.filter(pk=user.deputy_id)
            self.fields["deputy"].required = True

    def offer_enterprises(self):
        """Only a station that serves enterprises asks whether the matter is one's of them."""
        served = Enterprise.objects.visible_to(self.user).current().filter(station=self.station).order_by("name")
        self.fields["enterprise"].queryset = served
        if not served.exists():
            del self.fields["enterprise"]

    @classmethod
    def starting(cls, *, station, user, today, activity=None):
        """What the form shows at first: the day, and who is on today's roster, or who takes part in the activity."""
        return {"key": uuid.uuid4(), "handling": "register", "result": Answer.Result.EXPLAINED} | cls.occasion(
            station=station, user=user, today=today, activity=activity)

    @staticmethod
    def occasion(*, station, user, today, activity=None):
        """Where, when and before whom it was told."""
        if activity:
            here, source, on = activity.taking_part().order_by("pk"), source_of(activity), activity.on
        else:
            here = today.attendances.coming().order_by("pk").values_list("deputy", flat=True) if today else []
            source, on = Issue.Source.RECEPTION if today else Issue.Source.VISIT, timezone.localdate()
        own = None if user.has_role("keeper", "head", at=station) else user.deputy_id
        return {"source": source, "on": on, "deputy": own or next(iter(here), None)}

    @property
    def handling_fields(self):
        """Each handling that needs more, with its fields, for the template."""
        chosen = self["handling"].value()
        return [
            {"move": move, "label": handling.label, "fields": [self[name] for name in handling.needs],
             "open": chosen == move or any(self.is_bound and name in self.errors for name in handling.needs)}
            for move, handling in HANDLINGS.items() if handling.needs
        ]

    def clean(self):
        typed = super().clean()
        if not typed.get("is_anonymous"):
            self.require("name", _("请填写来访人的姓名。不愿留名可以勾选“匿名或无手机”。"))
            self.require("phone", _("请填写来访人的手机号（11 位）。没有手机可以勾选“匿名或无手机”。"))
        handling = HANDLINGS[typed.get("handling") or "register"]
        for name in handling.needs:
            self.require(name, _("选了“%(handling)s”，这一项要填写。") % {"handling": handling.label})
        if not typed.get("title"):
            typed["title"] = first_sentence(typed.get("words", ""))
            if "words" in typed and not typed["title"] and "title" not in self.errors:
                self.add_error("title", _("请归纳事由。"))
        if typed.get("on") and typed["on"] > timezone.localdate():
            self.add_error("on", _("来访日期不能在今天以后。"))
        return typed

    def require(self, name, message):
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, message)

    @property
    def person(self):
        return self.cleaned_data["name"], self.cleaned_data["phone"]

    def issue(self):
        told = {name: self.cleaned_data[name] for name in ("title", "place", "category", "deputy", "source")}
        told["enterprise"] = self.cleaned_data.get("enterprise")
        told |= {"reception": self.reception_told, "activity": self.activity_told}
        return Issue(station=self.station, region=self.station.region, **told)

    def visit(self):
        told = {name: self.cleaned_data[name] for name in ("words", "deputy", "source", "on")}
        return Visit(reception=self.reception_told, **told)

    @property
    def reception_told(self):
        """Today's reception day, if it was there that the visitor came."""
        came_there = self.cleaned_data["source"] == Issue.Source.RECEPTION and self.cleaned_data["on"] == timezone.localdate()
        return self.reception if came_there else None

    @property
    def activity_told(self):
        """The activity from which the page was opened, if it was there that it was told."""
        typed, event = self.cleaned_data, self.activity
        return event if event and (typed["source"], typed["on"]) == (source_of(event), event.on) else None

    def handling_told(self):
        """The move that follows on registration with its record, parts and note; None to leave it to the head."""
        typed = self.cleaned_data
        records = {
            "answer_on_spot": lambda: Answer(result=typed["result"], content=typed["answer"]),
            "mediate": lambda: Mediation(parties=typed["parties"]),
            "redirect": lambda: Redirection(body=typed["body"], explanation=typed["explanation"]),
        }
        move = typed["handling"]
        if move == "register":
            return None
        parts = [Mediator(deputy=deputy) for deputy in typed["mediators"]] if move == "mediate" else []
        return {"name": move, "record": records[move]() if move in records else None, "parts": parts, "note": typed["note"]}


def as_initial(pairs):
    """What was typed, as the starting values of a form that is shown without judging it."""
    found = {}
    for name, value in pairs:
        if name == "mediators":
            found.setdefault(name, []).append(value)
        elif name in VisitForm.base_fields:
            found[name] = value
    return found


def pairs_of(query):
    return Typed((name, value) for name, value in Typed.of(query) if name in VisitForm.base_fields)


class AgainForm(VisitForm):
    """The same visit as another one to a matter that is known: the words count, not what is done about it."""

    same = forms.ModelChoiceField(Issue.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].required = False
        self.fields["same"].queryset = Issue.objects.visible_to(self.user).filter(station=self.station)

    def clean_handling(self):
        return "register"
