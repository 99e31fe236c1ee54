"""Addresses of liaison stations, of whom they serve, of inspections and notices."""

from django.urls import path

from stations.views import inspection, notice
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
    # inspections
    path("inspections/", inspection.inspections, name="inspections"),
    path("inspections/new/", inspection.inspection_new, name="inspection_new"),
    path("inspections/findings/", inspection.findings, name="findings"),
    path("inspections/<int:pk>/", inspection.inspection, name="inspection"),
    path("inspections/<int:pk>/paper/", inspection.inspection_paper, name="inspection_paper"),
    # notices
    path("notices/", notice.notices, name="notices"),
    path("notices/new/", notice.notice_new, name="notice_new"),
    path("notices/<int:pk>/", notice.notice, name="notice"),
    path("notices/<int:pk>/paper/", notice.notice_paper, name="notice_paper"),
    path("notices/<int:pk>/read/", notice.notice_read, name="notice_read"),
    path("notices/<int:pk>/readers/", notice.notice_readers, name="notice_readers"),
]
