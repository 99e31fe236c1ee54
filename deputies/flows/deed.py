"""The way of a practical deed (联系群众办实事): promised to somebody by a day, done, told with evidence, looked at by another."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liaison.kit.flow import KEEP, START, SYSTEM, Flow, Move


class DeedStage(TextChoices):
    PROMISED = "promised", _("已承诺")
    DOING = "doing", _("进行中")
    NEEDS_HELP = "needs_help", _("需帮助")
    REPORTED = "reported", _("待核实")
    VERIFIED = "verified", _("已完成")
    DROPPED = "dropped", _("已放弃")


S = DeedStage
FINAL = (S.VERIFIED, S.DROPPED)
UNDONE = (S.PROMISED, S.DOING, S.NEEDS_HELP)
OPEN = (*UNDONE, S.REPORTED)
DOER = ("deputy", "keeper", "head")
TONES = {S.PROMISED: "doing", S.NEEDS_HELP: "warn", S.REPORTED: "suggestion", S.VERIFIED: "ok", S.DROPPED: "none"}


DEED = Flow("deed", _("办实事"), S, final=FINAL, kind="deeds", tones=TONES, moves=[
    # What, for whom, by when
    Move("promise", _("承诺"), (START,), S.PROMISED, DOER, record="deputies.Promise", clock="agreed"),
    Move("begin_work", _("开始办理"), (S.PROMISED,), S.DOING, DOER, record="deputies.Progress", clock=KEEP),
    Move("report", _("上报结果"), UNDONE, S.REPORTED, DOER, record="deputies.DeedResult", clock="verify"),
    Move("progress", _("记进展"), (S.DOING, S.NEEDS_HELP), None, DOER, record="deputies.Progress"),
    Move("postpone", _("改完成日期"), UNDONE, None, DOER, record="deputies.Postponement", clock="agreed"),
    # Where the deputy cannot go on alone
    Move("ask_help", _("请求帮助"), (S.PROMISED, S.DOING), S.NEEDS_HELP, ("deputy", "keeper"), clock=KEEP, note=True),
    Move("help_given", _("已予帮助"), (S.NEEDS_HELP,), S.DOING, ("street", "district", "head"), clock=KEEP, note=True),
    # Another person looks whether it is so
    Move("verify", _("核实"), (S.REPORTED,), S.VERIFIED, ("head", "street"), record="deputies.Verification"),
    Move("send_back", _("退回继续办"), (S.REPORTED,), S.DOING, ("head", "street"), clock="agreed", note=True),
    Move("reopen", _("撤销核实"), (S.VERIFIED,), S.REPORTED, ("street", "district"), clock="verify", note=True),
    Move("publish", _("公开"), (S.VERIFIED,), None, ("head", "street")),
    Move("withhold", _("撤下公开"), (S.VERIFIED,), None, ("head", "street"), note=True),
    # At any time
    Move("drop", _("放弃"), UNDONE, S.DROPPED, ("deputy", "head"), note=True),
    Move("relocate", _("随站移交"), OPEN, None, (SYSTEM,), record="deputies.DeedRelocation", note=True),
    Move("recount", _("日历调整，期限重算"), OPEN, None, (SYSTEM,), clock="recount", note=True),
])
