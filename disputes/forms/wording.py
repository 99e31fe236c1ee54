"""What the forms of moves say beyond the columns' own names: what the law asks, and how a field is meant."""

from django.utils.translation import gettext_lazy as _

ASKED = {  # (flow, move) → a sentence above the form
    ("case", "name_party"): _("至少两方。姓名、手机另存在本站来访人库，页面和打印件都不显示全名；多人的一方，推选代表参加。"),
    ("case", "ask_consent"): _("调解要各方自愿（人民调解法第三条）。下一步逐方征求意愿，三个工作日内给出答复。"),
    ("case", "record_consent"): _("一方一份。各方都同意才能受理；有一方明确拒绝，不得调解（人民调解法第十七条）。"),
    ("case", "decline"): _("一方明确拒绝，群英会到此为止（人民调解法第十七条），不影响各方走其他途径。"),
    ("case", "divert"): _(
        "涉嫌违法犯罪的移送公安机关，紧急的先拨 110（人民调解法第二十五条）；已在法院、仲裁、信访办理的，"
        "转回原途径。"),
    ("case", "accept"): _("受理之日起算调解期限。只有人民调解委员会主持，协议才能申请司法确认。"),
    ("case", "form_panel"): _("请三到五位群英，其中一位主持。每一位都先声明和各方有没有利害关系；有的，换人。"),
    ("case", "change_panel"): _("改成新的名单；原来的名单留在卷里。写明为什么换。"),
    ("case", "schedule"): _("会前告诉各方和每一位群英：时间、地点、公开不公开。"),
    ("case", "reschedule"): _("改了会期，要重新通知各方和每一位群英。"),
    ("case", "extend"): _("延期只能一次，而且各方都要同意。写明谁在什么时候同意的、为什么延期。"),
    ("case", "open_hearing"): _("逐人核对到会。群英不足，或者有一方没来，就改会期。"),
    ("case", "assess"): _("评：先听各方自己的话，再由群英把事实说清。照原话写，不替当事人归纳。"),
    ("case", "negotiate"): _("商：哪些说到一起了，哪些还没有。双方已经谈成的，不必评断，可以直接“达成协议”。"),
    ("case", "decide"): _("断：群英的看法，没有约束力，接受不接受由当事人自己决定。它和协议是两份文书。"),
    ("case", "adjourn"): _("写明为什么休会，并定下一次的时间、地点。"),
    ("case", "agree"): _("写当事人自己约定的，不是群英的看法。每一项写清谁、做什么、何时完成，逐项跟踪履行。"),
    ("case", "fail"): _("没有达成，告诉各方还有哪些途径（人民调解法第二十六条）。"),
    ("case", "take_effect"): _(
        "书面协议自各方签名、人民调解员签名并盖章之日起生效；口头"
        "协议自达成之日起生效（人民调解法第二十九条、第三十条）。"),
    ("case", "confirm"): _("双方自协议生效之日起 30 日内共同到法院申请（人民调解法第三十三条、民事诉讼法第二百零五条）。"),
    ("case", "complete"): _("所有事项都履行了，转入回访。"),
    ("case", "breach"): _(
        "先督促履行（人民调解法第三十一条），并告诉各方：可以就协议向法院起诉；已经司法确认的，"
        "可以申请强制执行。"),
    ("case", "follow_up"): _("问各方：约定还算不算数，有没有新的矛盾。"),
    ("case", "close"): _("写一句结案小结：怎么解决的，回访怎么说。"),
    ("case", "close_breached"): _("写明督促过几次、已经告知哪些途径。结案不等于解决。"),
}

HINTS = {  # (record, field) → what stands below the label
    ("Party", "kind"): _("多人的一方推选代表；单位写单位简称。"),
    ("Party", "name"): _("联系人或代表，可以不填。"),
    ("Consent", "rights_told"): _(
        "权利：自愿，随时可以不调；可以选人、要求回避；可以要求公开或不公开；自己表达、自己决定。"
        "义务：如实讲事实，遵守会场秩序，尊重群英和对方（人民调解法第二十三条、第二十四条）。"),
    ("Consent", "agrees_public"): _("不勾选就是不公开。有一方不同意，全场不公开。"),
    ("Refusal", "words"): _("可以不写。照原话记，不评论。"),
    ("Refusal", "routes"): _("先写好了常用的，按这件事删改。"),
    ("Failure", "routes"): _("先写好了常用的，按这件事删改。"),
    ("Breach", "routes"): _("先写好了常用的，按这件事删改。"),
    ("Acceptance", "facts"): _("纠纷的起因、经过和各方争的是什么。"),
    ("Acceptance", "organiser_name"): _("印在文书上、盖章的单位，例如：某某社区人民调解委员会。"),
    ("Acceptance", "is_public"): _("各方都同意才能公开。"),
    ("Sitting", "notified"): _("谁、怎样通知到的，例如：电话通知双方和三位群英。"),
    ("Hearing", "units"): _("例如：街道城管办、自来水公司。没有就不填。"),
    ("Assessment", "facts"): _("各方认可的，和群英核实的。"),
    ("Negotiation", "common"): _("各方都认的：谁有什么责任，愿意怎么办。"),
    ("Negotiation", "differences"): _("还没有谈拢的。没有就不填。"),
    ("Opinion", "opinion"): _("谁在理、为什么、建议怎么办。"),
    ("Opinion", "dissent"): _("有反对票的必填，照原意写。"),
    ("Agreement", "terms"): _("争的是什么、各方担什么责任、怎么办、在哪里办。"),
    ("Agreement", "unresolved"): _("只有部分达成的填写。"),
    ("Agreement", "amount"): _("约定付钱的填写，用于统计。"),
    ("Effect", "sealed_by"): _("人民调解协议书必填。"),
    ("Performance", "proof"): _("收条、照片、现场查看，写明存在哪里。"),
    ("Breach", "what"): _("哪一项、到什么程度、对方怎么说、督促过没有。"),
    ("FollowUp", "holds"): _("有反复的不要勾，在下面写明。"),
}


def explain(form):
    """Give the form its sentence and its fields their hints."""
    form.asked = ASKED.get((form.thing.flow.name, form.move.name), "")
    for name, field in form.fields.items():
        field.help_text = HINTS.get((form.move.record.partition(".")[2], name), field.help_text)
