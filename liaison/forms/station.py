"""Forms of what reaches over apps at a station: closing it, and who is posted there."""

from django import forms
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deputies.models import Deputy, Posting
from liaison.kit.fields import Choices, Date, DateInput, Line
from liaison.kit.figures import FIRST_DAY
from stations.models import Station


class ClosingForm(forms.Form):
    """Shown first, done when it is sent a second time as it was shown."""

    use_required_attribute = False

    to = forms.ModelChoiceField(
        Station.objects.none(), label=_("移交给"), required=False, empty_label=_("请选择，没有的可以不选"),
        help_text=_("没有办完的事项和实事、代表、服务对象和以后的接待日都转到这个站"))
    on = Date(
        label=_("撤并日期"), widget=DateInput(), validators=[MinValueValidator(FIRST_DAY)],
        help_text=_("从这一天起本站不再接待；可以补记，不能预先办"))
    reason = Line(label=_("理由"), max_length=100, help_text=_("写明依据，例如：某号文件，两站合并"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, station):
        super().__init__(data, initial={"on": timezone.localdate(), "to": station.merged_into_id})
        near = Station.objects.open().filter(region__code__startswith=station.region_id[:6]).exclude(pk=station.pk)
        self.fields["to"].queryset = near.order_by("region__code", "code")
        if not station.is_open:
            self.fields["on"].label, self.fields["on"].help_text = _("移交日期"), _("不晚于今天")

    def told(self):
        return {name: self.cleaned_data[name] for name in ("to", "on")}


class PostForm(forms.Form):
    """The deputies to be posted are ticked in the table of proposals."""

    use_required_attribute = False

    deputies = Choices(
        Deputy.objects.none(), label=_("代表"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选要编入的代表。")})
    since = Date(label=_("从哪天起"), widget=DateInput(), validators=[MinValueValidator(FIRST_DAY)])
    ending = forms.BooleanField(
        label=_("同时结束这些代表在别的站的编组"), required=False, initial=True, help_text=_("只结束您管辖范围内的"))

    def __init__(self, data=None, *, deputies):
        super().__init__(data, initial={"since": timezone.localdate()})
        self.fields["deputies"].queryset = deputies


class EndForm(forms.Form):
    use_required_attribute = False

    postings = Choices(
        Posting.objects.none(), label=_("编组"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选要结束的编组。")})
    until = Date(label=_("最后一天"), widget=DateInput(), validators=[MinValueValidator(FIRST_DAY)])

    def __init__(self, data=None, *, postings):
        super().__init__(data, initial={"until": timezone.localdate()}, auto_id="end_%s")
        self.fields["postings"].queryset = postings


class NameForm(forms.Form):
    """Looks for a deputy by name; what is too long is cut off."""

    q = forms.CharField(label=_("按姓名找代表"), max_length=20, required=False)
