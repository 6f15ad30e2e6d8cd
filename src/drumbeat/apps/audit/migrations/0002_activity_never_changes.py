from django.db import migrations

from drumbeat.apps.frozen import keep_for_ever


class Migration(migrations.Migration):
    """The trail is only ever added to."""

    dependencies = [("audit", "0001_initial")]
    operations = [
        keep_for_ever(
            "audit_activity", ("workspace_id", "seq"), ("workspace_id", "prev_hash")
        ),
    ]
