"""Tables of bank files."""

from django.db import models
from django.db.models import Q


class BankFile(models.Model):
    """A file of a bank, read whole; `taken_back_at` when it counts no more."""

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    read_at = models.DateTimeField()
    read_by = models.CharField(max_length=200)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "sha256"],
                condition=Q(taken_back_at=None),
                name="bank_file_is_read_once",
            )
        ]


class BankLine(models.Model):
    """A line of an account. Money in is open until it is a payment or set aside.

    `key` is what it is known by among the lines that count, `likeness` what it shares
    with a record of the same movement under another id of the bank.
    """

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    file = models.ForeignKey(BankFile, on_delete=models.PROTECT)
    account = models.CharField(max_length=64)
    key = models.CharField(max_length=48)
    likeness = models.CharField(max_length=32)
    booked_on = models.DateField()
    amount_minor = models.BigIntegerField()  # negative: money out
    currency = models.CharField(max_length=3)
    text = models.TextField(blank=True)
    payer = models.CharField(max_length=200, blank=True)
    payer_iban = models.CharField(max_length=34, blank=True)
    reference = models.CharField(max_length=140, blank=True)
    bank_id = models.CharField(max_length=140, blank=True)
    is_doubtful = models.BooleanField(default=False)
    counts = models.BooleanField(default=True)  # until its file is taken back
    set_aside = models.TextField(blank=True)  # why it is no client's payment
    payment = models.OneToOneField(
        "payments.Payment", on_delete=models.PROTECT, null=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account", "key"],
                condition=Q(counts=True),
                name="bank_line_is_on_record_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "booked_on", "id"],
                condition=Q(
                    payment=None, counts=True, set_aside="", amount_minor__gt=0
                ),
                name="bank_line_open",
            ),
            models.Index(
                fields=["workspace", "payer_iban"],
                condition=Q(payment__isnull=False),
                name="bank_line_paid_by",
            ),
        ]
