"""The way of a notice (方案、制度、计划、通知): once published its words stand; what is wrong is corrected by another."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liaison.kit.flow import START, SYSTEM, Flow, Move


class NoticeStage(TextChoices):
    DRAFT = "draft", _("起草")
    PUBLISHED = "published", _("已发布")
    SUPERSEDED = "superseded", _("已由新件替代")
    WITHDRAWN = "withdrawn", _("已撤回")
    DISCARDED = "discarded", _("未发布，已作废")


S = NoticeStage
FINAL = (S.SUPERSEDED, S.WITHDRAWN, S.DISCARDED)
TOLD = (S.PUBLISHED, S.SUPERSEDED, S.WITHDRAWN)  # what its readers see
TONES = {S.DRAFT: "none", S.PUBLISHED: "ok", S.SUPERSEDED: "none", S.WITHDRAWN: "warn", S.DISCARDED: "none"}
OFFICE = ("district", "street")


NOTICE = Flow("notice", _("制度通知"), S, final=FINAL, tones=TONES, moves=[
    Move("draft", _("起草"), (START,), S.DRAFT, OFFICE, record="stations.Wording"),
    Move("revise", _("修改"), (S.DRAFT,), None, OFFICE, record="stations.Wording"),
    Move("publish", _("发布"), (S.DRAFT,), S.PUBLISHED, OFFICE, clock="read"),
    Move("discard", _("作废草稿"), (S.DRAFT,), S.DISCARDED, OFFICE, note=True),
    Move("withdraw", _("撤回"), (S.PUBLISHED,), S.WITHDRAWN, OFFICE, note=True),
    Move("supersede", _("由新件替代"), (S.PUBLISHED,), S.SUPERSEDED, (SYSTEM,), note=True),
])
