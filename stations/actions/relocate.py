"""Hand an open thing over to another station."""

from stations.models import User


def relocate(thing, to, *, by, reason, **columns):
    """Its number, its stage, its date and every step stay. ``columns`` are further ones of the record of its kind.

    Raises what ``advance`` raises; then nothing has happened.
    """
    record = thing.flow["relocate"].record_model(origin=thing.station, station=to, decided_by=by, **columns)
    return thing.advance("relocate", by=User.objects.system(), note=reason, record=record)
