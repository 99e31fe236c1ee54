"""Addresses of deputies and reception days."""

from django.urls import path

from deputies.views.deputy import deputies, deputy, phone
from deputies.views.reception import arrive, reception, reception_edit, reception_new, receptions, take_back

app_name = "deputies"
urlpatterns = [
    path("deputies/", deputies, name="deputies"),
    path("deputies/<int:pk>/", deputy, name="deputy"),
    path("deputies/<int:pk>/phone/", phone, name="phone"),
    path("receptions/", receptions, name="receptions"),
    path("receptions/new/", reception_new, name="reception_new"),
    path("receptions/<int:pk>/", reception, name="reception"),
    path("receptions/<int:pk>/edit/", reception_edit, name="reception_edit"),
    path("receptions/<int:pk>/arrivals/<int:deputy>/", arrive, name="arrive"),
    path("receptions/<int:pk>/arrivals/<int:deputy>/undo/", take_back, name="take_back"),
]
