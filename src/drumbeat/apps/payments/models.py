"""Tables of payments and balances."""

from django.db import models
from django.db.models import Q


class Payment(models.Model):
    """Money that arrived. [S-54]"""

    workspace = models.ForeignKey(
        "identity.Workspace", on_delete=models.PROTECT, db_index=False
    )
    client = models.ForeignKey(
        "parties.Client", on_delete=models.PROTECT, null=True, db_index=False
    )
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    received_on = models.DateField()
    reference = models.TextField(blank=True)
    source = models.CharField(max_length=20)
    external_id = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "external_id"],
                name="payment_is_booked_once",
            ),
            models.CheckConstraint(
                name="payment_brings_something", condition=Q(amount_minor__gt=0)
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "received_on", "id"], name="payment_by_day"
            ),
            models.Index(
                fields=["client", "received_on", "id"], name="payment_by_client"
            ),
        ]


class Allocation(models.Model):
    """Part of a payment or of a credit note applied to an invoice.

    A reversal is another row with a negative amount.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True)
    credit_note = models.ForeignKey(
        "invoices.Invoice", on_delete=models.PROTECT, null=True, related_name="+"
    )
    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT)
    amount_minor = models.BigIntegerField()
    on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="allocation_has_one_source",
                condition=Q(payment__isnull=True) ^ Q(credit_note__isnull=True),
            )
        ]


class Refund(models.Model):
    """Money paid back out of a payment."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT)
    amount_minor = models.BigIntegerField()
    on = models.DateField()
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)


class WriteOff(models.Model):
    """A loss accepted, with who and why. [S-57]"""

    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT)
    amount_minor = models.BigIntegerField()
    on = models.DateField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)


class InvoiceBalance(models.Model):
    """What is open on an invoice: a copy for speed, rebuilt by rebuild_balances."""

    invoice = models.OneToOneField(
        "invoices.Invoice", on_delete=models.PROTECT, primary_key=True
    )
    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    client = models.ForeignKey("parties.Client", on_delete=models.PROTECT)
    currency = models.CharField(max_length=3)
    due_date = models.DateField()
    gross_minor = models.BigIntegerField()
    open_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="balance_is_between_nothing_and_all",
                condition=Q(open_minor__gte=0)
                & Q(open_minor__lte=models.F("gross_minor")),
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "due_date", "invoice"],
                condition=Q(open_minor__gt=0),
                name="balance_open_by_due_date",
            ),
            models.Index(
                fields=["client", "currency", "due_date"],
                condition=Q(open_minor__gt=0),
                name="balance_open_by_client",
            ),
            models.Index(
                fields=["workspace", "invoice"],
                condition=Q(open_minor=0),
                name="balance_closed",
            ),
        ]


class OpenByDay(models.Model):
    """What is open per currency and due date: sums for pages that never count rows."""

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    currency = models.CharField(max_length=3)
    due_date = models.DateField()
    invoices = models.IntegerField(default=0)
    open_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "currency", "due_date"],
                name="open_by_day_is_one_row_a_day",
            )
        ]
