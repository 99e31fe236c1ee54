"""The figures of practical deeds: what was done and verified, whom it reached, what help it brought."""

from django.utils.translation import gettext_lazy as _

from deputies.models import Deed
from liaison.kit.figures import Figure

DEEDS = "deputies:deeds"


def verified(scope):
    """Deeds of the period by the day when they were done, as far as somebody else has verified them."""
    return scope.within(scope.at(Deed.objects.visible_to(scope.user).counted()), "done_on")


FIGURES = {figure.key: figure for figure in (
    Figure("deeds", _("办实事"), _("件"), _("本期完成、经站长或街道核实的实事，按完成日期计。"), verified, DEEDS),
    Figure("deed_contacts", _("联系群众"), _("人次"), _("本期完成并经核实的实事中，联系群众人次之和。"), verified, DEEDS,
           amount="contacts"),
    Figure("deed_problems", _("帮助解决问题"), _("个"), _("本期完成并经核实的实事中，帮助解决问题数之和。"), verified, DEEDS,
           amount="problems"),
    Figure("deed_funds", _("帮扶资金"), _("元"), _("本期完成并经核实的实事中，帮扶资金之和。"), verified, DEEDS, amount="funds"),
)}
KEYS = tuple(FIGURES)
