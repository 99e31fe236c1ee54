"""天元区, the second district of the demo: twelve stations whose reception days and problems add up to the bulletin's numbers."""

from dataclasses import replace
from datetime import date

from liaison.demo.county import TIANYUAN
from liaison.demo.district import Laid, inhabited, travelling
from liaison.demo.tianyuan import matters, receptions, served, service

SEED = 20260211


def lay_out(first, say):
    """Its matters and its service, none of which has begun yet; clock, names and reference data are the first district's."""
    district = replace(first, **inhabited(TIANYUAN, first.almanac, first.names))
    served.make(district, district.firms)
    say(f"{TIANYUAN.name}：{len(district.places)} 个联络站、承办单位和五级代表已建立，排定两年的接待日……")
    since = date(first.almanac.today.year - 1, 1, 1)
    sessions = receptions.planned(district, since, SEED)
    walks = matters.laid_out(district, since, SEED)
    receptions.count_electors(sessions, walks, SEED)
    with travelling(district.almanac):
        receptions.make(sessions, district)
    return Laid(walks, service.planned(district))
