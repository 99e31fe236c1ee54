"""Forms of legal aid: the filters of its lists, and one entry."""

from django import forms
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import Deputy
from disputes.forms.filters import offer_deputies
from disputes.models import LegalAid, LegalAidKind, LegalAidOutcome
from disputes.models.legal_aid import OUTCOMES, RECOVERING
from liaison.kit.fields import Choices, DateInput, formfield
from stations.forms.filters import DatedFilter, FilterForm
from stations.forms.versions import VersionedForm
from stations.models import Enterprise
from stations.models.people import AT_STATION

AT_ONCE = (LegalAidKind.CONSULTATION, LegalAidKind.LECTURE)  # end on the day unless told otherwise
MOST, ALIKE = 300, 3


class LegalAidFilter(DatedFilter):
    searched = ("title", "person_words", "lawyer", "summary")

    q = forms.CharField(label=gettext_lazy("事由、情况、律师"), max_length=50)
    outcome = forms.ChoiceField(label=gettext_lazy("结果"), choices=[("", gettext_lazy("全部")), *LegalAidOutcome.choices])
    enterprise = forms.ModelChoiceField(Enterprise.objects.all(), label=gettext_lazy("企业"), widget=forms.HiddenInput)
    deputy = forms.ModelChoiceField(Deputy.objects.none(), label=gettext_lazy("代表"), empty_label=gettext_lazy("全部"))

    def __init__(self, params, user):
        super().__init__(params, user)
        offer_deputies(self.fields["deputy"], user)
        self.full_clean()

    def condition(self, name, value):
        if name in ("enterprise", "deputy"):  # apart, so that no row comes twice
            return Q(pk__in=value.legal_aids.values("pk"))
        return super().condition(name, value)


class AidedFilter(FilterForm):
    searched = ("name", "station__name")

    q = forms.CharField(label=gettext_lazy("企业名称、联络站"), max_length=50)


class EnterpriseNames(forms.CharField):
    """Registered enterprises by their full names, one a line: a sheet of sixty who came is pasted at once."""

    county = ""  # the code of the district whose enterprises are known

    def clean(self, value):
        names = list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in super().clean(value).splitlines()))))
        if len(names) > MOST:
            raise forms.ValidationError(_("一次最多 %(n)s 家企业。") % {"n": MOST})
        near = Enterprise.objects.filter(region__code__startswith=self.county)
        found = {enterprise.name: enterprise for enterprise in near.filter(name__in=names)}
        errors = [self.unknown(name, near) for name in names if name not in found]
        if errors:
            raise forms.ValidationError(errors)
        return list(found.values())

    def unknown(self, name, near):
        alike = near.filter(name__icontains=name).values_list("name", flat=True)[:ALIKE]
        if alike:
            return _("没有叫“%(name)s”的企业。是不是：%(alike)s？") % {"name": name, "alike": "、".join(alike)}
        return _("没有叫“%(name)s”的企业。没有登记的，写在“个人或未登记的企业”里。") % {"name": name}


class LegalAidForm(VersionedForm):
    enterprise_names = EnterpriseNames(
        label=gettext_lazy("企业"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("已登记企业的全称，一行一家；宣讲可以把名单整个贴进来"))
    deputies = Choices(
        Deputy.objects.none(), label=gettext_lazy("参加代表"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("只列出当前编入本站的代表；保存后记入他们的履职档案"))

    class Meta:
        model = LegalAid
        fields = [
            "kind", "title", "on", "enterprise_names", "person_words", "reached", "deputies", "lawyer", "outcome",
            "ended_on", "amount_recovered", "summary", "void_reason"]
        formfield_callback = formfield
        widgets = {"on": DateInput, "ended_on": DateInput, "summary": forms.Textarea(attrs={"rows": 5, "data-count": "3000"}),
                   "kind": forms.RadioSelect}
        help_texts = {
            "title": gettext_lazy("一句话，不写姓名，例如：货款拖欠申请仲裁"),
            "person_words": gettext_lazy("不写姓名，例如：某包装厂女工三人"),
            "amount_recovered": gettext_lazy("没有就填 0"),
            "void_reason": gettext_lazy("登记错了才填：填了就不再计入统计和履职档案；清空即恢复"),
        }

    def __init__(self, data=None, *, user, instance):
        self.user, self.at_desk = user, user.has_role(*AT_STATION, at=instance.station)
        names = "\n".join(instance.enterprises.values_list("name", flat=True)) if instance.pk else ""
        super().__init__(data, instance=instance, initial={"enterprise_names": names})
        self.fields["enterprise_names"].county = instance.station.region.county_code
        self.fields["kind"].choices = LegalAidKind.choices
        self.fields["outcome"].choices = [("", _("请选择")), *LegalAidOutcome.choices]
        self.fields["title"].widget.attrs["data-count"] = "60"
        self.offer_deputies(instance)
        if not instance.pk or not user.has_role("head", at=instance.station):
            del self.fields["void_reason"]

    def offer_deputies(self, instance):
        taking_part = Deputy.objects.filter(legal_aids=instance.pk) if instance.pk else Deputy.objects.none()
        self.fields["deputies"].queryset = (Deputy.objects.posted_to(instance.station) | taking_part.distinct()).distinct()
        if not self.at_desk:
            self.initial["deputies"] = [self.user.deputy_id]

    def rows_now(self, name):
        return super().rows_now("enterprises" if name == "enterprise_names" else name)

    def clean(self):
        told = super().clean()
        for name in ("on", "ended_on"):
            if told.get(name) and told[name] > timezone.localdate():
                self.add_error(name, _("日期不能在今天以后。"))
        self.clean_outcome_fits(told)
        if "enterprise_names" in told and not self.is_for_somebody(told):
            self.add_error("enterprise_names", _("请写援助了谁：企业、个人，或者宣讲参加的人数。"))
        if "deputies" in told and self.at_desk and not told["deputies"] and not told.get("lawyer"):
            self.add_error("lawyer", _("请写由谁援助：勾选代表，或者写律师、法律服务机构。"))
        return told

    def is_for_somebody(self, told):
        lecture = told.get("kind") == LegalAidKind.LECTURE and told.get("reached")
        return bool(told["enterprise_names"] or told.get("person_words") or lecture)

    def clean_outcome_fits(self, told):
        kind, outcome = told.get("kind"), told.get("outcome")
        if not kind or not outcome:
            return
        if outcome not in OUTCOMES[kind]:
            labels = "、".join(str(LegalAidOutcome(each).label) for each in OUTCOMES[kind])
            self.add_error("outcome", _("%(kind)s的结果可以是：%(labels)s。") % {
                "kind": LegalAidKind(kind).label, "labels": labels})
        self.clean_ending(told, kind, outcome)
        if told.get("amount_recovered") and outcome not in RECOVERING:
            self.add_error("amount_recovered", _("胜诉、部分支持或调解成功的，才填挽回的金额。"))

    def clean_ending(self, told, kind, outcome):
        if outcome == LegalAidOutcome.ONGOING:
            if told.get("ended_on"):
                self.add_error("ended_on", _("办理中的不填办结日期。"))
        elif not told.get("ended_on") and "ended_on" in told:
            if kind in AT_ONCE:
                told["ended_on"] = told.get("on")
            else:
                self.add_error("ended_on", _("请填办结日期。"))
        elif told.get("on") and told.get("ended_on") and told["ended_on"] < told["on"]:
            self.add_error("ended_on", _("办结日期不能早于开始日期。"))

    def keep(self):
        """Save the entry with whom it was for and who took part; the duty file follows."""
        self.instance.is_confirmed = self.at_desk
        with transaction.atomic():
            self.save()
            self.instance.enterprises.set(self.cleaned_data["enterprise_names"])
            if not self.at_desk:
                self.instance.deputies.add(self.user.deputy_id)
            self.instance.tell_duties()
