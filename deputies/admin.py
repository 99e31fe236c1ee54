"""Administration of deputies, their mandates and postings, reception days and rules of points; duty files are looked at."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deputies.models import (
    Attendance,
    Deputy,
    Duty,
    ElectoralUnit,
    Expertise,
    Mandate,
    PointRule,
    Posting,
    Purpose,
    Reception,
    Term,
)
from liaison.kit.fields import Phone
from stations.admin.base import COMMITTEE, OVERSEERS, Edited, Followed, Reference, Ruled, Within


class CommitteeReference(Reference):
    editors = COMMITTEE


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


@admin.register(Purpose)
class PurposeAdmin(Ruled):
    editors = COMMITTEE
    list_display = ["name", "covers", "region", "position", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["region"]
    search_fields = ["name", "covers"]


class AttendanceInline(Within, admin.TabularInline):
    model = Attendance
    autocomplete_fields = ["deputy"]
    readonly_fields = ["arrived_at"]


@admin.register(Reception)
class ReceptionAdmin(CommitteeReference):
    places = ("station__region__code",)
    autocomplete_fields = ["station"]
    inlines = [AttendanceInline]
    list_display = ["on", "starts_at", "ends_at", "station"]
    list_filter = [("station__region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["station"]
    search_fields = ["station__name"]


@admin.register(Duty)
class DutyAdmin(Followed):
    nothing_why = _("这里只列出您本来就能看到的履职记录；系统管理员不看。")
    list_display = ["on", "deputy", "kind", "what", "station", "stage_label", "due_on"]
    list_filter = ["stage", "kind"]
    search_fields = ["deputy__name", "what"]

    def get_fields(self, request, obj=None):
        return ["deputy", "kind", "on", "what", "station", "stage_label", "due_on", "closed_at"]


@admin.register(PointRule)
class PointRuleAdmin(Ruled):
    editors = COMMITTEE
    list_display = ["version", "kind", "first", "each_more", "cap", "since", "region"]
    list_filter = ["version", "kind"]
    list_select_related = ["region"]
    search_fields = ["version"]
