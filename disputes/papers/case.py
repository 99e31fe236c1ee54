"""The papers of a hearing case: what each shows, what still misses, and the index of the file (卷内目录).

An opinion of the 群英 and an agreement of the parties are two papers. No paper prints a stored identity: a party stands
under its designation, and names are written by hand where people sign.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models import Case
from disputes.papers.case_file import CaseFile

MUST, AT_NEED = gettext_lazy("必备"), gettext_lazy("视情况")


@dataclass(frozen=True)
class Paper:
    """``missing`` are the sentences that stop the print; ``parts`` the (name, is there) that the law or custom requires."""

    key: str
    label: Callable[[CaseFile], str]
    missing: Callable[[CaseFile], list]
    parts: Callable[[CaseFile], list] = lambda file: []

    @property
    def template(self):
        return f"disputes/paper_{self.key}.html"


def by_committee(file):
    return file.case.organiser == Case.Organiser.COMMITTEE


def agreement_title(file):
    if file.agreement_is_oral:
        return _("口头协议记录")
    return _("人民调解协议书") if by_committee(file) else _("协商一致意见书")


def agreement_parts(file):
    """The parts of a mediation agreement (人民调解法 art. 29)."""
    assessment, negotiation = file.last("assess"), file.last("negotiate")
    return [
        {"label": _("当事人基本情况"), "found": len(file.sides) >= 2, "how": _("至少登记两方当事人")},
        {"label": _("纠纷事实、争议事项和各方责任"), "found": bool(assessment and negotiation and negotiation.common),
         "how": _("在“评”里写事实，在“商”里写责任")},
        {"label": _("协议内容"), "found": bool(file.agreement), "how": _("在“达成协议”里写约定")},
        {"label": _("履行的方式、地点、期限"), "found": bool(file.duties), "how": _("在责任清单里逐项写明")},
        {"label": _("签名、盖章"), "found": bool(file.last("take_effect")), "how": _("打印后当面签名盖章，再登记生效")},
    ]


def absent(*checks):
    return [sentence for found, sentence in checks if not found]


PAPERS = {paper.key: paper for paper in (
    Paper("sign_in", lambda file: _("群英会签到表"),
          lambda file: absent((file.panel, _("还没有邀请群英。")), (file.sitting, _("还没有定会期。")))),
    Paper("minutes", lambda file: _("群英会会议纪要"),
          lambda file: absent((file.rounds, _("还没有开会。")), (file.last("assess"), _("还没有“评”：各方的话和查明的事实。")))),
    Paper("opinion", lambda file: _("群英评断意见"), lambda file: absent((file.last("decide"), _("还没有“断”。")))),
    Paper("agreement", agreement_title, lambda file: absent((file.agreement, _("还没有达成协议。"))), agreement_parts),
    Paper("dossier", lambda file: _("卷内目录"), lambda file: []),
)}


def shown(paper, file):
    """The one context of a paper."""
    return {
        "file": file, "case": file.case, "title": paper.label(file), "by_committee": by_committee(file),
        "organiser": file.acceptance.organiser_name if file.acceptance else file.case.station.name,
        "assessment": file.last("assess"), "negotiation": file.last("negotiate"), "opinion": file.last("decide"),
        "effect": file.last("take_effect"), "contents": contents(file) if paper.key == "dossier" else [],
    }


def contents(file):
    """What belongs into the file: papers that must be there, and those at need; which are missing at this stage."""
    heard, agreed, ended = bool(file.rounds), bool(file.agreement), bool(file.made("close", "close_breached"))
    consents, meetings, kept = len(file.records("record_consent")), len(file.rounds), len(file.records("perform"))
    rows = [  # name, is it due by now, how many are there; None: kept on paper only; a word where it stands
        (_("调解申请书或受理登记表"), True, MUST, len(file.made("open"))),
        (_("权利义务告知记录"), True, MUST, consents),
        (_("当事人身份材料"), True, MUST, None),
        (_("同意调解记录（每方一份）"), True, MUST, consents if not file.waiting else 0),
        (_("授权委托书、代表推选书"), False, AT_NEED, None),
        (_("群英名单与回避声明"), bool(file.acceptance), MUST, len(file.panels)),
        (_("会议签到表"), heard, MUST, meetings),
        (_("调查记录、证据材料"), False, AT_NEED, None),
        (_("调解记录（会议纪要）"), heard, MUST, len(file.records("assess"))),
        (_("群英评断意见"), False, AT_NEED, len(file.records("decide"))),
        (agreement_title(file), agreed, MUST if agreed else AT_NEED, len(file.records("agree"))),
        (_("拒绝、未达成或转出记录"), False, AT_NEED, len(file.made("decline", "fail", "divert"))),
        (_("履行凭据"), agreed and all(duty.performance for duty in file.duties), MUST if agreed else AT_NEED, kept),
        (_("司法确认材料"), False, AT_NEED, len(file.records("confirm"))),
        (_("回访记录"), ended and agreed, MUST if agreed else AT_NEED, len(file.records("follow_up"))),
        (_("卷底（备考表）"), ended, MUST, None),
    ]
    return [{"label": label, "need": need, "count": count, "state": state(count, due)} for label, due, need, count in rows]


def state(count, due):
    if count is None:
        return {"label": _("纸质入卷"), "tone": "none"}
    if count:
        return {"label": _("已有"), "tone": "ok"}
    return {"label": _("缺"), "tone": "alarm"} if due else {"label": _("还不需要"), "tone": "none"}
