"""Administration of coded lists and the pool of 群英; matters are only looked at, and moved on their own pages."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from disputes.actions.case import tell_duties_of
from disputes.models import Case, Category, Issue, LegalAid, PanelMember, Suggestion
from stations.admin.base import COMMITTEE, Followed, LookOnly, Reference, Ruled


@admin.register(Category)
class CategoryAdmin(Ruled):
    editors = COMMITTEE
    list_display = ["label", "kind", "code", "region", "position", "is_active"]
    list_filter = ["kind", "is_active"]
    list_select_related = ["region"]
    search_fields = ["label", "code", "detail"]


@admin.register(PanelMember)
class PanelMemberAdmin(Reference):
    editors = COMMITTEE
    places = ("region__code",)
    autocomplete_fields = ["deputy"]
    list_display = ["name", "standing", "region", "is_active"]
    list_filter = ["standing", "is_active", ("region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["region"]
    search_fields = ["name"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and "deputy" in form.changed_data:
            tell_duties_of(obj)


class MatterAdmin(Followed):
    nothing_why = _("这里只列出您本来就能看到的事项；系统管理员不看事项内容。")
    list_display = ["number", "title", "station", "stage_label", "due_on", "begun_on"]
    list_filter = ["stage"]
    search_fields = ["number", "title"]
    facts = ("category",)

    def get_fields(self, request, obj=None):
        return ["number", "title", "station", *self.facts, "stage_label", "begun_on", "due_on", "closed_at"]


@admin.register(Issue)
class IssueAdmin(MatterAdmin):
    facts = ("region", "place", "category", "source", "deputy", "unit", "outcome", "satisfaction")


@admin.register(Case)
class CaseAdmin(MatterAdmin):
    pass


@admin.register(Suggestion)
class SuggestionAdmin(MatterAdmin):
    facts = ("category", "lead", "mandate")


@admin.register(LegalAid)
class LegalAidAdmin(LookOnly):
    """Looked at; its own page puts it right and keeps the duty file along."""

    nothing_why = _("这里只列出您本来就能看到的法律援助；系统管理员不看。")
    list_display = ["on", "title", "kind", "station", "outcome", "amount_recovered"]
    list_filter = ["kind", "outcome", ("station__region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["station"]
    search_fields = ["title", "lawyer", "station__name"]
    fields = ["kind", "title", "on", "station", "issue", "person_words", "lawyer", "reached", "outcome", "ended_on",
              "amount_recovered", "summary", "void_reason"]

    def get_queryset(self, request):
        return LegalAid.objects.visible_to(request.user)
