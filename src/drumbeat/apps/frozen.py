"""Tables whose rows are never changed or removed: triggers on both databases (D4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

_FUNCTION = """
CREATE OR REPLACE FUNCTION drumbeat_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are never changed or removed.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$ LANGUAGE plpgsql
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
