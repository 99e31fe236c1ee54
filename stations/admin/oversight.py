"""Administration of what offices do with stations: assessments, inspections and notices are looked at, with their moves."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from stations.admin.base import Followed
from stations.models import Assessment, Inspection, Notice


@admin.register(Assessment)
class AssessmentAdmin(Followed):
    nothing_why = _("这里只列出您本来就能看到的站点考核；系统管理员不看。")
    list_display = ["station", "since", "until", "stage_label", "total", "result", "stars", "due_on"]
    list_filter = ["stage", "result", ("station__region", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["station__name", "template__name"]
    fields = ["station", "template", "since", "until", "stage_label", "total", "result", "stars", "due_on", "closed_at"]


@admin.register(Inspection)
class InspectionAdmin(Followed):
    nothing_why = _("这里只列出您本来就能看到的专题督查；系统管理员不看。")
    list_display = ["on", "title", "station", "region", "stage_label", "due_on"]
    list_filter = ["stage", ("station__region", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["title", "inspectors", "station__name"]
    fields = ["title", "station", "region", "on", "inspectors", "stage_label", "correct_by", "due_on", "closed_at"]


@admin.register(Notice)
class NoticeAdmin(Followed):
    nothing_why = _("这里只列出您本来就能看到的制度通知；系统管理员不看。")
    list_display = ["title", "number", "kind", "region", "stage_label", "published_at"]
    list_filter = ["stage", "kind"]
    search_fields = ["title", "number"]
    fields = ["kind", "title", "number", "region", "within", "stage_label", "published_at", "read_by", "text"]
