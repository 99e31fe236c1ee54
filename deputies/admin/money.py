"""Administration of what activity money may be spent on; budgets and expenses are looked at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from deputies.admin.base import FlowingAdmin
from deputies.models import Expense, Fund, Purpose
from stations.admin.base import COMMITTEE, LookOnly, Ruled


@admin.register(Purpose)
class PurposeAdmin(Ruled):
    editors = COMMITTEE
    list_display = ["name", "covers", "region", "position", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["region"]
    search_fields = ["name", "covers"]


@admin.register(Fund)
class FundAdmin(LookOnly):
    """Looked at; the budget is set on its own page, with a reason."""

    nothing_why = _("这里只列出您本来就能看到的活动经费预算；系统管理员不看。")
    list_display = ["year", "station", "purpose", "amount"]
    list_filter = ["year", ("station__region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["station", "purpose"]
    search_fields = ["station__name", "purpose__name"]
    fields = ["station", "year", "purpose", "amount"]

    def get_queryset(self, request):
        return Fund.objects.visible_to(request.user)


@admin.register(Expense)
class ExpenseAdmin(FlowingAdmin):
    nothing_why = _("这里只列出您本来就能看到的经费支出；系统管理员不看。")
    list_display = ["on", "what", "amount", "station", "fund", "voucher", "stage_label", "due_on"]
    search_fields = ["what", "voucher", "handler", "payee", "station__name"]
    facts = ("fund", "amount", "on", "what", "activity", "handler", "payee", "voucher")
