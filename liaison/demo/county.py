"""What sets one district of the demo apart from another: its region, its people's numbers, its named accounts."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from liaison.demo.telling import document, table

NATION, PROVINCE = "00", "43"
UPPER_TERMS = {  # level: place, which, first and last day
    "national": (NATION, 14, date(2023, 3, 5), date(2028, 3, 4)),
    "provincial": (PROVINCE, 14, date(2023, 1, 13), date(2028, 1, 12)),
}


class Named(NamedTuple):
    """The accounts that can sign in at the first station of a street; ``unit`` is the key of the unit they work with."""

    ending: str
    unit: str
    names: dict


@dataclass(frozen=True)
class County:
    """A district of the demo; its numbers begin where those of another one end, so that none is given twice."""

    code: str
    name: str
    city: str
    sign: str  # how letters of its units begin
    dialling: str
    folder: str  # where its own tables lie beside the common ones
    ending: str  # of usernames that would be those of another district's
    first_station: int
    first_deputy: int
    deputies: int
    double: int  # how many of them have two mandates
    mandates: dict  # level: how many; the rest sit in the congresses of the towns
    panelists: int  # 群英 who are no deputies
    terms: dict  # level: which, first and last day
    accounts: dict  # street: Named
    offices: dict  # role: (username, name) of accounts of the whole district

    def table(self, name):
        return table(self.folder + name)

    def document(self, name):
        return document(self.folder + name)

    @property
    def account_names(self):
        of_streets = [name for named in self.accounts.values() for name in named.names.values()]
        return of_streets + [name for _username, name in self.offices.values()]

    @property
    def terms_by_place(self):
        """The terms of every level with the place of its congress; a town's congress has its town's."""
        places = {"prefecture": self.code[:4], "county": self.code, "township": None}
        return UPPER_TERMS | {level: (places[level], *term) for level, term in self.terms.items()}


YUEYANGLOU = County(
    code="430602", name="岳阳楼区", city="岳阳市", sign="岳楼", dialling="0730", folder="", ending="",
    first_station=1, first_deputy=1, deputies=540, double=30,
    mandates={"national": 2, "provincial": 8, "prefecture": 60, "county": 262}, panelists=200,
    terms={
        "prefecture": (9, date(2022, 1, 5), date(2027, 1, 4)), "county": (6, date(2021, 11, 18), date(2026, 12, 31)),
        "township": (6, date(2021, 11, 8), date(2026, 12, 31)),
    },
    accounts={
        "430602012": Named("", "housing", {
            "keeper": "王敏慧", "head": "陈立诚", "deputy": "周文澜", "street": "李正和", "unit": "刘建安"}),
        "430602013": Named("2", "city", {
            "keeper": "彭秀川", "head": "吴亦舟", "deputy": "苏念慈", "street": "郑怀远", "unit": "谭思齐"}),
    },
    offices={"district": ("district", "何清源"), "auditor": ("auditor", "许知微"), "admin": ("admin", "孙允文")},
)
TIANYUAN = County(
    code="430211", name="天元区", city="株洲市", sign="天元", dialling="0731", folder="tianyuan/", ending="3",
    first_station=201, first_deputy=601, deputies=210, double=12,
    mandates={"national": 1, "provincial": 3, "prefecture": 35, "county": 122},
    panelists=36,
    terms={
        "prefecture": (16, date(2021, 12, 28), date(2026, 12, 27)), "county": (6, date(2021, 11, 24), date(2026, 12, 31)),
        "township": (6, date(2021, 11, 12), date(2026, 12, 31)),
    },
    accounts={"430211001": Named("3", "housing", {
        "keeper": "罗映雪", "head": "蒋为民", "deputy": "向晚晴", "street": "贺承志", "unit": "邹立言"})},
    offices={"district": ("district3", "申若谷")},
)
COUNTIES = YUEYANGLOU, TIANYUAN
