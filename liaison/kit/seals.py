"""The seals: database triggers that refuse UPDATE and DELETE on the tables of rows that are written once."""

from django.apps import apps
from django.db import connections


def sealed_tables():
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "write_once", False))


def install_seals(using="default", **_kwargs):
    """Put the triggers on every sealed table. Runs after each migration: SQLite loses them when it rebuilds a table."""
    _run(using, _INSTALL)


def remove_seals(using="default"):
    """Take the triggers off, as only a rebuild of a test database may."""
    _run(using, _REMOVE)


def _run(using, statements):
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        tables = [table for table in sealed_tables() if table in present]
        for statement in statements.get(connection.vendor, ()):
            for table in tables if "{table}" in statement else [""]:
                cursor.execute(statement.format(table=table))


_INSTALL = {
    "sqlite": (
        "CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'sealed: {table}'); END",
        "CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'sealed: {table}'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'sealed: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE OR REPLACE TRIGGER {table}_sealed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}
_REMOVE = {
    "sqlite": ("DROP TRIGGER IF EXISTS {table}_no_update", "DROP TRIGGER IF EXISTS {table}_no_delete"),
    "postgresql": ("DROP TRIGGER IF EXISTS {table}_sealed ON {table}",),
}
