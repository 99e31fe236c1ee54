"""Administration of regions, stations and units."""

from django.contrib import admin

from stations.admin.base import COMMITTEE, Reference
from stations.models import Enterprise, Grid, Region, Station, Unit


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
    readonly_fields = ["closed_on", "merged_into"]  # a station closes on its own page, which hands over what is open


@admin.register(Unit)
class UnitAdmin(Reference):
    places = ("region__code",)
    list_display = ["name", "region", "phone", "is_active"]
    list_filter = ["is_active", ("region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["region"]
    search_fields = ["name", "duties"]


@admin.register(Grid)
class GridAdmin(Reference):
    editors = COMMITTEE
    places = ("station__region__code",)
    autocomplete_fields = ["station"]
    list_display = ["name", "station", "households", "residents", "is_active"]
    list_filter = ["is_active", ("station__region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["station"]
    search_fields = ["name", "station__name"]


@admin.register(Enterprise)
class EnterpriseAdmin(Reference):
    editors = COMMITTEE
    places = ("station__region__code",)
    autocomplete_fields = ["station"]
    list_display = ["name", "station", "kind", "chain", "staff", "since", "until"]
    list_filter = ["kind", "is_small", ("station__region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["station"]
    search_fields = ["name", "chain", "station__name"]
