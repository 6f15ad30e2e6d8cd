from django.db import migrations

from drumbeat.apps.frozen import keep_for_ever


class Migration(migrations.Migration):
    """Issued documents cannot be changed. [S-49]"""

    dependencies = [("invoices", "0001_initial")]
    operations = [
        keep_for_ever(
            "invoices_invoice", ("series_id", "sequence"), ("workspace_id", "number")
        ),
        keep_for_ever("invoices_invoiceline", ("invoice_id", "position")),
        keep_for_ever("invoices_taxsubtotal"),
    ]
