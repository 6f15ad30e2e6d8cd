"""Tables of reminders."""

from django.db import models
from django.db.models import Q


class Reminder(models.Model):
    """A dated row of a plan, attached to a draft, carried to its invoice. [S-62]"""

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    draft = models.ForeignKey("billing.Draft", on_delete=models.CASCADE, null=True)
    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT, null=True)
    position = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=10)
    tone = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    recipients = models.TextField()  # addresses separated by blanks
    state = models.CharField(max_length=10, default="planned")
    reason = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)  # as planned, once brought forward

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "step"], name="reminder_step_is_planned_once"
            ),
            models.CheckConstraint(
                name="reminder_belongs_to_draft_or_invoice",
                condition=Q(draft__isnull=True) ^ Q(invoice__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state="planned", invoice__isnull=False),
                name="reminder_planned_by_time",
            ),
            models.Index(
                fields=["workspace"],
                condition=Q(state="planned", planned_at__isnull=False),
                name="reminder_brought_forward",
            ),
        ]


class UsualPolicy(models.Model):
    """The reminders that a new engagement of a workspace begins with."""

    workspace = models.OneToOneField("identity.Workspace", on_delete=models.PROTECT)
    steps = models.TextField(blank=True)  # one step a line, as files write it
    send_at = models.TimeField()
    moves = models.CharField(max_length=20)


class Dispute(models.Model):
    """A question or dispute of the client; reminders rest while it is open. [S-66]"""

    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)  # question · dispute
    person = models.CharField(max_length=200)
    text = models.TextField()
    lane = models.CharField(max_length=200, blank=True)  # its letter or its name
    line = models.PositiveSmallIntegerField(null=True)  # of the lane, from 0
    reason = models.CharField(max_length=12, blank=True)
    link = models.ForeignKey("sharing.PrivateLink", on_delete=models.PROTECT, null=True)
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["invoice"],
                condition=Q(closed_at__isnull=True),
                name="dispute_open",
            )
        ]


class Reply(models.Model):
    """A message of a thread after the question: ours goes out by mail, theirs not."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT)
    by = models.CharField(max_length=200)
    is_ours = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()


class ThreadFile(models.Model):
    """A file that came with a question, or with a later message of its thread."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT)
    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, null=True)
    name = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"],
                condition=Q(reply__isnull=True),
                name="thread_file_of_a_question_is_one",
            )
        ]


class PromiseToPay(models.Model):
    """A day the client named; reminders rest until it. [S-66]"""

    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT)
    until = models.DateField()
    person = models.CharField(max_length=200, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="promise_by_day")]


class CallLog(models.Model):
    """A call somebody made; the final notice waits for one."""

    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    note = models.TextField(blank=True)


class Snooze(models.Model):
    """A row of the queue that somebody wants to see again on a later day.

    It speaks of one reason: whatever else comes up about the same thing shows at once.
    """

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    subject_id = models.CharField(max_length=80)  # as the queue names it
    reason = models.CharField(max_length=30)
    until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "subject_id"], name="snooze_is_one_a_thing"
            )
        ]
