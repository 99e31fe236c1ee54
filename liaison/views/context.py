"""What the frame of every page shows about the person and the place."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

SIZES = ("normal", "large", "extra")
MOST_ENTRIES = 8

DESK = {"keeper", "head"}
OFFICE = {"street", "district"}
MATTERS = DESK | OFFICE | {"deputy", "auditor"}
EVERYBODY = MATTERS | {"unit", "admin"}


@dataclass(frozen=True)
class Entry:
    """A line of the navigation. Spare ones give way when somebody's roles together open too many.

    ``inner`` are the pages of its section, shown under it while one is there.
    """

    label: str
    url_name: str
    roles: frozenset | set
    group: str = ""
    spare: bool = False
    inner: tuple = ()


HANDLE, SERVE, MANAGE = _("办事"), _("履职"), _("管理")
OVERSEERS = DESK | OFFICE | {"auditor"}
IN_THE_YARD = (
    Entry(_("接待日"), "deputies:receptions", EVERYBODY),
    Entry(_("季度排班"), "deputies:plan", OFFICE | {"head"}),
    Entry(_("到站记录"), "deputies:visits", OVERSEERS | {"deputy"}),
    Entry(_("请假"), "deputies:leaves", DESK | {"deputy", "street"}),
    Entry(_("活动"), "deputies:activities", EVERYBODY),
    Entry(_("五功能"), "functions", OVERSEERS),
)
OF_DEPUTIES = (
    Entry(_("代表名册"), "deputies:deputies", EVERYBODY),
    Entry(_("履职记录"), "deputies:duties", MATTERS),
    Entry(_("办实事"), "deputies:deeds", EVERYBODY),
    Entry(_("年度实事"), "disputes:missing", OFFICE | {"auditor"}),
    Entry(_("法律援助"), "disputes:legal_aids", MATTERS),
)
OF_STATIONS = (
    Entry(_("联络站名册"), "stations:stations", EVERYBODY),
    Entry(_("服务企业"), "stations:enterprises", OVERSEERS),
    Entry(_("覆盖网格"), "stations:grids", OVERSEERS),
    Entry(_("活动经费"), "deputies:funds", OVERSEERS),
    Entry(_("经费支出"), "deputies:expenses", OVERSEERS),
    Entry(_("站点考核"), "assessments", OVERSEERS | {"deputy"}),
    Entry(_("专题督查"), "stations:inspections", OVERSEERS),
    Entry(_("制度通知"), "stations:notices", MATTERS | {"unit"}),
    Entry(_("看板"), "dashboard", {"head"}),
    Entry(_("工作成效"), "work", DESK),
    Entry(_("参考数据"), "admin:index", {"district"}),
)
BOARDS = (Entry(_("化解看板"), "dashboard", OFFICE | {"auditor"}), Entry(_("工作成效"), "work", OFFICE | {"auditor"}))
NAV = (
    Entry(_("首页"), "home", EVERYBODY),
    Entry(_("登记来访"), "disputes:log_visit", DESK, HANDLE, spare=True),
    Entry(_("群众意见"), "disputes:issues", MATTERS | {"unit"}, HANDLE),
    Entry(_("群英会"), "disputes:cases", MATTERS, HANDLE),
    Entry(_("代表建议"), "disputes:suggestions", MATTERS | {"unit"}, HANDLE),
    Entry(_("接待和活动"), "deputies:receptions", MATTERS, SERVE, inner=IN_THE_YARD),
    Entry(_("代表"), "deputies:deputies", EVERYBODY, SERVE, inner=OF_DEPUTIES),
    Entry(_("联络站"), "stations:stations", EVERYBODY, MANAGE, inner=OF_STATIONS),
    Entry(_("看板"), "dashboard", OFFICE | {"auditor"}, MANAGE, inner=BOARDS),
    Entry(_("参考数据"), "admin:index", {"admin"}, MANAGE, spare=True),
)
TABS = (  # the first that fits in each of the four places of the phone's bar
    (Entry(_("首页"), "home", EVERYBODY),),
    (Entry(_("意见"), "disputes:issues", MATTERS | {"unit"}), Entry(_("联络站"), "stations:stations", EVERYBODY)),
    (
        Entry(_("看板"), "dashboard", OFFICE | {"auditor"}),
        Entry(_("履职"), "deputies:duties", {"deputy"}),
        Entry(_("接待日"), "deputies:receptions", DESK),
        Entry(_("建议"), "disputes:suggestions", {"unit"}),
        Entry(_("代表"), "deputies:deputies", EVERYBODY),
    ),
    (Entry(_("我的"), "password", EVERYBODY),),
)


class Page:
    """Worked out as the template asks, so that a page without the frame costs nothing."""

    def __init__(self, request):
        self.request = request
        self.user = getattr(request, "user", None)  # a request refused at the gate has none
        self.signed_in = bool(self.user and self.user.is_authenticated)

    @property
    def size(self):
        wanted = self.request.COOKIES.get("size")
        return wanted if wanted in SIZES else SIZES[0]

    @cached_property
    def _held(self):
        return self.user.current_memberships if self.signed_in else []

    @cached_property
    def _places(self):
        """Where the person works, or belongs as a deputy who holds no role."""
        return [held.place for held in self._held] or (self.user.posted_stations if self.signed_in else [])

    @property
    def site_name(self):
        county = self.user.county[1] if self.signed_in else ""
        return _("%(county)s人大代表联络站门户") % {"county": county} if county else _("人大代表联络站")

    @property
    def hat(self):
        """洛王街道站 · 王姐（站点联络员）"""
        if not self.signed_in:
            return ""
        roles = [held.title for held in self._held] + [str(_("人大代表"))] * bool(self.user.deputy_id)
        who = f"{self.user}（{'、'.join(dict.fromkeys(roles))}）" if roles else str(self.user)
        return " · ".join([*dict.fromkeys(str(place) for place in self._places), who])

    @property
    def phone(self):
        return next((place.phone for place in self._places if getattr(place, "phone", "")), "")

    @cached_property
    def _entries(self):
        if not self.signed_in:
            return []
        entries = [entry for entry in NAV if entry.roles & self.user.roles]
        giving_way = [entry for entry in reversed(entries) if entry.spare][: max(len(entries) - MOST_ENTRIES, 0)]
        return [entry for entry in entries if entry not in giving_way]

    @cached_property
    def nav(self):
        items = [self._with_inner(entry) for entry in self._entries]
        here = max((item["near"] for item in items), default=0)
        for item in items:
            item["current"] = item["near"] == here and bool(item["near"] or self.request.path == item["url"] == "/")
        groups = dict.fromkeys(item["group"] for item in items)
        return [{"label": group, "items": [item for item in items if item["group"] == group]} for group in groups]

    def _with_inner(self, entry):
        """Label and address, its section's pages as far as the user's roles open them, and how near this page is to it."""
        inner = self._marked([each for each in entry.inner if each.roles & self.user.roles])
        url = reverse(entry.url_name)
        addresses = [url, *(item["url"] for item in inner)]
        near = max((len(each) for each in addresses if each != "/" and self.request.path.startswith(each)), default=0)
        return {"label": entry.label, "group": entry.group, "url": url, "inner": inner, "near": near}

    @property
    def section(self):
        """The pages beside this one, or none: a small screen shows them on top."""
        return next((item["inner"] for group in self.nav for item in group["items"] if item["current"]), [])

    @cached_property
    def tabs(self):
        if not self.signed_in:
            return []
        fitting = [next((entry for entry in place if entry.roles & self.user.roles), None) for place in TABS]
        return self._marked([entry for entry in fitting if entry])

    def _marked(self, entries):
        """Label and address of each; the longest address above this page is the current one."""
        addresses = [reverse(entry.url_name) for entry in entries]
        above = [address for address in addresses if self.request.path.startswith(address) and address != "/"]
        here = max(above, key=len, default="/")
        current = here if here != "/" or self.request.path == "/" else None
        return [
            {"label": entry.label, "group": entry.group, "url": address, "current": address == current}
            for entry, address in zip(entries, addresses, strict=True)
        ]


def page(request):
    return {"page": Page(request)}
