"""The stations of 天元区 by what they are for."""


def at_works(district):
    return [place for place in district.places if place.is_works]


def of_kind(district, kind):
    return next(place for place in district.places if place.station.kind == kind)
