"""The filters of the lists of matters, read from the query string."""

import re

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deputies.models import Activity, Deputy, Posting, Reception
from disputes.figures.matters import of_category
from disputes.flows import ISSUE
from disputes.models import Category, Issue, Visit
from stations.forms.filters import DatedFilter
from stations.models import Enterprise, Unit
from stations.models.people import AT_STATION

NUMBER = re.compile(r"(\d{3,6})(\d{3})(\d{4})", re.ASCII)
PHONE_TAIL = re.compile(r"\d{4}", re.ASCII)
FULL_PHONE = re.compile(r"(?<!\d)1\d{6}(\d{4})(?!\d)", re.ASCII)


def without_phones(text):
    """Only the last four figures of a phone stand in an address."""
    return FULL_PHONE.sub(r"\1", text)


class MatterFilter(DatedFilter):
    """What the lists of all three kinds have in common; a kind adds its ``model``, ``kinds`` of classes and its own fields."""

    model, kinds = None, ()
    day, of_scope = "begun_on", (*DatedFilter.of_scope, "category", "stage")
    searched = ("number", "title")

    q = forms.CharField(label=_("编号、事由、地点、原话"), max_length=50)
    category = forms.ModelChoiceField(Category.objects.none(), label=_("类别"), empty_label=_("全部"))
    stage = forms.ChoiceField(label=_("状态"))

    def __init__(self, params, user, flow):
        super().__init__(params, user)
        self.user = user
        self.fields["category"].queryset = Category.objects.filter(kind__in=self.kinds).order_by("kind", "position", "code")
        self.fields["stage"].choices = [("", _("全部")), *flow.stages.choices]
        self.offer(user)
        self.full_clean()

    def offer(self, user):
        """Fill the choices of the kind's own fields."""

    def condition(self, name, value):
        return of_category(self.model, value.pk) if name == "category" else super().condition(name, value)

    def found_by(self, word):
        """A number is found without its hyphens too."""
        found, parts = super().found_by(word), NUMBER.fullmatch(word.replace("-", ""))
        return found | Q(number="-".join(parts.groups())) if parts else found


class IssueFilter(MatterFilter):
    model, kinds = Issue, (Category.Kind.ISSUE,)
    searched = ("number", "title", "place", "unit__name", "deputy__name")

    source = forms.ChoiceField(label=_("来源"), choices=[("", _("全部")), *Issue.Source.choices])
    outcome = forms.ChoiceField(label=_("结果"), choices=[("", _("全部")), *Issue.Outcome.choices])
    satisfaction = forms.ChoiceField(label=_("来访人评价"), choices=[("", _("全部")), *Issue.Satisfaction.choices])
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("承办单位"), empty_label=_("全部"))
    deputy = forms.ModelChoiceField(Deputy.objects.none(), label=_("接待代表"), empty_label=_("全部"))
    enterprise = forms.ModelChoiceField(Enterprise.objects.all(), label=_("企业"), widget=forms.HiddenInput)
    activity = forms.ModelChoiceField(Activity.objects.all(), label=_("活动"), widget=forms.HiddenInput)
    reception = forms.ModelChoiceField(Reception.objects.all(), label=_("接待日"), widget=forms.HiddenInput)

    def __init__(self, params, user):
        super().__init__(params, user, ISSUE)

    def offer(self, user):
        offer_units(self.fields, user)
        offer_deputies(self.fields["deputy"], user)

    def found_by(self, word):
        """The visitor's words too, and at one's own stations the last figures of a phone."""
        found = super().found_by(word) | Q(pk__in=Visit.objects.filter(words__icontains=word).values("issue"))
        own = self.user.reach(*AT_STATION, to="station")
        return found | (own & Q(visitor__phone_tail=word)) if PHONE_TAIL.fullmatch(word) else found


def offer_units(fields, user):
    """The units of the districts where the user works; somebody without a place of work is not asked."""
    counties = {getattr(held.place, "region_id", held.place.pk)[:6] for held in user.current_memberships}
    if not counties:
        del fields["unit"]
        return
    near = Q.create([("region__code__startswith", code) for code in counties], Q.OR)
    fields["unit"].queryset = Unit.objects.filter(near).order_by("name")


def offer_deputies(field, user):
    """Any deputy may be asked for by a link; the choices shown are those posted to the user's own stations."""
    field.queryset = Deputy.objects.visible_to(user)
    posted = field.queryset.filter(postings__in=Posting.objects.current().filter(user.reach(*AT_STATION, to="station")))
    field.widget.choices = [("", _("全部")), *posted.order_by("name").distinct().values_list("pk", "name")]
    if len(field.widget.choices) == 1:
        field.widget = forms.HiddenInput()
