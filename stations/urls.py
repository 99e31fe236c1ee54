"""Addresses of liaison stations, below /stations/."""

from django.urls import path

from stations.views.station import station, stations

app_name = "stations"
urlpatterns = [
    path("", stations, name="stations"),
    path("<int:pk>/", station, name="station"),
]
