"""Forms of practical deeds: the list's filters, the promise, and what the forms of their moves say and begin with."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.flows import DEED
from deputies.forms.places import stations_to_act_at
from deputies.models import Deed, Deputy, Promise
from liaison.kit.fields import Date, DateInput, formfield
from stations.forms.filters import DatedFilter
from stations.models.people import AT_STATION


class DeedFilter(DatedFilter):
    searched = ("title", "for_whom", "deputy__name")
    day = "done_on"

    q = forms.CharField(label=gettext_lazy("做什么、为谁、代表"), max_length=50)
    stage = forms.ChoiceField(label=gettext_lazy("状态"), choices=[("", gettext_lazy("全部")), *DEED.stages.choices])
    since = Date(label=gettext_lazy("完成日期从"), widget=DateInput())
    deputy = forms.ModelChoiceField(Deputy.objects.all(), label=gettext_lazy("代表"), widget=forms.HiddenInput)


def stations_to_promise_at(user):
    return stations_to_act_at(user, *AT_STATION)


class PromiseForm(forms.ModelForm):
    """Three answers. A deputy promises for himself alone; the station notes what one of its deputies promised."""

    deputy = forms.ModelChoiceField(
        Deputy.objects.none(), label=gettext_lazy("哪位代表"), empty_label=gettext_lazy("请选择"))

    class Meta:
        model = Promise
        fields = ["what", "for_whom", "due_on"]
        formfield_callback = formfield
        widgets = {"due_on": DateInput}
        help_texts = {
            "what": gettext_lazy("一句话，例如：给楼道装上扶手"),
            "for_whom": gettext_lazy("不写姓名，例如：金领公寓3栋的老人"),
        }

    def __init__(self, data=None, *, station, user):
        super().__init__(data, use_required_attribute=False)
        self.station, self.user = station, user
        posted = Deputy.objects.visible_to(user).posted_to(station).serving().order_by("name")
        if user.has_role(*AT_STATION, at=station):
            self.fields["deputy"].queryset = posted
            self.order_fields(["deputy"])
        else:
            del self.fields["deputy"]
        self.fields["what"].widget.attrs["data-count"] = "60"

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"deed"}

    @property
    def deputy_id(self):
        return self.cleaned_data["deputy"].pk if "deputy" in self.fields else self.user.deputy_id

    def clean(self):
        told = super().clean()
        if told.get("due_on") and told["due_on"] < timezone.localdate():
            self.add_error("due_on", _("完成日期不能早于今天。"))
        if told.get("what") and ("deputy" not in self.fields or told.get("deputy")) and self.is_known(told["what"]):
            self.add_error("what", _("这件实事今天已经登记过了。"))
        return told

    def is_known(self, what):
        return Deed.objects.filter(deputy=self.deputy_id, title=what, begun_on=timezone.localdate()).exists()

    def deed(self):
        """The deed that the promise begins, and the promise."""
        return Deed(deputy_id=self.deputy_id, station=self.station, title=self.instance.what), self.instance


def told_before(deed):
    """What was told of the result before it was sent back."""
    last = deed.last_result
    names = ("result", "evidence", "done_on", "beneficiaries", "contacts", "problems", "funds") if last else ()
    return {name: getattr(last, name) for name in names}


STARTING = {
    ("deed", "report"): told_before,
    ("deed", "postpone"): lambda deed: {"due_on": deed.agreed_on},
}
ASKED = {
    ("deed", "report"): gettext_lazy("结果由站长或街道核实后才算完成，再计入统计和履职档案。"),
    ("deed", "ask_help"): gettext_lazy("写清遇到什么困难、需要谁帮什么。站长、街道和区人大代表工委都能看到。"),
    ("deed", "drop"): gettext_lazy("写清为什么办不了。放弃的不再恢复，要办可以重新承诺。"),
    ("deed", "publish"): gettext_lazy("公开的只有做什么、为谁、哪位代表、哪天完成和结果，请先看清里面没有个人信息。"),
    ("deed", "reopen"): gettext_lazy("撤销后这件事不再算完成，履职档案里的记录同时撤回。"),
}
NAMED = {
    ("deed", "progress"): gettext_lazy("记下进展"),
    ("deed", "help_given"): gettext_lazy("登记已予帮助"),
    ("deed", "verify"): gettext_lazy("核实，确认完成"),
}
NOTED = {
    **{("deed", name): gettext_lazy("理由") for name in ("send_back", "reopen", "withhold", "drop")},
    ("deed", "ask_help"): gettext_lazy("困难和需要的帮助"),
    ("deed", "help_given"): gettext_lazy("帮了什么"),
}
HINTS = {
    ("Progress", "what"): gettext_lazy("做了什么、找了谁、到了哪一步"),
    ("DeedResult", "evidence"): gettext_lazy("谁能证明、有什么材料，例如：验收单存站、居民组长可以作证"),
    ("DeedResult", "beneficiaries"): gettext_lazy("这件事让多少人得到好处"),
    ("DeedResult", "contacts"): gettext_lazy("办这件事前后走访、联系群众多少人次"),
    ("DeedResult", "problems"): gettext_lazy("一并帮助解决了几个问题"),
    ("DeedResult", "funds"): gettext_lazy("筹集或捐助的钱，没有就填 0"),
}
