"""Print the procedures as Markdown tables, as the README shows them, from the flows themselves."""

from django.core.management.base import BaseCommand
from django.utils.translation import override

from liaison.kit.flow import KEEP, START, SYSTEM, flowing_models
from liaison.management.commands.defaults import rows
from stations.models import DeadlineRule, Role

WORDS = {
    "en": {"from": "From", "move": "Move", "to": "To", "who": "Who", "paper": "Written down", "clock": "Starts a clock",
           "start": "(start)", "open": "any open stage", "except": " but ", "same": "(stays)", "keep": "goes on",
           "note": "reason", "stages": "Stages: ", "sep": ", ", "perform": "as agreed", "agreed": "as promised",
           "recount": "counted again", "workday": "working day", "day": "day", "month": "month", "plural": "s"},
    "zh": {"from": "从", "move": "动作", "to": "到", "who": "谁", "paper": "须写明", "clock": "起算时限",
           "start": "（开始）", "open": "任一在办状态", "except": "，除", "same": "（不变）", "keep": "继续计时",
           "note": "理由", "stages": "状态：", "sep": "、", "perform": "按协议约定", "agreed": "按写明的日期",
           "recount": "重新计算", "workday": "个工作日", "day": "天", "month": "个月", "plural": ""},
}
# Roles that come from the thing itself and not from a membership.
TIES = {"deputy": "代表", "lead": "领衔代表", "cosigner": "附议代表", "chair": "主持人", "assist": "协办单位",
        "committee": "受理的人大（代表工委、主席团）", SYSTEM: "系统"}
COLUMNS = ("from", "move", "to", "who", "paper", "clock")


class Command(BaseCommand):
    help = "Print the procedures of everything that flows as Markdown tables (language en or zh)."

    def add_arguments(self, parser):
        parser.add_argument("--language", choices=WORDS, default="en")

    def handle(self, *, language, **options):
        with override("zh-hans"):
            self.stdout.write(tables(language))


def tables(language):
    return "\n\n".join(table(flow, language) for flow in flows())


def flows():
    """Of the app that most people come for first, of the places last; in an app as its models stand."""
    apps = ("disputes", "deputies", "stations")
    return [model.flow for model in sorted(flowing_models(), key=lambda model: apps.index(model._meta.app_label))]


def table(flow, language):
    words = WORDS[language]
    title = flow.label if language == "zh" else f"{flow.name.capitalize()} {flow.label}"
    stages = words["sep"].join(stage_told(flow, stage, language) for stage in flow.stages)
    lines = [" | ".join(words[column] for column in COLUMNS), " | ".join("---" for _column in COLUMNS)]
    lines += [" | ".join(cells(flow, move, language)) for move in flow.moves]
    return f"#### {title}\n\n{words['stages']}{stages}\n\n" + "\n".join(f"| {line} |" for line in lines)


def stage_told(flow, stage, language):
    text = str(stage.label) if language == "zh" else f"`{stage.value}` {stage.label}"
    return f"**{text}**" if stage in flow.final else text


def cells(flow, move, language):
    words = WORDS[language]
    return (
        sources(flow, move, language),
        str(move.label) if language == "zh" else f"`{move.name}` {move.label}",
        words["same"] if move.target is None else stage_name(flow, move.target, language),
        words["sep"].join(role_name(role, language) for role in move.roles),
        words["sep"].join(papers(move, language)),
        clock(flow, move, language),
    )


def stage_name(flow, stage, language):
    if stage == START:
        return WORDS[language]["start"]
    return str(flow.stages(stage).label) if language == "zh" else f"`{stage}`"


def sources(flow, move, language):
    """The stages one by one; "any open stage" where only one or two are missing."""
    words, left = WORDS[language], [stage for stage in flow.stages if stage in flow.open and stage not in move.sources]
    ended = [stage for stage in move.sources if stage not in flow.open]
    if len(left) > 2 or len(move.sources) < 5:
        return words["sep"].join(stage_name(flow, stage, language) for stage in move.sources)
    but = words["except"] + words["sep"].join(stage_name(flow, stage, language) for stage in left) if left else ""
    return words["sep"].join([words["open"] + but, *(stage_name(flow, stage, language) for stage in ended)])


def role_name(role, language):
    if language == "en":
        return role
    return TIES[role] if role in TIES else str(Role(role).label)


def papers(move, language):
    model = move.record_model
    if model:
        name = model._meta.verbose_name
        yield str(name) if language == "zh" else f"{model.__name__} {name}"
    if move.note:
        yield WORDS[language]["note"]


def clock(flow, move, language):
    words = WORDS[language]
    if move.clock in ("", KEEP):
        return words["keep"] if move.clock else ""
    rules = [rule for rule in shipped_rules() if (rule.flow, rule.clock) == (flow.name, move.clock)]
    return " / ".join(length(rule, words) for rule in rules) or words.get(move.clock, words["agreed"])


def length(rule, words):
    return f"{rule.length} {words[rule.unit]}{words['plural'] if int(rule.length) > 1 else ''}"


def shipped_rules():
    return [DeadlineRule(**row) for row in rows("stations/data/deadlines.csv")]
