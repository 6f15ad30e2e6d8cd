from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The terms are one document, so a constraint over rows cannot see into them.
_ON_POSTGRESQL = """
CREATE FUNCTION engagements_termsversion_refuse_overlap() RETURNS trigger AS $$
DECLARE
    pauses json := NEW.terms::json -> 'pauses';
    changes json := NEW.terms::json -> 'changes';
BEGIN
    IF EXISTS (
        SELECT FROM json_array_elements(pauses) AS a (days)
        WHERE (days ->> 1)::date < (days ->> 0)::date
    ) OR EXISTS (
        SELECT FROM json_array_elements(pauses) WITH ORDINALITY AS a (days, place)
        JOIN json_array_elements(pauses) WITH ORDINALITY AS b (days, place)
            ON a.place < b.place
        WHERE daterange((a.days ->> 0)::date, (a.days ->> 1)::date, '[]')
            && daterange((b.days ->> 0)::date, (b.days ->> 1)::date, '[]')
    ) OR EXISTS (
        SELECT FROM json_array_elements(changes) AS a (change)
        GROUP BY change ->> 'starts', (change -> 'retainer')::text
        HAVING count(*) > 1
    ) THEN
        RAISE EXCEPTION
            'Pauses of one engagement do not overlap; a retainer changes once a day.'
            USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER engagements_termsversion_no_overlap
    BEFORE INSERT ON engagements_termsversion
    FOR EACH ROW EXECUTE FUNCTION engagements_termsversion_refuse_overlap()
"""

# Days are ISO text here, which sorts as days do.
_ON_SQLITE = """
CREATE TRIGGER engagements_termsversion_no_overlap
BEFORE INSERT ON engagements_termsversion
WHEN EXISTS (
    SELECT 1 FROM json_each(NEW.terms, '$.pauses') AS a
    WHERE json_extract(a.value, '$[1]') < json_extract(a.value, '$[0]')
) OR EXISTS (
    SELECT 1 FROM json_each(NEW.terms, '$.pauses') AS a
    JOIN json_each(NEW.terms, '$.pauses') AS b ON a.key < b.key
    WHERE json_extract(a.value, '$[0]')
            <= coalesce(json_extract(b.value, '$[1]'), '9999-12-31')
        AND json_extract(b.value, '$[0]')
            <= coalesce(json_extract(a.value, '$[1]'), '9999-12-31')
) OR EXISTS (
    SELECT 1 FROM json_each(NEW.terms, '$.changes') AS a
    GROUP BY json_extract(a.value, '$.starts'), json_extract(a.value, '$.retainer')
    HAVING count(*) > 1
)
BEGIN
    SELECT RAISE(ABORT,
        'Pauses of one engagement do not overlap; a retainer changes once a day.');
END
"""


def refuse_overlaps(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    is_postgresql = editor.connection.vendor == "postgresql"
    editor.execute(_ON_POSTGRESQL if is_postgresql else _ON_SQLITE, params=None)


class Migration(migrations.Migration):
    """The last word on terms that cannot be meant together. [S-36]"""

    dependencies = [("engagements", "0003_terms_never_change")]
    operations = [
        migrations.RunPython(refuse_overlaps, migrations.RunPython.noop),
    ]
