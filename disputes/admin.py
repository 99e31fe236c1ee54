"""Administration of coded lists and the pool of 群英; matters are only looked at, and moved on their own pages."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from disputes.models import Case, Category, Issue, PanelMember, Suggestion
from stations.admin.base import COMMITTEE, LookOnly, Reference, Ruled
from stations.views.flowing import move_link, timeline_shown


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


class MatterAdmin(LookOnly):
    """The row as it stands, its steps, and the moves that its flow gives the reader: links to the pages that make them."""

    change_form_template = "admin/disputes/matter.html"
    nothing_why = _("这里只列出您本来就能看到的事项；系统管理员不看事项内容。")
    list_display = ["number", "title", "station", "stage_label", "due_on", "begun_on"]
    list_filter = ["stage"]
    search_fields = ["number", "title"]
    facts = ("category",)

    def get_queryset(self, request):
        return self.model.objects.visible_to(request.user).for_list()

    def get_fields(self, request, obj=None):
        return ["number", "title", "station", *self.facts, "stage_label", "begun_on", "due_on", "closed_at"]

    @admin.display(description=_("状态"), ordering="stage")
    def stage_label(self, matter):
        return matter.stage_label

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        moves = [move_link(obj, move) for move in obj.moves_for(request.user)]
        context |= {"steps": timeline_shown(obj), "moves": moves}
        return super().render_change_form(request, context, add, change, form_url, obj)


@admin.register(Issue)
class IssueAdmin(MatterAdmin):
    facts = ("region", "place", "category", "source", "deputy", "unit", "outcome", "satisfaction")


@admin.register(Case)
class CaseAdmin(MatterAdmin):
    pass


@admin.register(Suggestion)
class SuggestionAdmin(MatterAdmin):
    facts = ("category", "lead", "mandate")
