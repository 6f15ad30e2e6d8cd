from django.db import migrations

from drumbeat.apps.frozen import keep_for_ever


class Migration(migrations.Migration):
    """The ledger is only ever added to. [S-54]"""

    dependencies = [("payments", "0001_initial")]
    operations = [
        keep_for_ever("payments_payment", ("workspace_id", "source", "external_id")),
        keep_for_ever("payments_allocation"),
        keep_for_ever("payments_refund"),
        keep_for_ever("payments_writeoff"),
    ]
