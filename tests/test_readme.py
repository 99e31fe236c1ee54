"""The README tells the truth: its tables come from the code, its names exist, both languages say the same."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands

from liaison.kit.flow import flowing_models
from stations.models import Role

ROOT = Path(settings.BASE_DIR)
BOTH = {"README.md": "en", "README.zh.md": "zh"}
MARKED = re.compile(r"<!-- procedure -->\n(.*?)\n<!-- /procedure -->", re.S)


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def printed(language):
    out = StringIO()
    call_command("procedure", language=language, stdout=out)
    return out.getvalue().strip()


def section(name, number):
    return text(name).split("\n## ")[number]


@pytest.mark.parametrize(("name", "language"), BOTH.items())
def test_procedure_is_what_the_flows_say(name, language):
    assert MARKED.search(text(name)).group(1).strip() == printed(language), f"run manage.py procedure --language {language}"


@pytest.mark.parametrize("language", BOTH.values())
def test_printed_procedure_names_every_stage_and_move(language):
    said = printed(language)
    flows = [model.flow for model in flowing_models()]
    for flow in flows:
        for word in (*flow.stages.labels, *(move.label for move in flow.moves)):
            assert str(word) in said
    assert said.count("\n| ") == sum(len(flow.moves) + 2 for flow in flows)


@pytest.mark.parametrize("name", BOTH)
def test_every_dependency_has_its_reason(name):
    own, _brought = text("requirements.txt").split("# what those bring along")
    packages = re.findall(r"^([\w-]+)==", own, re.M)
    table = text(name)
    missing = [package for package in packages if not re.search(rf"{package}\b", table, re.I)]
    assert packages and missing == []


@pytest.mark.parametrize("name", BOTH)
def test_every_role_is_told(name):
    assert [role for role in Role.values if f"`{role}`" not in text(name)] == []


@pytest.mark.parametrize("name", BOTH)
def test_names_of_the_glossary_exist(name):
    models = {model.__name__ for model in apps.get_models()}
    told = set(re.findall(r"`([A-Z][a-z]\w+)`", text(name)))
    assert told - models == {"Move", "Role"}


@pytest.mark.parametrize("name", BOTH)
def test_files_and_commands_that_are_named_exist(name):
    for path in re.findall(r"`((?:liaison|stations|deputies|disputes)/[\w/.]*)`", text(name)):
        assert (ROOT / path).exists(), path
    for command in re.findall(r"`manage\.py (\w+)", text(name)):
        assert command in get_commands(), command
    kit = re.search(r"^liaison/kit/ +(.*)$", text(name), re.M).group(1)
    found = {path.name for path in (ROOT / "liaison/kit").iterdir() if not path.name.startswith("__")}
    assert set(re.findall(r"\w+\.py|\w+(?=/)", kit)) == {name if name.endswith(".py") else name.rstrip("/") for name in found}
    for target in re.findall(r"^(?:`make|make) (\w+)", text(name), re.M):
        assert re.search(rf"^{target}:", text("Makefile"), re.M), target


def test_demo_accounts_are_those_the_makefile_prints():
    for account in re.findall(r"\b(?:keeper|head|deputy|street|district|unit|auditor|admin)[23]?\b", text("Makefile")):
        for name in BOTH:
            assert f"`{account}`" in text(name)


def test_both_languages_have_the_same_sections():
    shapes = []
    for name in BOTH:
        prose = MARKED.sub("", text(name))
        shapes.append([len(re.findall(pattern, prose, re.M)) for pattern in ("^## ", "^### ", r"^\| ", "^```")])
    assert shapes[0] == shapes[1]
