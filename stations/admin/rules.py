"""Administration of what differs between years and places: calendar, deadline rules, settings."""

from django.contrib import admin, messages
from django.utils.translation import gettext as _

from stations.admin.base import COMMITTEE, Reference, Ruled
from stations.models import CalendarDay, DeadlineRule, Setting


@admin.register(CalendarDay)
class CalendarDayAdmin(Reference):
    editors = COMMITTEE
    list_display = ["on", "name", "is_workday", "is_official"]
    list_filter = ["is_workday", "is_official"]
    search_fields = ["on", "name"]

    def get_readonly_fields(self, request, obj=None):
        return ["on"] if obj else []

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        messages.info(request, _("正在走的时限会在下一次运行 manage.py tick 时按新日历重新计算。"))


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(Ruled):
    editors = COMMITTEE
    list_display = ["label", "flow", "clock", "variant", "length", "unit", "region", "basis"]
    list_filter = ["flow"]
    list_select_related = ["region"]
    search_fields = ["label", "clock", "basis"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        messages.info(request, _("新规则从下一次起算起适用；已经起算的时限保留当时的规则。"))


@admin.register(Setting)
class SettingAdmin(Ruled):
    list_display = ["label", "key", "number", "region", "basis"]
    list_select_related = ["region"]
    search_fields = ["label", "key"]
