"""Administration of deputies, mandates and postings."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deputies.admin.base import CommitteeReference
from deputies.models import Deputy, ElectoralUnit, Expertise, Mandate, Posting, Term
from liaison.kit.fields import Phone
from stations.admin.base import COMMITTEE, OVERSEERS, Edited, Within


@admin.register(Expertise)
class ExpertiseAdmin(Edited):
    editors = COMMITTEE
    search_fields = ["name"]


@admin.register(Term)
class TermAdmin(CommitteeReference):
    places, and_above = ("region__code",), True
    list_display = ["__str__", "level", "starts_on", "ends_on"]
    list_filter = ["level"]
    list_select_related = ["region"]
    search_fields = ["region__name"]


@admin.register(ElectoralUnit)
class ElectoralUnitAdmin(Edited):
    editors = COMMITTEE
    places, and_above = ("region__code",), True
    list_display = ["name", "level", "region"]
    list_filter = ["level"]
    list_select_related = ["region"]
    search_fields = ["name"]


class MandateForm(forms.ModelForm):
    def clean(self):
        super().clean()
        level = self.cleaned_data.get("level")
        for name in ("term", "electoral_unit"):
            chosen = self.cleaned_data.get(name)
            if level and chosen and chosen.level != level:
                self.add_error(name, _("与所选层级不一致。"))


class MandateInline(Within, admin.StackedInline):
    model = Mandate
    fields = [("level", "term", "electoral_unit"), ("since", "until", "card"), ("suspended_on", "end_reason")]
    form = MandateForm


class PostingFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        told = [form.instance for form in self.forms if form.instance.pk or form.has_changed()]
        now = [posting.station_id for posting in told if posting.until is None]
        if len(now) != len(set(now)):
            raise forms.ValidationError(_("同一个联络站只能有一条没有结束的编组。"))


class PostingInline(Within, admin.TabularInline):
    model = Posting
    formset = PostingFormSet
    places = ("station__region__code",)


class DeputyForm(forms.ModelForm):
    """The phone is written here, not shown: who needs it reads it on the deputy's page, with a reason."""

    new_phone = Phone(label=_("新手机号"), required=False, help_text=_("不显示原来的号码；不改就留空。"))

    class Meta:
        model = Deputy
        fields = ["name", "occupation", "expertise", "user"]

    def save(self, commit=True):
        self.instance.phone = self.cleaned_data["new_phone"] or self.instance.phone
        return super().save(commit)


@admin.register(Deputy)
class DeputyAdmin(CommitteeReference):
    """Those posted to the user's places, and those who are posted nowhere yet."""

    places = ("postings__station__region__code",)
    form = DeputyForm
    inlines = [MandateInline, PostingInline]
    autocomplete_fields = ["user"]
    list_display = ["name", "occupation", "levels", "stations"]
    list_filter = ["mandates__level", "expertise"]
    search_fields = ["name", "occupation"]

    def own(self, user, roles=OVERSEERS):
        return super().own(user, roles) | Q(postings=None)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("mandates", "postings__station")

    def get_fields(self, request, obj=None):
        written = ["new_phone"] if self.has_change_permission(request, obj) else []
        return ["name", "occupation", *written, "expertise", "user"]

    @admin.display(description=_("层级"))
    def levels(self, deputy):
        return "、".join(held.get_level_display() for held in deputy.current_mandates) or "—"

    @admin.display(description=_("联络站"))
    def stations(self, deputy):
        return "、".join(held.station.name for held in deputy.current_postings) or "—"


@admin.register(Mandate)
class MandateAdmin(CommitteeReference):
    places = ("deputy__postings__station__region__code",)
    form = MandateForm
    autocomplete_fields = ["deputy"]
    list_display = ["deputy", "level", "term", "since", "until", "suspended_on"]
    list_filter = ["level"]
    list_select_related = ["deputy", "term__region"]
    search_fields = ["deputy__name", "card"]


@admin.register(Posting)
class PostingAdmin(CommitteeReference):
    places = ("station__region__code",)
    autocomplete_fields = ["deputy", "station"]
    list_display = ["deputy", "station", "since", "until"]
    list_filter = [("station__region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["deputy", "station"]
    search_fields = ["deputy__name", "station__name"]
