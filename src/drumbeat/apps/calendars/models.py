"""Tables of calendars."""

from django.db import models
from django.db.models import Q


class Calendar(models.Model):
    """A calendar: a feed that is asked again and again, or files given by hand."""

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=2000, blank=True)  # a secret; empty for files
    asked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"],
                condition=Q(removed_at=None),
                name="calendar_name_is_used_once",
            )
        ]


class CalendarEntry(models.Model):
    """An entry as it was read last; gone ones are cancelled."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT)
    uid = models.CharField(max_length=220)
    title = models.CharField(max_length=200, blank=True)
    day = models.DateField()  # by the clock of the workspace
    is_cancelled = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "uid"], name="entry_is_known_once"
            )
        ]


class EventMove(models.Model):
    """An entry that a project waits for has another day, or none any more."""

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.PROTECT)
    project = models.CharField(max_length=200)
    was = models.DateField()
    now = models.DateField(null=True)  # None: cancelled
    at = models.DateTimeField()
    noted_at = models.DateTimeField(null=True)
    noted_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace"], condition=Q(noted_at=None), name="move_not_noted"
            )
        ]
