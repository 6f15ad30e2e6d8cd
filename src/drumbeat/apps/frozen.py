"""Tables whose rows are never changed, removed or added to: triggers (D4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps
from django.apps.registry import Apps
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

_FUNCTION = """
CREATE OR REPLACE FUNCTION drumbeat_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are never changed or removed.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$ LANGUAGE plpgsql
"""


_SEAL = """
CREATE FUNCTION {table}_refuse_late() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added JOIN {whole} ON {whole}.id = added.{key}) THEN
        RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_no_late_row AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse_late()
"""


def keep_for_ever(table: str, *keys: Sequence[str]) -> RunPython:
    """Return the migration step that freezes a table.

    `keys` are the other unique columns of a row: on SQLite an INSERT OR REPLACE that
    would collide with them is refused even where delete triggers do not fire.
    """

    def freeze(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_FUNCTION, params=None)  # its percent sign is no placeholder
            for name, when, each in (
                ("change", "UPDATE OR DELETE", "ROW"),
                ("truncate", "TRUNCATE", "STATEMENT"),
            ):
                editor.execute(
                    f"CREATE TRIGGER {table}_no_{name} BEFORE {when} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION drumbeat_refuse_change()"
                )
            return
        refuse = f"SELECT RAISE(ABORT, 'Rows of {table} are never changed or removed.')"
        for name, when in (("update", "UPDATE"), ("delete", "DELETE")):
            editor.execute(
                f"CREATE TRIGGER {table}_no_{name} BEFORE {when} ON {table} "
                f"BEGIN {refuse}; END"
            )
        for columns in (("id",), *keys):
            same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
            # Every name is ours, none comes from outside.
            editor.execute(
                f"CREATE TRIGGER {table}_no_replace_{'_'.join(columns)} "
                f"BEFORE INSERT ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
                f"BEGIN {refuse}; END"
            )

    return RunPython(freeze, RunPython.noop)


def seal(table: str, *, by: str, key: str) -> RunPython:
    """Return the migration step that lets no row join a whole that is complete.

    Parts are written first and the row of the whole in table `by` last, in the same
    transaction (references are checked at COMMIT): once it is there, a part that
    names it in its column `key` comes too late.
    """
    sentence = f"Rows of {table} are never changed, nor added to a row of {by}."
    names = {"table": table, "whole": by, "key": key, "sentence": sentence}

    def close(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            # For each statement, not each row: COPY of a chunk pays for it once.
            editor.execute(_SEAL.format(**names), params=None)
            return
        editor.execute(
            f"CREATE TRIGGER {table}_no_late_row BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {by} WHERE id = NEW.{key}) "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )

    return RunPython(close, RunPython.noop)


def empty_every_table() -> None:
    """Remove every row, frozen or not; to be called within a transaction.

    There is one reason to: a sample that was made to look around goes as a whole, so
    that no row of it is left to be mixed up with a real one.
    """
    kept = {"contenttypes", "auth"}  # filled by the migrations, with nothing of ours
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in kept
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in tables:
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in tables))
            for table in tables:
                cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
        for _, statement in triggers:
            cursor.execute(statement)
