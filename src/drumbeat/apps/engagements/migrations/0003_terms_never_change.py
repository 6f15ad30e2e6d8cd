from django.db import migrations

from drumbeat.apps.frozen import keep_for_ever


class Migration(migrations.Migration):
    """A version of the terms is never edited."""

    dependencies = [("engagements", "0002_initial")]
    operations = [
        keep_for_ever("engagements_termsversion", ("engagement_id", "number")),
    ]
