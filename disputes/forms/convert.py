"""The form that turns matters into a suggestion: sources, lead and text."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deputies.models import Mandate
from disputes.models import Case, Draft, Issue, IssueConversion
from liaison.kit.fields import Choices, formfield


class ConvertForm(forms.ModelForm):
    """Sources and lead are of one station; the lead's mandate decides which congress is addressed."""

    reason = forms.ChoiceField(label=_("为什么转化"), choices=IssueConversion.Reason, widget=forms.RadioSelect)
    issues = Choices(Issue.objects.none(), label=_("来自哪些群众意见"), required=False, widget=forms.CheckboxSelectMultiple)
    cases = Choices(Case.objects.none(), label=_("来自哪些群英会"), required=False, widget=forms.CheckboxSelectMultiple)
    mandate = forms.ModelChoiceField(
        Mandate.objects.none(), label=_("领衔代表"), help_text=_("以哪一级代表的身份提出，就由哪一级人大受理")
    )

    class Meta:
        model = Draft
        fields = ["title", "facts", "analysis", "proposal"]
        formfield_callback = formfield
        widgets = {name: forms.Textarea(attrs={"rows": 6, "data-count": "5000"}) for name in ("facts", "analysis", "proposal")}

    def __init__(self, *args, station, issues, cases, mandates, **kwargs):
        self.station = station
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["issues"].queryset, self.fields["cases"].queryset = issues, cases
        self.fields["mandate"].queryset = mandates
        self.fields["mandate"].label_from_instance = lambda mandate: f"{mandate.deputy.name}（{mandate.get_level_display()}）"
        self.fields["title"].widget.attrs["data-count"] = "60"
        self.order_fields(["reason", "issues", "cases", "mandate", "title", "facts", "analysis", "proposal"])

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("issues") or cleaned.get("cases")):
            self.add_error("issues", _("请至少选择一件群众意见或群英会。"))
        return cleaned

    def text(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"suggestion"}
