"""Administration of what differs between years and places: calendar, deadline rules, settings."""

from django.contrib import admin, messages
from django.utils.translation import gettext as _

from stations.admin.base import COMMITTEE, LookOnly, Placed, Reference, Ruled, Within
from stations.models import AssessmentItem, AssessmentTemplate, CalendarDay, DeadlineRule, Setting, StandardCheck, StandardItem


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


class AssessmentItemInline(Within, admin.StackedInline):
    """The items of a template that nobody has used yet; a used one stays, so that marks keep their meaning."""

    model = AssessmentItem
    fields = [("position", "group", "weight", "kind"), "label", ("figure", "per", "target", "full_if_none"), "help", "evidence"]

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not (obj and obj.is_used)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_used)


@admin.register(AssessmentTemplate)
class AssessmentTemplateAdmin(Ruled):
    editors = COMMITTEE
    inlines = [AssessmentItemInline]
    list_display = ["name", "region", "year", "is_active"]
    list_filter = ["is_active", "year"]
    list_select_related = ["region"]
    search_fields = ["name"]


@admin.register(StandardItem)
class StandardItemAdmin(Ruled):
    """A district rewords an item, or takes it out of use, by a row of its own with the same code."""

    editors = COMMITTEE
    list_display = ["label", "group", "kind", "code", "region", "is_active"]
    list_filter = ["group", "kind", "is_active"]
    list_select_related = ["region"]
    search_fields = ["label", "code"]


@admin.register(StandardCheck)
class StandardCheckAdmin(Placed, LookOnly):
    places = ("station__region__code",)
    list_display = ["on", "station", "item", "is_met", "note", "by"]
    list_filter = ["is_met", ("station__region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["station", "item", "by"]
    search_fields = ["station__name", "item__label"]
