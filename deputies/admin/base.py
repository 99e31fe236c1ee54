"""What the administration pages of deputies share."""

from django.contrib import admin

from stations.admin.base import COMMITTEE, Followed, Reference


class CommitteeReference(Reference):
    editors = COMMITTEE


class FlowingAdmin(Followed):
    list_filter = ["stage", ("station__region", admin.RelatedOnlyFieldListFilter)]
    facts = ()

    def get_fields(self, request, obj=None):
        return [*self.facts, "station", "stage_label", "due_on", "closed_at"]
