"""Addresses of matters."""

from django.urls import path

from disputes.views import convert, move, suggestion

app_name = "disputes"
urlpatterns = [
    # suggestions
    path("suggestions/", suggestion.suggestions, name="suggestions"),
    path("suggestions/convert/", convert.convert, name="convert"),
    path("suggestions/promises/", suggestion.promises, name="promises"),
    path("suggestions/<int:pk>/", suggestion.suggestion, name="suggestion"),
    # every kind
    path("<str:kind>/<int:pk>/move/<slug:name>/", move.move, name="move"),
    path("<str:kind>/<int:pk>/deadline/", move.deadline, name="deadline"),
    path("<str:kind>/<int:pk>/audit/", move.audit, name="audit"),
]
