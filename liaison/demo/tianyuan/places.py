"""The stations of 天元区 by what they are for."""

CHAIN = ("chain", "enterprise")  # an industrial chain and a workshop of it
WORKS = ("park", *CHAIN)  # among enterprises, not among residents


def is_works(place):
    return place.station.kind in WORKS


def at_works(district):
    return [place for place in district.places if is_works(place)]


def of_kind(district, kind):
    return next(place for place in district.places if place.station.kind == kind)
