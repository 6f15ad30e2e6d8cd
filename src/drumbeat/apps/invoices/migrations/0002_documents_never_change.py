from django.db import migrations

from drumbeat.apps.frozen import keep_for_ever, seal


class Migration(migrations.Migration):
    """Issued documents cannot be changed, nor their lines be added to. [S-49]"""

    dependencies = [("invoices", "0001_initial")]
    operations = [
        keep_for_ever(
            "invoices_invoice", ("series_id", "sequence"), ("workspace_id", "number")
        ),
        # The place of a line can only be taken in a document that is sealed.
        keep_for_ever("invoices_invoiceline"),
        keep_for_ever("invoices_taxsubtotal"),
        seal("invoices_invoiceline", by="invoices_invoice", key="invoice_id"),
        seal("invoices_taxsubtotal", by="invoices_invoice", key="invoice_id"),
    ]
