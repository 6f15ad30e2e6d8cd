"""Tables of sharing."""

from django.db import models
from django.db.models import Q

FEEDBACK = ("on_track", "mostly", "lets_talk")


class PrivateLink(models.Model):
    """One person's way to one document or offer; it dies by revocation and in time."""

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT, null=True)
    offer = models.ForeignKey("offers.Offer", on_delete=models.PROTECT, null=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField()
    roles = models.CharField(max_length=40)  # separated by blanks
    forwarded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # a hint: scanners open links too
    seen_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "email"],
                condition=Q(revoked_at=None),
                name="link_is_one_a_person",
            ),
            models.UniqueConstraint(
                fields=["offer", "email"],
                condition=Q(revoked_at=None),
                name="link_to_offer_is_one_a_person",
            ),
            models.CheckConstraint(
                name="link_opens_one_thing",
                condition=Q(invoice=None, offer__isnull=False)
                | Q(invoice__isnull=False, offer=None),
            ),
        ]


class LinkToken(models.Model):
    """A secret that opens a link; each letter has its own, and its hash is kept."""

    link = models.ForeignKey(PrivateLink, on_delete=models.PROTECT)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()


class LaneApproval(models.Model):
    """A client's yes to one section of an invoice, bound to what was shown."""

    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT)
    link = models.ForeignKey(PrivateLink, on_delete=models.PROTECT)
    lane = models.CharField(max_length=1)  # its letter
    sections = models.PositiveSmallIntegerField()  # of the whole document
    shown = models.CharField(max_length=64)  # SHA-256 of the snapshot
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "lane"],
                condition=Q(undone_at=None),
                name="lane_is_approved_once",
            )
        ]


class GivenOrder(models.Model):
    """A purchase order that a client named for an invoice; the latest counts."""

    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT)
    link = models.ForeignKey(PrivateLink, on_delete=models.PROTECT)
    number = models.CharField(max_length=60)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()


class Feedback(models.Model):
    """A client's answer to an update; the latest of each person counts."""

    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT)
    link = models.ForeignKey(PrivateLink, on_delete=models.PROTECT)
    choice = models.CharField(max_length=10)  # on_track · mostly · lets_talk
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["link", "id"],
                condition=Q(choice="lets_talk"),
                name="feedback_that_asks_to_talk",
            )
        ]


class FeedbackAnswer(models.Model):
    """What came of a talk that a client asked for."""

    feedback = models.OneToOneField(Feedback, on_delete=models.PROTECT)
    text = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
