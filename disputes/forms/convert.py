"""The form that turns matters into a suggestion: sources, lead and text."""

from django import forms
from django.db import models
from django.db.models import Value, When
from django.forms import CheckboxSelectMultiple as Ticks
from django.utils.translation import gettext_lazy as _

from deputies.models import Mandate
from disputes.flows import CASE, ISSUE
from disputes.models import Case, Draft, Issue, IssueConversion
from liaison.kit.fields import Choices, formfield

OFFERED = 8  # sources of each kind beside those that were chosen before
BOXES = ("facts", "analysis", "proposal")


def likest_issues(first, user, keys):
    """The station's issues that may be converted now: those chosen, then same class and place, then either, then the newest."""
    place = getattr(first, "place", "")
    same_class, same_place = models.Q(category=first.category_id), models.Q(place=place) if place else models.Q(pk__in=[])
    rows = Issue.objects.visible_to(user).filter(station=first.station_id, stage__in=ISSUE["convert"].sources)
    return nearest(rows, keys, When(same_class & same_place, then=1), When(same_class, then=2), When(same_place, then=3))


def likest_cases(first, user, keys):
    rows = Case.objects.visible_to(user).filter(station=first.station_id, stage__in=CASE["convert"].sources)
    return nearest(rows, keys, When(category=first.category_id, then=1))


def nearest(rows, keys, *whens):
    rank = models.Case(When(pk__in=keys, then=0), *whens, default=Value(9), output_field=models.IntegerField())
    ranked = rows.annotate(rank=rank).order_by("rank", "-pk")
    shown = list(ranked.values_list("pk", flat=True)[: OFFERED + len(keys)])
    return ranked.filter(pk__in=shown).select_related("category")


class ConvertForm(forms.ModelForm):
    """Sources and lead are of one station; the lead's mandate decides which congress is addressed."""

    reason = forms.ChoiceField(label=_("为什么转化"), choices=IssueConversion.Reason, widget=forms.RadioSelect)
    issues = Choices(
        Issue.objects.none(), label=_("来自哪些群众意见"), required=False, widget=Ticks(attrs={"class": "rows"}),
        help_text=_("同类、同一地点的排在前面。答复会带回给每一件的来访人。"),
    )
    cases = Choices(Case.objects.none(), label=_("来自哪些群英会"), required=False, widget=Ticks(attrs={"class": "rows"}))
    mandate = forms.ModelChoiceField(
        Mandate.objects.none(), label=_("领衔代表"), empty_label=_("请选择"),
        help_text=_("以哪一级代表的身份提出，就由哪一级人大受理；区级以上的，区里报送上级并跟踪。"),
    )

    class Meta:
        model = Draft
        fields = ["title", "facts", "analysis", "proposal"]
        formfield_callback = formfield
        widgets = {name: forms.Textarea(attrs={"rows": 6, "data-count": "5000"}) for name in BOXES}
        help_texts = {
            "facts": _("谁反映了什么、有多少人、多久了，写看到和核实的。不写来访人的姓名、电话。"),
            "analysis": _("为什么现场解决不了，是哪一级、哪个部门的事。可以不填。"),
            "proposal": _("请谁、做什么、做到什么程度，一条一条写。"),
        }

    def __init__(self, *args, station, issues, cases, mandates, **kwargs):
        self.station = station
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.offer("issues", issues)
        self.offer("cases", cases)
        self.offer_mandates(mandates)
        self.fields["title"].widget.attrs["data-count"] = "60"
        self.order_fields(["reason", "issues", "cases", "mandate", "title", "facts", "analysis", "proposal"])

    def offer(self, name, rows):
        if not rows:
            del self.fields[name]
            return
        self.fields[name].queryset = rows
        self.fields[name].label_from_instance = source_words

    def offer_mandates(self, mandates):
        field = self.fields["mandate"]
        field.queryset = mandates
        field.label_from_instance = lambda mandate: f"{mandate.deputy.name}（{mandate.get_level_display()}）"
        if len(mandates) == 1:
            self.initial["mandate"] = mandates[0].pk

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("issues") or cleaned.get("cases")):
            self.add_error("issues" if "issues" in self.fields else "cases", _("请至少选择一件群众意见或群英会。"))
        return cleaned

    def text(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"suggestion"}


def source_words(source):
    """Number, title and what tells alike sources apart."""
    told = [str(word) for word in (getattr(source, "place", ""), source.category, source.stage_label) if word]
    return f"{source.number} {source.title}（{'，'.join(told)}）"
