"""Plain factories: each makes one believable thing and nothing surprising."""

from datetime import date, time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from deputies.models import Activity, ActivityKind, CongressLevel, Deputy, ElectoralUnit, Mandate, Posting, Reception, Term
from disputes.models import Category, LegalAid, PanelMember, Visitor
from stations.models import Enterprise, Grid, Membership, Region, Station, Unit, User


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        django_get_or_create = ["username"]

    username = factory.Sequence("user{}".format)
    name = factory.Sequence("工作人员{}".format)


class StationFactory(DjangoModelFactory):
    class Meta:
        model = Station

    # three digits, as stations have: four and a matter's seven would read as a mobile number
    code = factory.Sequence(lambda n: f"{n % 998 + 1:03d}")
    name = factory.LazyAttribute(lambda o: f"{o.region.name}第{o.code}联络站")
    region = factory.LazyFunction(lambda: Region.objects.get(code="430602012"))
    opened_on = date(2022, 3, 1)
    phone = "0730-0000000"


class EnterpriseFactory(DjangoModelFactory):
    class Meta:
        model = Enterprise

    name = factory.Sequence("示范企业{}".format)
    region = factory.SelfAttribute("station.region")
    staff, since = 20, date(2023, 1, 1)


class GridFactory(DjangoModelFactory):
    class Meta:
        model = Grid

    name = factory.Sequence("第{}网格".format)
    residents = 200


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    name = factory.Sequence("承办单位{}".format)
    region = factory.LazyFunction(lambda: Region.objects.get(code="430602"))


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    since = date(2023, 1, 1)


class DeputyFactory(DjangoModelFactory):
    class Meta:
        model = Deputy

    name = factory.Sequence("代表{}".format)


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term
        django_get_or_create = ["level", "region", "ordinal"]

    level = CongressLevel.COUNTY
    region = factory.LazyFunction(lambda: Region.objects.get(code="430602"))
    ordinal = 6
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1000))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=800))


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Mandate

    deputy = factory.SubFactory(DeputyFactory)
    level = CongressLevel.COUNTY
    term = factory.SubFactory(TermFactory, level=factory.SelfAttribute("..level"))
    since = factory.SelfAttribute("term.starts_on")

    @factory.lazy_attribute
    def electoral_unit(self):
        return ElectoralUnit.objects.get_or_create(name="第一选区", level=self.level, region=self.term.region)[0]


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = Posting

    since = date(2023, 1, 1)


class ReceptionFactory(DjangoModelFactory):
    class Meta:
        model = Reception

    on = factory.LazyFunction(timezone.localdate)
    starts_at, ends_at = time(9), time(11, 30)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        """Planned, as every reception day begins; ``walk_reception`` leads it further."""
        day = model_class(*args, **kwargs)
        day.begin("plan", by=User.objects.system())
        return day


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = Activity

    kind = factory.LazyFunction(lambda: ActivityKind.objects.get(code="evening"))
    title = factory.Sequence("听居民说说第{}件事".format)
    on = factory.LazyFunction(timezone.localdate)
    starts_at = time(19)
    place = "居民小广场"


class VisitorFactory(DjangoModelFactory):
    class Meta:
        model = Visitor

    name = "刘爹爹"
    phone = factory.Sequence(lambda n: f"1000000{n:04d}")


class LegalAidFactory(DjangoModelFactory):
    class Meta:
        model = LegalAid

    kind, outcome = "consultation", "answered"
    title = factory.Sequence("合同咨询{}".format)
    on = ended_on = factory.LazyFunction(timezone.localdate)
    lawyer = "某律师事务所"


class PanelMemberFactory(DjangoModelFactory):
    class Meta:
        model = PanelMember

    name = factory.Sequence("群英{}".format)
    standing = PanelMember.Standing.ELDER
    region = factory.LazyFunction(lambda: Region.objects.get(code="430602012"))


def category(kind="issue", code="water"):
    return Category.objects.get(kind=kind, code=code)
