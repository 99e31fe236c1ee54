"""What the forms of moves say beyond the columns' own names: what the law asks, and how a field is meant."""

from datetime import date

from django.template.defaultfilters import date as date_words
from django.utils.translation import gettext_lazy as _


def longer(told, rest):
    """Until which day the date would be put off, if a rule says so, and what is always said."""
    def words(thing):
        clock = thing.deadline("extend")
        return told % {"on": date_words(date.fromisoformat(clock["due"]), "Y年n月j日")} + str(rest) if clock else rest
    return words


ASKED = {  # (flow, move) → a sentence above the form, or a function of the thing that says it
    ("issue", "restrict"): _(
        "用于检举、控告（信访工作条例第三十条）。设定后只有站长和区人大代表工委看得到，站点联络员、街道、"
        "代表和承办单位都看不到。"),
    ("issue", "refer_to_hearing"): _(
        "会另立一场群英会，这件意见等它的结果：达成协议的，转为待反馈；没有达成的，回到待交办。"),
    ("issue", "extend"): longer(_("同意后，答复期限延到 %(on)s。"), _("只能延期一次。")),
    ("issue", "void"): _("登记错了才作废。作废后不能恢复，不计入统计，经过仍然保留。"),
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
    ("case", "extend"): longer(
        _("登记后，调解期限延到 %(on)s。"), _("延期只能一次，而且各方都要同意。写明谁在什么时候同意的、为什么延期。")),
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
    ("case", "follow_up"): _("问各方：约定是否都履行了，有没有新的矛盾。"),
    ("case", "void"): _("登记错了才作废。作废后不能恢复，不计入统计；来源的群众意见回到待交办。"),
    ("case", "close"): _("写一句结案小结：怎么解决的，回访怎么说。"),
    ("case", "close_breached"): _("写明督促过几次、已经告知哪些途径。结案不等于解决。"),
    ("suggestion", "revise"): _("一事一议。改好后邀请附议或者提交；以前的文稿留着。"),
    ("suggestion", "invite"): _("附议代表逐人确认。邀请发出后文稿不再改动；要改，先收回。"),
    ("suggestion", "cosign"): _("请先读文稿。只答复您自己的。"),
    ("suggestion", "recall"): _("收回后可以修改文稿，已经附议的要重新确认。"),
    ("suggestion", "submit"): _("提交后由本级人大代表工作机构（主席团）审核，文稿不再改动。"),
    ("suggestion", "withdraw"): _("交办以前可以书面撤回。有附议代表的，须全部同意。来源的群众意见回到站里继续办。"),
    ("suggestion", "send_back"): _("写清要补正什么。领衔代表改好后重新提交。"),
    ("suggestion", "accept"): _("审核：是不是一事一议、属于本级职权、情况属实、建议具体。立案后编号、定类别，再交办。"),
    ("suggestion", "refuse"): _("理由和说明会告知代表。来源的群众意见回到站里继续办。"),
    ("suggestion", "merge"): _("内容相同的可以并案办理，答复会带给两件建议的来源。"),
    ("suggestion", "track"): _("代表向本级人大提出建议（代表法第二十四条、第三十六条）。上级的建议在这里只登记去向和答复。"),
    ("suggestion", "record_reply"): _("照上级答复函登记。答复会带回给来源的群众意见。"),
    ("suggestion", "hand_over"): _("交办之日起三个月内答复，内容复杂的至迟六个月（代表法第五十一条）。"),
    ("suggestion", "request_return"): _("不属于本单位职责的，写明理由和应当承办的单位。决定之前仍由本单位负责。"),
    ("suggestion", "uphold"): _("写明为什么仍由原单位办理。答复期限从交办之日算，不重新起算。"),
    ("suggestion", "contact"): _("答复之前与代表见面、察看或者通话，可以多次。"),
    ("suggestion", "assist"): _("协办意见交给主办单位写进答复，不直接答复代表。"),
    ("suggestion", "request_extension"): _("写明延期的理由，代表会看到。至迟在交办之日起六个月内答复。"),
    ("suggestion", "extend"): longer(
        _("同意后，答复期限延到 %(on)s。"), _("至迟在交办之日起六个月内答复（代表法第五十一条），只能延期一次。")),
    ("suggestion", "reply"): _("先与代表沟通，再答复。答复函由负责人签发、加盖公章。主办单位的答复要写明协办意见。"),
    ("suggestion", "evaluate"): _("态度和结果分开评。不满意的写明理由，承办单位据此重新办理。没有评价的不计入满意。"),
    ("suggestion", "rehandle"): _("写明代表对什么不满意、要求怎么办。原承办单位重新办理。"),
    ("suggestion", "review_jointly"): _("重新办理后代表仍不满意的，由工委召集各单位和代表会审。"),
    ("suggestion", "publish"): _("建议和答复应当公开；涉密、涉及隐私、代表不同意的，可以不公开，写明理由。"),
    ("suggestion", "fulfil"): _("有凭据才算兑现；有变化的，写明原因和新的完成日期。"),
}

NAMED = {  # (flow, move) → what the button says
    ("issue", "revisit"): _("登记再次来访"),
    ("issue", "answer_on_spot"): _("登记当场答复"),
    ("issue", "restrict"): _("设为限制知悉"),
    ("issue", "transfer"): _("登记移送"),
    ("issue", "mediate"): _("开始事前调解"),
    ("issue", "attempt"): _("记下这次调解"),
    ("issue", "settle"): _("登记调解成功"),
    ("issue", "end_mediation"): _("登记调解未成"),
    ("issue", "answer"): _("提交答复"),
    ("issue", "try_feedback"): _("记录未联系上"),
    ("issue", "feed_back"): _("记录反馈"),
    ("issue", "conclude"): _("提交会商答复"),
    ("issue", "remark"): _("记下"),
    ("case", "ask_consent"): _("开始征求意愿"),
    ("case", "divert"): _("登记转其他途径"),
    ("case", "form_panel"): _("保存群英名单"),
    ("case", "change_panel"): _("保存新的名单"),
    ("case", "extend"): _("登记延期"),
    ("case", "open_hearing"): _("记录到会，开始开会"),
    ("case", "assess"): _("记录各方意见和事实"),
    ("case", "negotiate"): _("记录商议情况"),
    ("case", "decide"): _("记录评断意见"),
    ("case", "adjourn"): _("休会，定下次会期"),
    ("case", "agree"): _("登记协议"),
    ("case", "fail"): _("记录未达成"),
    ("case", "take_effect"): _("登记生效"),
    ("case", "confirm"): _("登记司法确认申请"),
    ("case", "complete"): _("登记全部履行"),
    ("case", "resume"): _("登记恢复履行"),
    ("case", "follow_up"): _("保存回访记录"),
    ("case", "close_breached"): _("结案"),
    ("case", "remark"): _("记下"),
    ("suggestion", "revise"): _("保存文稿"),
    ("suggestion", "invite"): _("发出邀请"),
    ("suggestion", "cosign"): _("提交附议答复"),
    ("suggestion", "submit"): _("提交审核"),
    ("suggestion", "accept"): _("立案"),
    ("suggestion", "contact"): _("记录沟通情况"),
    ("suggestion", "assist"): _("提交协办意见"),
    ("suggestion", "reply"): _("提交答复"),
    ("suggestion", "evaluate"): _("提交评价"),
    ("suggestion", "conclude"): _("登记会审结论"),
    ("suggestion", "publish"): _("保存决定"),
    ("suggestion", "remark"): _("记下"),
}

NOTED = {  # (flow, move) → what the note is called
    **{("issue", name): _("理由") for name in (
        "unmerge", "void", "restrict", "lift", "uphold", "request_extension", "extend", "refer_up", "reopen")},
    **{("case", name): _("理由") for name in ("change_panel", "reschedule", "adjourn", "void")},
    **{("suggestion", name): _("理由") for name in ("recall", "uphold", "request_extension", "extend", "review_jointly")},
    **{(flow, "remark"): _("写什么") for flow in ("issue", "case", "suggestion")},
    ("issue", "end_mediation"): _("为什么没有调成"),
    ("issue", "refer_to_hearing"): _("为什么转"),
    ("issue", "try_feedback"): _("怎样联系的"),
    ("issue", "rehandle"): _("不满意什么、要求怎么办"),
    ("case", "extend"): _("各方怎样同意的、为什么延期"),
    ("case", "resume"): _("怎样恢复的"),
    ("case", "close"): _("结案小结"),
    ("case", "close_breached"): _("结案小结"),
    ("suggestion", "send_back"): _("要补正什么"),
    ("suggestion", "rehandle"): _("不满意什么、要求怎么办"),
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
    ("FollowUp", "holds"): _("有反复的，在下面写明。"),
    ("Draft", "facts"): _("谁反映了什么、有多少人、多久了，写看到和核实的。不写来访人的姓名、电话。"),
    ("Draft", "analysis"): _("为什么现场解决不了，是哪一级、哪个部门的事。可以不填。"),
    ("Draft", "proposal"): _("请谁、做什么、做到什么程度，一条一条写。"),
    ("Invitation", "invitees"): _("只列同级代表，本站的排在前面。"),
    ("Invitation", "message"): _("写给受邀代表的一句话，可以不填。"),
    ("Submission", "wishes_published"): _("不勾选就是不同意公开，由工委（主席团）决定时考虑。"),
    ("Docketing", "number"): _("已按顺序编好，可以改。"),
    ("Docketing", "is_key"): _("由主任会议确定（代表法第五十二条）。"),
    ("ExternalFiling", "number"): _("上级编好号再补也可以，写在“记一笔”。"),
    ("Reply", "letter"): _("例如：岳住建函〔2026〕12号。"),
    ("Reply", "reply_class"): _("A 所提问题已经解决；B 正在解决，写明何时完成；C 列入计划，写明何时做；D 留作参考，写明为什么。"),
    ("Reply", "is_sealed"): _("没有签发、盖章的答复不能送出。"),
    ("Contact", "content"): _("代表的意见，和怎么回应的。"),
    ("AssistOpinion", "opinion"): _("本单位职责内能做什么、什么时候做、依据是什么。"),
    ("Evaluation", "comment"): _("不满意的必填。"),
    ("JointReview", "conclusion"): _("会审后怎么办、谁办、何时办完，代表是否同意。"),
    ("Publication", "reason"): _("不公开的必填。"),
    ("Fulfilment", "evidence"): _("竣工、验收、资金到位等凭据，写明存在哪里；有变化的写原因。"),
    ("Fulfilment", "new_due_on"): _("有变化的必填。"),
}
