"""Tables of delivery."""

from django.db import models
from django.db.models import Q

WAITING = ("pending", "retry")
STUCK = ("failed", "bounced", "possibly_sent")  # until a person decides


class Dispatch(models.Model):
    """One document or offer to one set of people; this row is the queue. [S-69]

    `send_key` is kind:number:version:audience:step; the Message-ID is derived from it
    and never changes, so that a doubled mail is recognisable. Who was not taken with
    the others has a row and key of their own, under the Message-ID of all.
    """

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT, null=True)
    offer = models.ForeignKey("offers.Offer", on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=10)  # invoice · reminder · answer · offer
    step = models.CharField(max_length=20, blank=True)
    send_key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200)
    recipients = models.TextField()  # JSON: [[name, address, audience], …]
    state = models.CharField(max_length=14, default="pending")
    phase = models.CharField(max_length=12, blank=True)
    send_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dispatch_is_about_one_thing",
                condition=Q(invoice=None, offer__isnull=False)
                | Q(invoice__isnull=False, offer=None),
            )
        ]
        indexes = [
            models.Index(
                fields=["send_at", "id"],
                condition=Q(state__in=WAITING),
                name="dispatch_waiting",
            ),
            models.Index(fields=["invoice"], name="dispatch_of_invoice"),
            models.Index(
                fields=["workspace", "invoice"],
                condition=Q(state__in=STUCK),
                name="dispatch_stuck",
            ),
        ]


class DispatchAttempt(models.Model):
    """One try, with the server’s words for each recipient."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=14, blank=True)
    answer = models.TextField(blank=True)
    recipients = models.TextField(default="[]")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch", "number"], name="attempt_is_counted_once"
            )
        ]


class KnownAddress(models.Model):
    """An address that had mail from us before: a new one deserves a second look."""

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    address = models.EmailField(max_length=254)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "address"], name="address_is_known_once"
            )
        ]
