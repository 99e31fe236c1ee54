"""Administration of kinds of activities and of points; activities, deeds and duties are looked at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from deputies.admin.base import FlowingAdmin
from deputies.models import Activity, ActivityKind, Deed, Duty, PointRule
from stations.admin.base import COMMITTEE, LookOnly, Reference, Ruled


@admin.register(ActivityKind)
class ActivityKindAdmin(Reference):
    """For the whole register. Which duty a kind fulfils stays as it was: the duty file has been written by it."""

    list_display = ["label", "function", "duty_kind", "is_evening", "is_group", "position", "is_active"]
    list_filter = ["function", "is_active"]
    search_fields = ["label", "code"]

    def get_readonly_fields(self, request, obj=None):
        return ["duty_kind"] if obj else []


@admin.register(Activity)
class ActivityAdmin(LookOnly):
    """Looked at; its own pages arrange it, tell how it went and keep the duty file along."""

    list_display = ["on", "title", "kind", "station", "is_held", "reached"]
    list_filter = ["is_held", "kind", ("station__region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["station", "kind"]
    search_fields = ["title", "place", "station__name"]
    fields = ["title", "kind", "on", "starts_at", "ends_at", "place", "station", "is_held", "reached", "summary", "cancel_reason"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(request.user.reach(to="station"))


@admin.register(Deed)
class DeedAdmin(FlowingAdmin):
    nothing_why = _("这里只列出您本来就能看到的实事。")
    list_display = ["title", "deputy", "station", "stage_label", "due_on", "done_on"]
    search_fields = ["title", "for_whom", "deputy__name"]
    facts = ("title", "for_whom", "deputy", "begun_on", "agreed_on", "done_on", "beneficiaries", "contacts", "problems", "funds",
             "is_published")


@admin.register(Duty)
class DutyAdmin(FlowingAdmin):
    nothing_why = _("这里只列出您本来就能看到的履职记录；系统管理员不看。")
    list_display = ["on", "deputy", "kind", "what", "station", "stage_label", "due_on"]
    list_filter = ["stage", "kind"]
    search_fields = ["deputy__name", "what"]
    facts = ("deputy", "kind", "on", "what")


@admin.register(PointRule)
class PointRuleAdmin(Ruled):
    editors = COMMITTEE
    list_display = ["version", "kind", "first", "each_more", "cap", "since", "region"]
    list_filter = ["version", "kind"]
    list_select_related = ["region"]
    search_fields = ["version"]
