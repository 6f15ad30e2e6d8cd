"""Tables of issued documents."""

from django.db import models
from django.db.models import F, Q


class NumberSeries(models.Model):
    """One counter per workspace, document kind and year. [S-47]"""

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)
    year = models.PositiveIntegerField()
    pattern = models.CharField(max_length=40)
    last_number = models.PositiveIntegerField(default=0)
    last_issue_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "year"], name="series_is_opened_once"
            )
        ]


class NumberPattern(models.Model):
    """The pattern with which the next series of a kind is opened, if not the usual."""

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)
    pattern = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind"], name="pattern_is_chosen_once_for_a_kind"
            )
        ]


class Invoice(models.Model):
    """An issued invoice or credit note: the frozen snapshot and what lists need.

    Lists go by id, the order of issue: the indexes of workspace, series and client
    end in it and stand in for those that Django would make.
    """

    workspace = models.ForeignKey(
        "identity.Workspace", on_delete=models.PROTECT, db_index=False
    )
    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=12)
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    client = models.ForeignKey(
        "parties.Client", on_delete=models.PROTECT, db_index=False
    )
    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.PROTECT)
    preceding = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    subject = models.CharField(max_length=300)
    issue_date = models.DateField()
    due_date = models.DateField()
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    reference = models.CharField(max_length=40)
    calendar_version = models.CharField(max_length=60)
    snapshot = models.TextField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "sequence"], name="invoice_sequence_is_given_once"
            ),
            models.UniqueConstraint(
                fields=["workspace", "number"], name="invoice_number_is_given_once"
            ),
            models.CheckConstraint(
                name="invoice_is_due_on_or_after_issue",
                condition=Q(due_date__gte=F("issue_date")),
            ),
            models.CheckConstraint(
                name="invoice_asks_for_something", condition=Q(gross_minor__gt=0)
            ),
            models.CheckConstraint(
                name="invoice_gross_is_net_plus_tax",
                condition=Q(gross_minor=F("net_minor") + F("tax_minor")),
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "id"], name="invoice_by_issue"),
            models.Index(fields=["series", "id"], name="invoice_by_series"),
            models.Index(fields=["client", "id"], name="invoice_by_client"),
            models.Index(fields=["workspace", "gross_minor"], name="invoice_by_amount"),
            models.Index(
                fields=["workspace", "id"],
                condition=Q(kind="credit_note"),
                name="credit_note_by_issue",
            ),
        ]


class InvoiceLine(models.Model):
    """One line, for lists, corrections and proofs; printed from the snapshot."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField()
    lane = models.CharField(max_length=200)
    description = models.TextField()
    net_minor = models.BigIntegerField()
    tax_category = models.CharField(max_length=2)
    tax_rate = models.CharField(max_length=12)
    charge_key = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "position"], name="invoice_line_has_its_place"
            )
        ]


class TaxSubtotal(models.Model):
    """The tax of one category and rate of a document (BG-23)."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT)
    category = models.CharField(max_length=2)
    rate = models.CharField(max_length=12)
    base_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
