"""Tables of offers."""

from django.db import models
from django.db.models import Q


class Offer(models.Model):
    """Something a client is asked to agree on; `content` never changes.

    `state` is an OfferState without “expired”, which follows from the day.
    """

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.PROTECT)
    kind = models.CharField(max_length=8)  # project · plan · change
    title = models.CharField(max_length=200)
    content = models.TextField()  # canonical JSON of core.offer.Offer
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="requested")
    made_on = models.DateField()  # in the workspace
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    valid_until = models.DateField()  # its last day
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "valid_until"],
                condition=Q(state__in=["requested", "rejected"]),
                name="offer_not_settled",
            ),
            models.Index(fields=["engagement"], name="offer_of_engagement"),
        ]


class OfferAnswer(models.Model):
    """What a client decided about an offer, with what proves it."""

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT)
    is_yes = models.BooleanField()
    shown = models.CharField(max_length=64)  # SHA-256 of what was on the page
    by = models.CharField(max_length=200)
    email = models.EmailField()
    roles = models.CharField(max_length=40)
    address = models.CharField(max_length=45, blank=True)  # of the network
    purchase_order = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()


class OfferMessage(models.Model):
    """A question about an offer, or our answer to it: one thread an offer."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT)
    by = models.CharField(max_length=200)
    email = models.EmailField(blank=True)  # whom our answer goes to
    is_ours = models.BooleanField()
    about = models.CharField(max_length=200, blank=True)  # the name of a deliverable
    text = models.TextField()
    at = models.DateTimeField()
