"""Forms of notices: the filters of the list, the words with their readers, and what the moves' forms offer."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.kit.fields import Choices, Date, DateInput
from stations.flows import NoticeStage
from stations.forms.filters import FilterForm
from stations.forms.move import RecordForm
from stations.forms.parts import Ticked
from stations.models import Notice, Region, Station, Wording, WordingStation
from stations.models.notice import READERS


class NoticeFilter(FilterForm):
    searched = ("title", "number", "text")
    columns = {"since": "published_at__date__gte", "until": "published_at__date__lte"}

    q = forms.CharField(label=gettext_lazy("标题、文号、正文"), max_length=50)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=[("", gettext_lazy("全部")), *Notice.Kind.choices])
    since = Date(label=gettext_lazy("发布日期从"), widget=DateInput())
    until = Date(label=gettext_lazy("到"), widget=DateInput())


class Places(Ticked):
    """The stations of the office's region; those chosen before are ticked at first."""

    def add_to(self, form):
        chosen = [station.pk for station in form.thing.stations.all()] if form.thing.pk else []
        form.fields[self.name] = Choices(
            self.rows(form), widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}), label=self.label, required=False,
            initial=chosen, help_text=_("不选，就是“发到”范围内的全部联络站。"))


class WordingForm(RecordForm):
    """The words, and whom they are for: one box of ticks instead of a column for each role."""

    order = ("kind", "title", "number", "text", "readers", "within", "needs_receipt", "read_by", "supersedes", "stations")

    def prepare(self):
        super().prepare()
        labels = [(role, Wording._meta.get_field(f"to_{role}").verbose_name) for role in READERS]
        self.fields["readers"] = forms.MultipleChoiceField(
            label=_("发给谁"), choices=labels, widget=forms.CheckboxSelectMultiple,
            initial=[role for role in READERS if getattr(self.instance, f"to_{role}")])
        self.fields["text"].widget.attrs |= {"rows": 14, "data-count": "20000"}
        self.fields["title"].widget.attrs |= {"data-count": "100", "class": "wide"}
        self.fields["supersedes"].empty_label = _("不替代")
        self.order_fields([*self.order, "version"])

    def record_and_parts(self):
        for role in READERS:
            setattr(self.instance, f"to_{role}", role in self.cleaned_data["readers"])
        return super().record_and_parts()


def regions(thing, user):
    return Region.objects.filter(code__startswith=thing.region_id, is_active=True).order_by("code")


def stations(thing, user):
    inside = Station.objects.visible_to(user).filter(region__code__startswith=thing.region_id)
    return inside.open().order_by("region", "code")


def replaceable(thing, user):
    """What the same office has published and is still in force."""
    mine = Notice.objects.visible_to(user).filter(region=thing.region_id, stage=NoticeStage.PUBLISHED)
    return mine.exclude(pk=thing.pk).order_by("-published_at")


def as_it_stands(thing):
    """The words of the draft, or of the notice to be replaced."""
    return {name: getattr(thing, name) for name in Wording.columns()}


ROWS = {("Wording", "within"): regions, ("Wording", "supersedes"): replaceable, ("WordingStation", "station"): stations}
PARTS = {"Wording": Places("stations", WordingStation, "station", gettext_lazy("只发给选定的联络站"))}
SPECIAL = {Wording: WordingForm}
STARTING = {("notice", "draft"): as_it_stands, ("notice", "revise"): as_it_stands}
ASKED = {
    ("notice", "publish"): gettext_lazy("发布后正文不能再改。有误的，另发一件替代，或者撤回并写明理由。"),
    ("notice", "withdraw"): gettext_lazy("撤回后，收件人仍能看到这一件和撤回的理由。"),
}
NAMED = {("notice", "revise"): gettext_lazy("保存")}
NOTED = {("notice", name): gettext_lazy("理由") for name in ("discard", "withdraw")}
HINTS = {
    ("Wording", "text"): gettext_lazy("空一行就是另起一段。主送单位不用写，打印时按“发给谁”自动写上。"),
    ("Wording", "number"): gettext_lazy("有文号的才填，例如：×人常发〔2026〕3号"),
    ("Wording", "read_by"): gettext_lazy("不填就是不限日期"),
    ("Wording", "within"): gettext_lazy("范围内的联络站、代表和单位都会收到"),
}
LEFT_OUT = frozenset(f"to_{role}" for role in READERS)
