"""Table of updates."""

from django.db import models


class Update(models.Model):
    """What was accomplished, what comes next, what is needed."""

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.PROTECT)
    bill_on = models.DateField()  # the draft it is paired with
    title = models.CharField(max_length=120)
    accomplished = models.TextField(default="[]")  # JSON: [[text, evidence], …]
    next_steps = models.TextField(blank=True)
    next_title = models.CharField(max_length=120, blank=True)
    needed = models.TextField(blank=True)
    answer = models.TextField(blank=True)  # what came of a talk
    author = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "bill_on"], name="update_is_written_once"
            )
        ]
