"""Addresses of matters."""

from django.urls import path

from disputes.views import move

app_name = "disputes"
urlpatterns = [
    path("<str:kind>/<int:pk>/move/<slug:name>/", move.move, name="move"),
    path("<str:kind>/<int:pk>/deadline/", move.deadline, name="deadline"),
    path("<str:kind>/<int:pk>/audit/", move.audit, name="audit"),
]
