"""Administration of deputies, mandates and postings, rules of reception days and of points; what flows is looked at."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deputies.models import (
    ActivityKind,
    Attendance,
    Deputy,
    Duty,
    ElectoralUnit,
    Expertise,
    Leave,
    LevelFrequency,
    Mandate,
    PointRule,
    Posting,
    Purpose,
    Reception,
    ReceptionRule,
    Term,
)
from liaison.kit.fields import Phone
from stations.admin.base import COMMITTEE, OVERSEERS, Edited, Followed, LookOnly, Reference, Ruled, Within


class CommitteeReference(Reference):
    editors = COMMITTEE


@admin.register(Expertise)
class ExpertiseAdmin(Edited):
    editors = COMMITTEE
    search_fields = ["name"]


@admin.register(ActivityKind)
class ActivityKindAdmin(Reference):
    """For the whole register. Which duty a kind fulfils stays as it was: the duty file has been written by it."""

    list_display = ["label", "function", "duty_kind", "is_evening", "is_group", "position", "is_active"]
    list_filter = ["function", "is_active"]
    search_fields = ["label", "code"]

    def get_readonly_fields(self, request, obj=None):
        return ["duty_kind"] if obj else []


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
    fields = ["deputy", "said_yes_at", "leave_at", "leave_reason", "arrived_at"]
    editors = ()


@admin.register(Reception)
class ReceptionAdmin(LookOnly):
    """Looked at; its own page makes the moves and changes the roster."""

    inlines = [AttendanceInline]
    list_display = ["on", "starts_at", "ends_at", "station", "stage_label", "received"]
    list_filter = ["stage", ("station__region", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["station__name"]
    fields = ["on", "starts_at", "ends_at", "station", "scope", "by_rule", "nominal_on", "stage_label", "received", "due_on"]

    def get_queryset(self, request):
        return Reception.objects.visible_to(request.user).of(request.user).for_list()

    @admin.display(description=_("状态"), ordering="stage")
    def stage_label(self, reception):
        return reception.stage_label


@admin.register(ReceptionRule)
class ReceptionRuleAdmin(CommitteeReference):
    places = ("station__region__code",)
    autocomplete_fields = ["station"]
    fields = ["station", "kind", ("weekday", "months", "day"), "dates", ("starts_at", "ends_at"), "scope", "february",
              "on_holiday", ("since", "until")]
    list_display = ["station", "words", "starts_at", "ends_at", "on_holiday", "since", "until"]
    list_filter = ["kind", ("station__region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["station"]
    search_fields = ["station__name"]

    @admin.display(description=_("哪些日子"))
    def words(self, rule):
        return rule.words


@admin.register(LevelFrequency)
class LevelFrequencyAdmin(Ruled):
    editors = COMMITTEE
    list_display = ["level", "words", "region"]
    list_select_related = ["region"]

    @admin.display(description=_("频次"))
    def words(self, frequency):
        return frequency.words


@admin.register(Leave)
class LeaveAdmin(CommitteeReference):
    places = ("deputy__postings__station__region__code",)
    autocomplete_fields = ["deputy"]
    list_display = ["deputy", "since", "until", "reason"]
    list_select_related = ["deputy"]
    search_fields = ["deputy__name", "reason"]

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
