"""The form of what residents said at one activity: several lines, each of which becomes a matter."""

import uuid

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import Deputy
from disputes.forms.intake import TITLE, first_sentence, source_of
from disputes.models import Category, Issue, Visit
from liaison.kit.fields import Line, Phone
from stations.forms.parts import MOST_LINES, WithLines, with_spare_lines
from stations.models.people import AT_STATION

LINES = 3  # shown at first; the button adds three more


class CollectLine(forms.Form):
    """One resident's matter. The name and the phone may stay blank: not everybody at an evening leaves them."""

    use_required_attribute = False

    words = forms.CharField(
        label=gettext_lazy("原话"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3, "class": "wide"}),
        error_messages={"required": gettext_lazy("请写下群众怎么说。")})
    category = forms.ModelChoiceField(
        Category.objects.none(), label=gettext_lazy("类别"), empty_label=gettext_lazy("请选择"),
        error_messages={"required": gettext_lazy("请选择类别。")})
    place = Line(label=gettext_lazy("事发地"), max_length=80, required=False)
    title = Line(label=gettext_lazy("归纳事由"), max_length=TITLE, required=False)
    name = Line(label=gettext_lazy("姓名"), max_length=50, required=False)
    phone = Phone(label=gettext_lazy("手机"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))

    def clean(self):
        told = super().clean()
        if "words" in told and not told.get("title") and "title" not in self.errors:
            told["title"] = first_sentence(told["words"])
            if not told["title"]:
                self.add_error("title", _("请归纳事由。"))
        return told


class CollectForm(WithLines, forms.Form):
    """Who received them, and the lines."""

    use_required_attribute = False
    prefix_of_lines = "lines"
    words_of_line = gettext_lazy("第 %(n)s 条，%(label)s：%(error)s")

    key = forms.UUIDField(widget=forms.HiddenInput)
    deputy = forms.ModelChoiceField(
        Deputy.objects.none(), label=gettext_lazy("接待代表"), required=False, empty_label=gettext_lazy("没有代表接待"))

    def __init__(self, data=None, *, activity, user):
        super().__init__(data, initial={"key": uuid.uuid4()})
        self.activity, self.user = activity, user
        self.offer_deputies()

    def offer_deputies(self):
        """Those who take part; a deputy receives for himself alone."""
        field = self.fields["deputy"]
        field.queryset = Deputy.objects.visible_to(self.user).filter(pk__in=self.activity.taking_part()).order_by("name")
        if not self.user.has_role(*AT_STATION, at=self.activity.station):
            field.queryset, field.required = field.queryset.filter(pk=self.user.deputy_id), True
        if len(only := list(field.queryset[:2])) == 1:
            self.initial["deputy"] = only[0].pk

    @cached_property
    def lines(self):
        made = forms.formset_factory(CollectLine, extra=LINES, max_num=MOST_LINES, absolute_max=60)
        typed = with_spare_lines(self.data, self.prefix_of_lines) if self.is_bound else None
        lines = made(typed, prefix=self.prefix_of_lines)
        lines.label, lines.more_name = _("内容"), f"{self.prefix_of_lines}-more"
        offered = Category.objects.offered("issue", self.activity.station.region_id)
        for line in lines:
            line.fields["category"].queryset = offered
        return lines

    def clean(self):
        told = super().clean()
        if not self.errors and not any(line.has_changed() for line in self.lines):
            self.add_error(None, _("还没有写。每条群众意见写一行，空着的不登记。"))
        return told

    def written(self):
        """The lines that were filled in, as (number, issue, visit, person)."""
        return [(number, *self.matter(line.cleaned_data)) for number, line in enumerate(self.lines, 1) if line.has_changed()]

    def matter(self, told):
        event, deputy = self.activity, self.cleaned_data["deputy"]
        source = source_of(event)
        issue = Issue(
            station=event.station, region=event.station.region, activity=event, deputy=deputy, source=source,
            **{name: told[name] for name in ("title", "place", "category")})
        return issue, Visit(words=told["words"], deputy=deputy, source=source, on=event.on), (told["name"], told["phone"])
