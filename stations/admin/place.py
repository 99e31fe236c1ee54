"""Administration of regions, stations and units."""

from django.contrib import admin

from stations.admin.base import COMMITTEE, Reference
from stations.models import Region, Station, Unit


@admin.register(Region)
class RegionAdmin(Reference):
    places = ("code",)
    list_display = ["code", "name", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["code", "name"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


@admin.register(Station)
class StationAdmin(Reference):
    editors = COMMITTEE
    places = ("region__code",)
    list_display = ["code", "name", "kind", "region", "hall", "phone", "opened_on", "closed_on"]
    list_filter = ["kind", ("region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["region"]
    search_fields = ["code", "name", "community", "hall"]


@admin.register(Unit)
class UnitAdmin(Reference):
    places = ("region__code",)
    list_display = ["name", "region", "phone", "is_active"]
    list_filter = ["is_active", ("region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["region"]
    search_fields = ["name", "duties"]
