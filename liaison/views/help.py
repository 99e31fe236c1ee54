"""Help, and how large the letters are."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from liaison.views.context import SIZES
from stations.views.account import local_address

YEAR = 365 * 24 * 3600

KEYS = (
    ("F2", _("登记来访"), _("首页上开始登记")),
    ("F4", _("复制上一条"), _("几位邻居反映同一件事时")),
    ("F8", _("保存并打印回执"), _("登记页上，一键两件事")),
    ("Ctrl+Enter", _("保存"), _("办理页和“记一笔”里；登记页上保存再登一条")),
    ("Ctrl+K", _("搜索"), _("编号、手机后四位、事由都能找")),
)
ROLES = (
    ("keeper", _("站点联络员"), (
        _("有人来，按 F2 登记：先写来访人原话，再归纳事由。"),
        _("选好去向：当场答复、事前调解、群英会、转办或告知去处。按 F8 打印回执。"),
        _("每天看首页：先办超期和快到期的；有了答复，告诉来访人并记下评价。"))),
    ("head", _("站长"), (
        _("受理新登记的事项，定类别。"),
        _("能调的先组织事前调解；调不拢的，征得各方同意开群英会。"),
        _("评价过的事项，核对结果后办结。办结不等于解决，结果要如实选。"))),
    ("deputy", _("人大代表"), (
        _("接待日到站，听来访人说，帮助调解。"),
        _("带有普遍性的问题，起草代表建议，请其他代表附议后提交。"),
        _("收到答复后，对态度和结果分别评价。"))),
    ("street", _("街道人大工委（乡镇主席团）"), (
        _("把站里受理的事项交给承办单位。"),
        _("看快到期和已超期的，逐件催办；退办的另行交办。"),
        _("不满意的，安排重新办理。"))),
    ("district", _("区人大代表工委"), (
        _("审核代表建议，立案、编号、交办。"),
        _("在看板上看哪里需要帮助，点数字就是名单。"),
        _("办不下去的，提请会商或者联合会审。"))),
    ("unit", _("承办单位"), (
        _("打开“群众意见”或“代表建议”，签收交来的事项。"),
        _("先沟通，再答复：做了什么、结果怎样、依据是什么、下一步何时办。"),
        _("来不及的在到期前申请延期；不归本单位办的，写明该归谁，申请退办。"))),
)
WORDS = (
    (_("群众意见"), _("来访人反映的一件事，从登记到办结。")),
    (_("事前调解"), _("矛盾还没闹大，代表和站里先调。")),
    (_("群英会"), _("请当地有威望的人（群英）和代表一起，按评、商、断三步议出办法。各方同意才开。")),
    (_("代表建议"), _("代表依法提出、由承办单位书面答复的正式建议。一件建议可以来自许多条群众意见。")),
    (_("交办、签收、退办"), _("把事项交给承办单位；单位收下；单位认为不归自己，写明理由退回。")),
    (_("办结"), _("程序走完了。和“解决”是两回事：结果分已解决、部分解决、已解释、已告知去处。")),
    (_("满意"), _("来访人自己说的。没有评价的，不算满意。")),
    (_("告知单"), _("不归联络站办的事，写明该去哪里、找谁、为什么。")),
    (_("A、B、C、D"), _("建议答复的类别：A 已经解决，B 正在解决，C 列入计划，D 留作参考。")),
    (_("工作日"), _("按国务院放假安排计算，调休上班的周末也算。点期限可以看到逐日怎么数。")),
)


@login_not_required
@require_safe
def help(request):
    """The reader's own roles first."""
    held = request.user.roles if request.user.is_authenticated else set()
    roles = [{"label": label, "steps": steps, "is_own": role in held} for role, label, steps in ROLES]
    roles.sort(key=lambda role: not role["is_own"])
    return render(request, "help.html", {"keys": KEYS, "roles": roles, "words": WORDS})


@login_not_required
@require_POST
def text_size(request):
    size = request.POST.get("size")
    response = redirect(local_address(request))
    if size in SIZES:
        response.set_cookie("size", size, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response
