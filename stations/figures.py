"""The figures of stations, of the inspections made there, and of what waits in inspections and assessments."""

from django.utils.translation import gettext_lazy as _

from liaison.kit.figures import Figure, at_stage
from stations.flows import AssessmentStage, InspectionStage
from stations.models import Assessment, Enterprise, Finding, Grid, Inspection, Station
from stations.models.standard import meeting_the_standard

STATIONS, ENTERPRISES, GRIDS = "stations:stations", "stations:enterprises", "stations:grids"


def open_stations(scope):
    """The open stations where the reader works or which the reader oversees."""
    rows = Station.objects.visible_to(scope.user).of(scope.user).open()
    return scope.at(rows, "pk")


def enterprises(scope):
    return scope.at(Enterprise.objects.visible_to(scope.user).current())


def grids(scope):
    return scope.at(Grid.objects.visible_to(scope.user).current())


def inspections(scope):
    return scope.within(scope.at(Inspection.objects.visible_to(scope.user).counted()), "on")


def open_findings(scope):
    return scope.at(Finding.objects.visible_to(scope.user).uncorrected(), "record__inspection__station")


def inspections_at(key, label, definition, stage):
    return Figure(key, label, _("次"), definition, at_stage(Inspection, stage), "stations:inspections", is_present=True)


def assessments_at(key, label, definition, stage):
    return Figure(key, label, _("个"), definition, at_stage(Assessment, stage), "assessments", is_present=True)


FIGURES = {figure.key: figure for figure in (
    Figure("stations", _("联络站"), _("个"), _("您的范围内现在开放、没有撤并的联络站。"), open_stations, STATIONS,
           is_present=True),
    Figure("halls", _("设群英议事厅"), _("个"), _("现在开放的联络站中，与群英议事厅融合设置的。"),
           lambda scope: open_stations(scope).exclude(hall=""), STATIONS, is_present=True),
    Figure("stations_standard", _("达标站"), _("个"), _("现在开放的联络站中，建站标准对它要求的每一项，最近一次查看都达标的。"),
           lambda scope: meeting_the_standard(open_stations(scope)), STATIONS, is_present=True),
    Figure("grids", _("覆盖网格"), _("个"), _("您的范围内联络站覆盖的、在用的网格。"), grids, GRIDS, is_present=True),
    Figure("residents", _("服务居民"), _("人"), _("您的范围内联络站覆盖的网格，居民人数之和。"), grids, GRIDS, "residents",
           is_present=True),
    Figure("enterprises", _("服务企业"), _("家"), _("您的范围内联络站现在联系的企业。一家企业由两个联络站联系的，算两家。"),
           enterprises, ENTERPRISES, is_present=True),
    Figure("enterprise_staff", _("企业职工"), _("人"), _("您的范围内联络站现在联系的企业，职工人数之和。"),
           enterprises, ENTERPRISES, "staff", is_present=True),
    Figure("inspections", _("专题督查"), _("次"), _("本期到联络站进行的专题督查，每到一站算一次，不含已作废的。"),
           inspections, "stations:inspections"),
    Figure("findings_open", _("待整改问题"), _("个"), _("督查提出、联络站现在还没有登记整改的问题。"),
           open_findings, "stations:findings", is_present=True, station="record__inspection__station"),
    inspections_at("inspections_to_correct", _("待整改的督查"), _("现在发现了问题、联络站还没有报送整改的督查。"),
                   InspectionStage.CORRECTING),
    inspections_at("inspections_to_recheck", _("待复查的督查"), _("现在联络站已报送整改、等督查单位复查的督查。"),
                   InspectionStage.CORRECTED),
    assessments_at("assessments_to_check", _("待自评的考核"), _("现在已经开始、等联络站自评的站点考核。"),
                   AssessmentStage.OPENED),
    assessments_at("assessments_to_review", _("待审核的考核"), _("现在联络站已自评、等街道审核的站点考核。"),
                   AssessmentStage.SELF_CHECKED),
    assessments_at("assessments_to_confirm", _("待确认的考核"), _("现在街道已审核、等区里确认的站点考核。"),
                   AssessmentStage.REVIEWED),
    assessments_at("assessments_appealed", _("有申诉的考核"), _("现在联络站提出申诉、等区里复核的站点考核。"),
                   AssessmentStage.APPEALED),
)}
