"""Tables of drafts and charges."""

from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """A proposal that may be wrong: content, approval and hold, never a number.

    `content` is the canonical JSON of the document as it would be issued, without
    number and dates; `content_hash` is what an approval is bound to.
    """

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.PROTECT)
    client = models.ForeignKey("parties.Client", on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, default="invoice")
    preceding = models.ForeignKey(
        "invoices.Invoice", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    subject = models.CharField(max_length=300)
    bill_on = models.DateField()
    due_date = models.DateField()  # if issued on bill_on
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=18, default="draft")
    missed = models.BooleanField(default=False)  # composed after its day [S-32]
    send_at = models.DateTimeField(null=True)  # the undo hold
    invoice = models.OneToOneField(
        "invoices.Invoice", on_delete=models.PROTECT, null=True
    )
    composed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="draft_is_issued_with_its_invoice",
                condition=(Q(state="issued") & Q(invoice__isnull=False))
                | (~Q(state="issued") & Q(invoice__isnull=True)),
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "bill_on", "id"],
                condition=Q(state__in=["draft", "awaiting_approval", "approved"]),
                name="draft_open_by_bill_date",
            )
        ]


class DraftTax(models.Model):
    """The tax of one category and rate of a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE)
    category = models.CharField(max_length=2)
    rate = models.CharField(max_length=12)
    base_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()


DRAFT_TAX_COLUMNS = ("draft_id", "category", "rate", "base_minor", "tax_minor")


class Charge(models.Model):
    """Wanted money for one slice: the line of its draft, then of its invoice. [S-29]"""

    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.PROTECT)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField()
    component = models.CharField(max_length=220)
    version = models.PositiveIntegerField()
    period_index = models.IntegerField()
    kind = models.CharField(max_length=20, default="base")
    service_start = models.DateField()
    service_end = models.DateField()  # inclusive
    bill_on = models.DateField()
    amount_minor = models.BigIntegerField()  # negative on a credit note’s draft

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "engagement",
                    "component",
                    "version",
                    "period_index",
                    "kind",
                    "service_start",
                ],
                name="charge_is_wanted_once",
            )
        ]


class Approval(models.Model):
    """A yes asked for, and what was answered, about exactly this content.

    Who may approve alone asks and answers at once.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT)
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="requested")
    requested_by = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    by = models.CharField(max_length=200, blank=True)  # whose answer it is
    at = models.DateTimeField(null=True)
    override_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft"],
                condition=Q(state="requested"),
                name="approval_is_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                name="approval_has_somebody_who_gave_it",
                condition=~Q(state="approved") | (~Q(by="") & Q(at__isnull=False)),
            ),
        ]
