"""Administration of places, people and rules."""

from django.contrib import admin
from django.contrib.auth.admin import Group  # registers groups, which give nobody anything here

from stations.admin import oversight, people, place, rules

__all__ = ["oversight", "people", "place", "rules"]

admin.site.unregister(Group)
