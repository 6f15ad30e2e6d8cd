"""A letter that may have gone waits for a person, who decides in the shell."""

from datetime import UTC, datetime

import pytest

from drumbeat.apps.delivery.models import Dispatch
from drumbeat.apps.delivery.operations import claim_next, reap


@pytest.fixture
def uncertain(shell, file):
    """Issue January; the worker dies while the server is being asked."""
    shell.run("engagements", "import", file())
    (draft,) = shell.json("bill", "--as-of", "2026-01-01")["drafts"]
    shell.run("updates", "write", draft, "--done", "Plan agreed")
    shell.run("drafts", "approve", "--all", "--as-of", "2026-01-01")
    shell.run("drafts", "issue", "--all-approved", "--as-of", "2026-01-01")
    workspace = Dispatch.objects.get().workspace_id
    claimed = claim_next(workspace, at=datetime(2026, 1, 2, tzinfo=UTC))
    assert claimed is not None
    Dispatch.objects.filter(id=claimed.id).update(phase="dot")
    reap(workspace, at=datetime(2026, 1, 3, tzinfo=UTC))
    return shell


def states(shell):
    return [r["state"] for r in shell.json("letters", "list", "INV-2026-0001")]


def test_it_waits_and_is_never_sent_by_itself(uncertain):
    """S-69."""
    assert states(uncertain) == ["possibly_sent"]
    assert uncertain.json("deliver", "--as-of", "2026-01-04")["sent"] == []
    reasons = [r["reason"] for r in uncertain.json("queue", "--as-of", "2026-01-04")]
    assert "delivery_uncertain" in reasons


def test_a_person_sends_it_again_under_the_same_name(uncertain):
    [letter] = uncertain.json("letters", "list", "INV-2026-0001")
    name = Dispatch.objects.get().message_id
    uncertain.run("letters", "again", letter["letter"])
    (sent,) = uncertain.json("deliver")["sent"]
    assert sent["message_id"] == name
    assert states(uncertain) == ["sent"]


def test_a_person_knows_that_it_arrived(uncertain):
    [letter] = uncertain.json("letters", "list", "INV-2026-0001")
    uncertain.run("letters", "arrived", letter["letter"])
    assert states(uncertain) == ["sent"]
    said = uncertain.refused("letters", "arrived", letter["letter"])
    assert "does not wait for a decision" in said
