"""Note an inspection down: the visit and its findings together, once."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from liaison.kit.flow import Obstacle


def inspect(inspection, record, parts, *, by):
    """Begin the inspection with what was found. Raises as ``begin``; Obstacle too if it has been noted down before."""
    move = "inspect" if parts else "inspect_clean"
    try:
        with transaction.atomic():
            return inspection.begin(move, by=by, record=record, parts=parts)
    except IntegrityError as error:
        raise Obstacle({"title": _("这个联络站这一天的同一主题已经登记过了。")}) from error
