"""The filters of the list of suggestions, and what the forms of its moves show at first."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from deputies.models import CongressLevel, Deputy
from disputes.flows import SUGGESTION
from disputes.forms.filters import MatterFilter, offer_units
from disputes.models import Category, Suggestion
from stations.models import Unit


class SuggestionFilter(MatterFilter):
    model, kinds = Suggestion, (Category.Kind.SUGGESTION, Category.Kind.ISSUE)
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

    def condition(self, name, value):
        if name == "level":
            return Q(mandate__level=value)
        if name == "unit":
            return Q(pk__in=Suggestion.objects.filter(hand_overs__units__unit=value).values("pk"))
        return super().condition(name, value)


def request_words(thing):
    """What is asked of the units when nothing else is: the law's own words, without a date that a rule counts."""
    return {"request": _now("请在答复前与代表当面沟通，按期书面答复；协办单位按期向主办单位提出意见。")}


def reply_words(thing):
    """The assisting opinions land in the main reply."""
    if not thing.is_own_level:
        outside = thing.external_filings.order_by("-pk").first()
        return {"outside": outside.body if outside else ""}
    opinions = [_now("%(unit)s意见：%(opinion)s") % {"unit": row.unit, "opinion": row.opinion}
                for row in thing.assist_opinions.select_related("unit").order_by("pk")]
    return {"content": "\n".join(opinions)}


STARTING = {
    "revise": lambda thing: {name: getattr(thing.text, name) for name in ("title", "facts", "analysis", "proposal")},
    "submit": lambda thing: {"occasion": "between"},
    "accept": lambda thing: {"number": thing.next_number()},
    "track": lambda thing: {"body": _now("%(place)s人大常委会") % {"place": thing.region.name}},
    "hand_over": request_words, "reply": reply_words, "record_reply": reply_words,
}
