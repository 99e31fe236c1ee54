"""The filters of the list of suggestions."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deputies.models import CongressLevel, Deputy
from disputes.flows import SUGGESTION
from disputes.forms.filters import MatterFilter, offer_units
from disputes.models import Category, Suggestion
from stations.models import Unit


class SuggestionFilter(MatterFilter):
    kinds = (Category.Kind.SUGGESTION, Category.Kind.ISSUE)
    searched = ("number", "title", "lead__name")

    level = forms.ChoiceField(label=_("层级"), choices=[("", _("全部")), *CongressLevel.choices])
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("承办单位"), empty_label=_("全部"))
    reply_class = forms.ChoiceField(label=_("答复类别"), choices=[("", _("全部")), *Suggestion.ReplyClass.choices])
    satisfaction = forms.ChoiceField(label=_("代表评价"), choices=[("", _("全部")), *Suggestion.Satisfaction.choices])
    lead = forms.ModelChoiceField(Deputy.objects.none(), label=_("领衔代表"), widget=forms.HiddenInput)

    def __init__(self, params, user):
        super().__init__(params, user, SUGGESTION)

    def offer(self, user):
        offer_units(self.fields, user)
        self.fields["lead"].queryset = Deputy.objects.visible_to(user)

    def condition(self, name, value, model):
        if name == "level":
            return Q(mandate__level=value)
        if name == "unit":
            return Q(pk__in=Suggestion.objects.filter(hand_overs__units__unit=value).values("pk"))
        return super().condition(name, value, model)
