"""Tables of the audit trail."""

from django.db import models


class AuditHead(models.Model):
    """The end of one workspace’s chain; its row is the lock of that chain."""

    workspace_id = models.BigIntegerField(unique=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)


class Activity(models.Model):
    """One thing somebody did, chained to the one before. [I-63]"""

    workspace_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    via = models.CharField(max_length=20)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    payload = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "seq"], name="activity_seq_is_given_once"
            ),
            models.UniqueConstraint(
                fields=["workspace_id", "prev_hash"], name="activity_chain_never_forks"
            ),
        ]
        indexes = [models.Index(fields=["workspace_id", "subject"])]
