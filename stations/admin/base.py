"""What the administration pages share: who may look, who may edit, and at which places. Nothing is deleted there."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db import IntegrityError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin

from liaison.kit.fields import Choices
from stations.models import Role
from stations.views.flowing import move_link, timeline_shown

OVERSEERS = (Role.ADMIN, Role.DISTRICT, Role.AUDITOR)
COMMITTEE = (Role.ADMIN, Role.DISTRICT)


def within(user, *paths, roles=OVERSEERS):
    """A Q of the rows of the user's regions; each path leads to a region's code."""
    codes = [held.region_id for held in user.current_memberships if held.role in roles]
    return Q(*((f"{path}__startswith", code) for path in paths for code in codes), _connector=Q.OR) if codes else Q(pk__in=[])


def above(user, path):
    """A Q of the rows of the regions above the user's own."""
    codes = [held.region_id for held in user.current_memberships if held.role in OVERSEERS]
    return Q(**{f"{path}__in": [code[:length] for code in codes for length in (2, 4, 6, 9) if length < len(code)]})


def plain(field):
    if isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
    return field


class Searched(AutocompleteSelect):
    """A choice found by typing. What cannot be a key is told at the field; the box itself would fail on it."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [key for key in value if key.isdecimal()], attrs)


class Placed:
    """Rows and choices of the user's own regions. ``places`` are the paths to a region's code; none: rows of everywhere.

    With ``and_above`` the regions above count as the user's own: their congresses elect deputies who serve here.
    """

    places = ()
    and_above = False

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.filter(pk__in=rows.order_by().filter(self.own(request.user)).values("pk")) if self.places else rows

    def own(self, user, roles=OVERSEERS):
        found = within(user, *self.places, roles=roles)
        return found | above(user, self.places[0]) if self.and_above else found

    def get_field_queryset(self, db, db_field, request):
        """A form offers only what the administration page of the thing shows."""
        try:
            related = self.admin_site.get_model_admin(db_field.remote_field.model)
        except NotRegistered:
            return super().get_field_queryset(db, db_field, request)
        return related.offered(request) if isinstance(related, Placed) else related.get_queryset(request)

    def offered(self, request):
        return self.get_queryset(request)

    def formfield_for_foreignkey(self, db_field, request, **options):
        if db_field.name in self.get_autocomplete_fields(request):
            options.setdefault("widget", Searched(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(self, db_field, request, **options):
        return super().formfield_for_manytomany(
            db_field, request, form_class=Choices, widget=forms.CheckboxSelectMultiple, **options)

    def formfield_for_dbfield(self, db_field, request, **options):
        """Without the pop-up windows beside a choice: each thing is edited on its own page."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        return field and plain(field)


class LookOnly(admin.ModelAdmin):
    """Rows that nobody edits here. No actions on chosen rows: they would be a second way round every rule."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    nothing_why = ""  # a sentence for a list that is empty

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        """No question about a column that no page shows: by its first letters a password's hash could be read."""
        return lookup.partition("__")[0] != "password" and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request, extra_context=None):
        try:
            return super().changelist_view(request, (extra_context or {}) | {"nothing_why": self.nothing_why})
        except ValueError:  # a filter that only the database finds impossible, as the year 10000000
            return redirect(f"{request.path}?{ERROR_FLAG}=1")


class Followed(LookOnly):
    """A flowing thing as it stands, its steps, and the moves that its flow gives the reader, as links to their pages."""

    change_form_template = "admin/flowing.html"

    def get_queryset(self, request):
        return self.model.objects.visible_to(request.user).for_list()

    @admin.display(description=_("状态"), ordering="stage")
    def stage_label(self, thing):
        return thing.stage_label

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        moves = [move_link(obj, move) for move in obj.moves_for(request.user)]
        context |= {"steps": timeline_shown(obj), "moves": moves}
        return super().render_change_form(request, context, add, change, form_url, obj)


class Edited(Placed, LookOnly):
    """Looked at by whoever oversees, edited by ``editors`` at their places."""

    editors = (Role.ADMIN,)

    def has_add_permission(self, request):
        return request.user.has_role(*self.editors)

    def has_change_permission(self, request, obj=None):
        user = request.user
        if obj is None or not self.places or not obj.pk:
            return user.has_role(*self.editors)
        return self.model._default_manager.filter(self.own(user, self.editors), pk=obj.pk).exists()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Two who save the same thing at once: the database lets one through, and the other is told."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            messages.error(request, _("没有保存：同样的内容刚刚已由别人保存。请核对后再填。"))
            return redirect(request.path)


class Reference(Edited, SimpleHistoryAdmin):
    """Reference data with its whole history. Going back to an old version is an edit like any other, not a button."""

    object_history_list_template = "admin/history_list.html"

    def history_view(self, request, object_id, extra_context=None):
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        raise Http404

    def revert_disabled(self, request, obj=None):
        return True


class Ruled(Reference):
    """Rules of a region, or of everywhere. Those of everywhere are the administrator's; a district adds its own beside them."""

    places = ("region__code",)

    def own(self, user, roles=OVERSEERS):
        found = super().own(user, roles)
        return found | Q(region=None) if roles is OVERSEERS or user.has_role(Role.ADMIN) else found

    def formfield_for_foreignkey(self, db_field, request, **options):
        field = super().formfield_for_foreignkey(db_field, request, **options)
        if db_field.name == "region" and not request.user.has_role(Role.ADMIN):
            field.required = True
        return field


class Within(Placed):
    """Inline rows of a thing, edited on its page by those who may edit the thing."""

    extra = 0
    can_delete = False
    show_change_link = False
    editors = COMMITTEE

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return request.user.has_role(*self.editors)

    def has_change_permission(self, request, obj=None):
        return request.user.has_role(*self.editors)

    def has_delete_permission(self, request, obj=None):
        return False
