"""The house keeps its floors: imports point down, rooms keep their names, pages keep to the doors."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("stations", "deputies", "disputes")
KIT = {"fields", "figures", "flow", "seals", "vault", "workdays"}  # at most seven, each named after one idea

# Floors of the house: what stands higher may import what stands lower.
GROUND, ROOF, PAGES, ADDRESSES, TOP = 0, 4, 5, 6, 7
FLOORS = {
    "liaison.kit": GROUND, "stations": 1, "deputies": 2, "disputes": 3,
    **dict.fromkeys(("liaison.actions", "liaison.models", "liaison.figures", "liaison.reports", "liaison.sheets",
                     "liaison.papers"), ROOF),
    **dict.fromkeys(("liaison.forms", "liaison.views", "liaison.middleware", "liaison.templatetags"), PAGES),
    **dict.fromkeys(("liaison.urls", "liaison.admin", "liaison.apps", "liaison.settings", "liaison.wsgi"), ADDRESSES),
    **dict.fromkeys(("liaison.demo", "liaison.management"), TOP),
}
# Rooms of an app, from the lowest; rooms of one rank are neighbours.
ROOMS = {"flows": 0, "models": 1, "figures": 2, "sheets": 2, "papers": 2, "actions": 3, "forms": 4, "views": 5, "admin": 6,
         "urls": 6, "apps": 6, "templatetags": 6, "management": 7, "migrations": 7}
DEAD_ENDS = {"admin", "urls", "management", "tests"}  # imported by nobody
MAY_IMPORT = {("liaison.demo", "liaison.management.commands.defaults"),
              *((f"{app}.admin", "stations.admin.base") for app in APPS)}
BANNED_NAMES = {"utils", "util", "common", "helpers", "helper", "services", "managers", "constants", "misc", "signals"}
BANNED_WORDS = {"receiver", "mark_safe", "csrf_exempt"}
WRITES = {"save", "bulk_create", "bulk_update"}
SCOPED = {"visible_to", "of"}  # both begin with what the user may see
# What a page may read by another name: reference data, the user's own rows, the rows of a thing loaded by visible_to.
OPEN_IN_VIEWS = {
    "Attendance.objects.filter",
    "Category.objects.offered",
    "Commitment.objects.filter",
    "Cosigning.objects.filter",
    "HandlingUnit.objects.filter",
    "IntakeDraft.objects.filter",
    "IssueStep.objects.filter",
    "Mandate.objects.in_force",
    "Membership.objects.current",
    "Posting.objects.current",
    "ReadLog.objects.filter",
    "SignInAttempt.objects.begin",
    "StandardItem.objects.asked_of",
    "Visit.objects.filter",
}
WRITES_IN_VIEWS = {("stations/views/account.py", "form.save")}  # Django's own password form
INLINE = re.compile(
    r"""\sstyle\s*=|<style|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>\s*\S""", re.I)


def sources():
    for app in ("liaison", *APPS):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def templates():
    for folder in ("templates", "liaison", *APPS):
        for path in sorted((ROOT / folder).rglob("*.html")):
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def module_of(path):
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def floor(module):
    """The floor of one of our modules, None for libraries."""
    parts = module.split(".")
    return FLOORS.get(".".join(parts[:2])) if parts[0] == "liaison" else FLOORS.get(parts[0])


def room(module):
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imported(tree):
    """(node, module) for every import; ``from a import b`` is told as both a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield node, base
            yield from ((node, f"{base}.{alias.name}") for alias in node.names)


def faults(path, source):
    """What is wrong with a module of the product, one sentence each."""
    module, tree = module_of(Path(path)), ast.parse(source)
    yield from (f"{path}: {fault}" for fault in (*name_faults(module), *import_faults(module, tree), *word_faults(tree)))
    if room(module) == "views":
        yield from (f"{path}: {fault}" for fault in view_faults(str(path), tree))


def name_faults(module):
    if BANNED_NAMES & set(module.split(".")):
        yield "a room is named after what it holds"
    if module.split(".")[0] in APPS and room(module) and room(module) not in ROOMS:
        yield f"no room of the house is called {room(module)}"
    if module.startswith("liaison.") and floor(module) is None:
        yield "it stands on no floor"


def import_faults(module, tree):
    top = {id(node) for node in tree.body}
    for node, name in imported(tree):
        if id(node) not in top:
            yield f"imports {name} inside a block"
        if name.startswith("."):
            yield f"imports {name} by a relative name"
        if floor(name) is not None and floor(name) > floor(module):
            yield f"imports up: {name}"
        if name.split(".")[0] == "tests":
            yield f"imports {name}"
        yield from room_faults(module, name)


def room_faults(module, name):
    if floor(name) is None or (".".join(module.split(".")[:2]), name) in MAY_IMPORT or name.startswith("liaison.kit"):
        return
    if module.split(".")[0] == name.split(".")[0] and room(module) == room(name):
        return
    if room(name) in DEAD_ENDS and not any(name.startswith(allowed) for who, allowed in MAY_IMPORT if module.startswith(who)):
        yield f"imports {name}, which nobody imports"
    elif module.split(".")[0] == name.split(".")[0] and name.split(".")[0] in APPS:
        if ROOMS.get(room(name), -1) > ROOMS.get(room(module), TOP):
            yield f"imports up inside the app: {name}"


def word_faults(tree):
    names = {node.id if isinstance(node, ast.Name) else node.attr for node in ast.walk(tree)
             if isinstance(node, ast.Name | ast.Attribute)}
    names |= {name.rpartition(".")[2] for _node, name in imported(tree)}
    yield from (f"uses {word}" for word in sorted(BANNED_WORDS & names))


def view_faults(path, tree):
    asked = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        text = ast.unparse(node)
        if node.attr in ("_base_manager", "_default_manager"):
            yield f"goes round the manager: {text}"
        if node.attr == "objects" and asked.get(id(node)) not in SCOPED and f"{text}.{asked.get(id(node))}" not in OPEN_IN_VIEWS:
            yield f"reads without visible_to: {text}.{asked.get(id(node))}"
        if node.attr in WRITES and (path, text) not in WRITES_IN_VIEWS:
            yield f"writes: {text}"


def template_faults(path, text):
    if INLINE.search(text):
        yield f"{path}: inline style, script or handler: {INLINE.search(text).group().strip()}"
    if re.search(r"\|\s*safe\b|autoescape\s+off", text):
        yield f"{path}: lets text through unescaped"


# The tree


def test_product_keeps_its_floors():
    assert [fault for path, source in sources() for fault in faults(path, source)] == []


def test_templates_are_plain():
    assert [fault for path, text in templates() for fault in template_faults(path, text)] == []


def test_kit_is_small_and_named():
    assert {path.stem for path in (ROOT / "liaison/kit").iterdir()} - {"__init__", "__pycache__"} == KIT
    assert len(KIT) <= 7


def test_apps_have_only_the_rooms_of_the_house():
    for app in APPS:
        names = {path.stem for path in (ROOT / app).iterdir() if path.suffix in ("", ".py")}
        assert names - {"__init__", "__pycache__", "data", "locale", "static"} <= set(ROOMS), app


def test_everything_open_in_views_is_used():
    used = "".join(source for path, source in sources() if "views" in path.parts)
    assert sorted(name for name in OPEN_IN_VIEWS if f"{name}(" not in used) == []


def test_module_opens_by_saying_what_it_is():
    silent = [str(path) for path, source in sources() if source.strip() and not ast.get_docstring(ast.parse(source))]
    assert silent == []


# The checker itself


@pytest.mark.parametrize(("path", "source", "fault"), [
    ("stations/models/place.py", "from disputes.models import Issue", "imports up: disputes.models"),
    ("deputies/models/deputy.py", "import disputes.models", "imports up"),
    ("disputes/models/issue.py", "from liaison.views import home", "imports up"),
    ("liaison/kit/flow/thing.py", "from stations.models import User", "imports up"),
    ("liaison/kit/flow/thing.py", "from liaison import views", "imports up: liaison.views"),
    ("liaison/reports.py", "from liaison.views import home", "imports up"),
    ("liaison/views/home.py", "from liaison import urls", "imports up: liaison.urls"),
    ("disputes/models/issue.py", "from disputes.views import issue", "imports up inside the app"),
    ("disputes/models/issue.py", "from disputes import actions", "imports up inside the app: disputes.actions"),
    ("disputes/flows/issue.py", "from disputes.models import Issue", "imports up inside the app"),
    ("disputes/forms/record.py", "from disputes.views.issue import issue", "imports up inside the app"),
    ("disputes/views/issue.py", "from disputes.urls import urlpatterns", "which nobody imports"),
    ("liaison/views/home.py", "from stations.admin import site", "which nobody imports"),
    ("liaison/views/home.py", "from liaison.management.commands import demo", "imports up"),
    ("disputes/views/issue.py", "from tests import walk", "imports tests"),
    ("disputes/views/issue.py", "def load():\n    from disputes.models import Issue", "inside a block"),
    ("disputes/views/issue.py", "if True:\n    import json", "inside a block"),
    ("disputes/views/issue.py", "from . import parts", "by a relative name"),
    ("disputes/utils.py", "", "named after what it holds"),
    ("disputes/oddments.py", "", "no room of the house"),
    ("liaison/oddments.py", "", "stands on no floor"),
    ("disputes/models/issue.py", "@receiver(post_save)\ndef note(**kwargs): ...", "uses receiver"),
    ("disputes/views/issue.py", "mark_safe(text)", "uses mark_safe"),
    ("disputes/views/issue.py", "from django.utils.safestring import mark_safe", "uses mark_safe"),
    ("disputes/views/issue.py", "Issue.objects.filter(pk=pk)", "reads without visible_to"),
    ("disputes/views/issue.py", "get_object_or_404(Issue.objects, pk=pk)", "reads without visible_to"),
    ("disputes/views/issue.py", "KINDS[kind].objects.all()", "reads without visible_to"),
    ("disputes/views/issue.py", "Issue._base_manager.get(pk=pk)", "goes round the manager"),
    ("disputes/views/issue.py", "form.save()", "writes"),
])
def test_fault_is_found(path, source, fault):
    assert any(fault in found for found in faults(path, source)), list(faults(path, source))


@pytest.mark.parametrize(("path", "source"), [
    ("disputes/views/issue.py", "from disputes.models import Issue\nIssue.objects.visible_to(user).filter(pk=1)"),
    ("disputes/models/case.py", "from disputes.models.issue import Issue\nfrom liaison.kit.flow import Step"),
    ("disputes/figures/matters.py", "from disputes.figures.places import at\nfrom deputies.figures import FIGURES"),
    ("liaison/reports.py", "from disputes.figures import FIGURES"),
    ("liaison/urls.py", "from liaison.views import home"),
    ("disputes/urls.py", "from disputes.views import move"),
    ("liaison/demo/people.py", "from liaison.management.commands.defaults import load"),
    ("liaison/management/commands/demo.py", "from liaison.demo import people"),
])
def test_what_is_allowed_passes(path, source):
    assert list(faults(path, source)) == []


@pytest.mark.parametrize("text", [
    '<p style="color: red">', "<p onclick='go()'>", "<script>go()</script>", "<style>p {}</style>", "{{ text|safe }}",
    "{% autoescape off %}", '<a href="javascript:go()">',
])
def test_template_fault_is_found(text):
    assert list(template_faults("page.html", text))


@pytest.mark.parametrize("text", [
    '<script src="/static/liaison/site.js" defer></script>', '<script type="application/json">[1]</script>',
    '<p class="style">{{ text }}</p>', "{{ text|safeseq_not }}",
])
def test_plain_template_passes(text):
    assert list(template_faults("page.html", text)) == []
