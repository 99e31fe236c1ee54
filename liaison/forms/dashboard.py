"""The filters of the dashboard: days, place and class."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models import Category
from liaison.kit.fields import DateInput
from liaison.kit.figures import FIRST_DAY, LAST_DAY, Scope
from liaison.kit.workdays import months_after
from stations.forms.filters import FilterForm

WITHIN = (MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY))
PERIODS = {  # words, length in months, words for the same days of the period before
    "": (gettext_lazy("今年"), 12, gettext_lazy("较上年同期")),
    "quarter": (gettext_lazy("本季度"), 3, gettext_lazy("较上季度同期")),
    "month": (gettext_lazy("本月"), 1, gettext_lazy("较上月同期")),
    "two_years": (gettext_lazy("去年以来"), None, ""),
    "all": (gettext_lazy("至今"), None, ""),
}


class WorkFilter(FilterForm):
    """Without a choice it is this year and all that the reader oversees; dates go before a named period."""

    period = forms.ChoiceField(label=gettext_lazy("时段"), choices=[(name, told[0]) for name, told in PERIODS.items()])
    since = forms.DateField(label=gettext_lazy("从"), widget=DateInput(), validators=WITHIN)
    until = forms.DateField(label=gettext_lazy("到"), widget=DateInput(), validators=WITHIN)
    place = forms.ChoiceField(label=gettext_lazy("街道、乡镇"))

    def clean(self):
        told = super().clean()
        if told.get("since") and told.get("until") and told["since"] > told["until"]:
            raise ValidationError({"until": _("结束日期不能早于开始日期。")})
        return told

    def scope(self, user):
        return Scope(user, *self.days, region=self.told.get("place", ""))

    @property
    def days(self):
        told = self.told
        if "since" in told or "until" in told:
            return told.get("since"), told.get("until")
        today, period = timezone.localdate(), told.get("period", "")
        months = PERIODS[period][1]
        if period == "two_years":
            return date(today.year - 1, 1, 1), None
        return (today.replace(month=(today.month - 1) // months * months + 1, day=1) if months else None), None

    @property
    def words(self):
        since, until = self.told.get("since"), self.told.get("until")
        if since and until:
            return _("%(since)s 至 %(until)s ") % {"since": since, "until": until}
        if since or until:
            return _("%(since)s 以来") % {"since": since} if since else _("截至 %(until)s ") % {"until": until}
        return PERIODS[self.told.get("period", "")][0]


class DashboardFilter(WorkFilter):
    category = forms.ModelChoiceField(
        Category.objects.filter(kind=Category.Kind.ISSUE, is_active=True), label=gettext_lazy("类别"),
        empty_label=gettext_lazy("全部"),
    )

    def scope(self, user):
        category = self.told.get("category")
        return super().scope(user).narrow(category=category and category.pk)

    def before(self, scope):
        """The same days of the period before and what to call them; (None, "") where there is none."""
        _words, months, before_words = PERIODS[self.told.get("period", "")]
        if not months or "since" in self.told or "until" in self.told:
            return None, ""
        until = months_after(timezone.localdate(), -months)
        return scope.narrow(since=months_after(scope.since, -months), until=until), before_words
