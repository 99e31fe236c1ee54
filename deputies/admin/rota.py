"""Administration of the rules of reception days and of leave; the days themselves are looked at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from deputies.admin.base import CommitteeReference, FlowingAdmin
from deputies.models import Attendance, Leave, LevelFrequency, Reception, ReceptionRule
from stations.admin.base import COMMITTEE, Ruled, Within


class AttendanceInline(Within, admin.TabularInline):
    model = Attendance
    fields = ["deputy", "said_yes_at", "leave_at", "arrived_at"]  # why somebody was away is for the deputy and the station
    editors = ()


@admin.register(Reception)
class ReceptionAdmin(FlowingAdmin):
    """Looked at; its own page makes the moves and changes the roster."""

    nothing_why = _("这里只列出您范围内的接待日；系统管理员在任职的地区内都能看到。")
    inlines = [AttendanceInline]
    list_display = ["on", "starts_at", "ends_at", "station", "stage_label", "received"]
    search_fields = ["station__name"]
    facts = ("on", "starts_at", "ends_at", "scope", "by_rule", "nominal_on", "received")

    def get_queryset(self, request):
        return super().get_queryset(request).of(request.user)


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
