"""Addresses of liaison stations and of whom they serve."""

from django.urls import path

from stations.views.register import standard, station_edit
from stations.views.served import (
    enterprise,
    enterprise_edit,
    enterprise_new,
    enterprises,
    grid_edit,
    grid_new,
    grids,
    served,
)
from stations.views.station import station, stations

app_name = "stations"
urlpatterns = [
    path("stations/", stations, name="stations"),
    path("stations/<int:pk>/", station, name="station"),
    path("stations/<int:pk>/edit/", station_edit, name="station_edit"),
    path("stations/<int:pk>/standard/", standard, name="standard"),
    path("stations/<int:pk>/served/", served, name="served"),
    path("stations/<int:pk>/served/enterprise/", enterprise_new, name="enterprise_new"),
    path("stations/<int:pk>/served/grid/", grid_new, name="grid_new"),
    path("enterprises/", enterprises, name="enterprises"),
    path("enterprises/<int:pk>/", enterprise, name="enterprise"),
    path("enterprises/<int:pk>/edit/", enterprise_edit, name="enterprise_edit"),
    path("grids/", grids, name="grids"),
    path("grids/<int:pk>/edit/", grid_edit, name="grid_edit"),
]
