"""Tables of engagements, terms and projects."""

from django.db import models
from django.db.models import Q


class Engagement(models.Model):
    """An agreement to do work for one client.

    `next_bill_on` is a projection for the billing run: no charge of the present
    terms has an adjusted bill date before it that is not yet drafted.
    """

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    client = models.ForeignKey("parties.Client", on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="active")
    parked_reason = models.TextField(blank=True)
    starts = models.DateField()
    version = models.PositiveIntegerField(default=1)
    next_bill_on = models.DateField(null=True)
    billed_through = models.DateField(null=True)  # the day the last run reached
    is_governed = models.BooleanField(default=False)  # has limits of unbilled work
    billed_version = models.PositiveIntegerField(default=0)  # the terms it used

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "client", "name", "starts"],
                name="engagement_is_imported_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "next_bill_on", "id"],
                condition=Q(state="active"),
                name="engagement_due_to_bill",
            )
        ]


class TermsVersion(models.Model):
    """The whole terms as agreed at one moment; a change adds the next version."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    terms = models.TextField()  # canonical JSON of core.terms.EngagementTerms
    sha256 = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "number"], name="terms_version_is_given_once"
            )
        ]


class Project(models.Model):
    """A workshop or launch: its own path from proposal to invoice."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default="planned")
    accepted_on = models.DateField(null=True)
    accepted_by = models.CharField(max_length=200, blank=True)
    approved_on = models.DateField(null=True)  # the client’s yes to the offer
    event_on = models.DateField(null=True)  # the day of the entry it waits for

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "name"], name="project_name_is_used_once"
            )
        ]


class Deliverable(models.Model):
    """A part of a project that was delivered or accepted by itself.

    There is a row once anything was noted; number 0 is the whole of a project that
    is accepted as one. `silence_on` is the last day on which its client may still
    answer, where silence then accepts.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()  # of its share of the price
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default="planned")
    delivered_on = models.DateField(null=True)
    silence_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    accepted_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="deliverable_is_noted_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["silence_on"],
                condition=Q(state="submitted"),
                name="deliverable_waits_for_yes",
            )
        ]
