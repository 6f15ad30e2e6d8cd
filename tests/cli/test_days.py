"""`drumbeat run-day`, `work` and `rehearse`: the duties in order, and a look ahead."""

import time_machine

from drumbeat import wiring
from drumbeat.apps.identity.queries import get_only_workspace
from drumbeat.core.ports import DeliveryReport

STANDING = "auto_issue = true\n"


def counts(shell):
    lists = [shell.json("drafts", "list"), shell.json("invoices", "list")]
    return [len(rows) for rows in lists]


def without_updates():
    from drumbeat.apps.identity.models import Workspace

    Workspace.objects.update(update_required=False)


def test_a_standing_order_goes_all_the_way(shell, file):
    without_updates()
    shell.run("engagements", "import", file(more=STANDING))

    day = shell.json("run-day", "--as-of", "2026-01-01")

    assert [done["invoice"] for done in day["issued"]] == ["INV-2026-0001"]
    assert [(sent["invoice"], sent["step"]) for sent in day["sent"]] == [
        ("INV-2026-0001", None)
    ]
    again = shell.json("run-day", "--as-of", "2026-01-01")
    assert (again["drafts"], again["issued"], again["sent"]) == ([], [], [])


def test_missed_periods_wait_for_a_person_even_with_a_standing_order(shell, file):
    """S-32: what was missed is never issued by itself."""
    without_updates()
    shell.run("engagements", "import", file(more=STANDING))

    day = shell.json("run-day", "--as-of", "2026-03-15")

    assert len(day["drafts"]) == 3
    assert day["issued"] == []


def test_a_standing_order_waits_for_the_update(shell, file):
    shell.run("engagements", "import", file(more=STANDING))

    assert shell.json("run-day", "--as-of", "2026-01-01")["issued"] == []
    assert shell.json("drafts", "list")[0]["state"] == "draft"


def test_without_a_standing_order_a_draft_waits(shell, file):
    without_updates()
    shell.run("engagements", "import", file())

    assert shell.json("run-day", "--as-of", "2026-01-01")["issued"] == []


def test_a_broken_off_delivery_is_shown_and_tried_again(shell, file, monkeypatch):
    class Away:
        def send(self, message, *, note_phase):
            return DeliveryReport("retry", "No connection")

    without_updates()
    shell.run("engagements", "import", file(more=STANDING))
    with monkeypatch.context() as patch:
        patch.setattr(wiring, "mailer", lambda _key, is_sample: Away())
        day = shell.json("run-day", "--as-of", "2026-01-01")
        assert day["sent"] == []
        assert [failed["answer"] for failed in day["failed"]] == ["No connection"]

    later = shell.json("run-day", "--as-of", "2026-01-02")

    assert [sent["invoice"] for sent in later["sent"]] == ["INV-2026-0001"]


def test_a_rehearsal_shows_all_and_keeps_nothing(shell, file):
    with time_machine.travel("2026-01-01T08:00:00+00:00", tick=False):
        shell.run("engagements", "import", file())
        before = counts(shell)

        seen = shell.json("rehearse", "--days", "31", "--approving")

        assert [(e["on"], e["subject"]) for e in seen if e["what"] == "invoice"] == [
            ("2026-01-01", "INV-2026-0001"),
            ("2026-02-01", "INV-2026-0002"),
        ]
        reminded = [e["subject"] for e in seen if e["what"] == "message"]
        assert reminded[:3] == ["INV-2026-0001", "INV-2026-0001 -3", "INV-2026-0001 +1"]
        assert counts(shell) == before
        mailbox = wiring.mailbox(get_only_workspace().key)
        assert mailbox.list_messages() == []
        assert shell.json("fsck")["ok"] is True


def test_a_rehearsal_has_two_people_where_two_must_look(shell, file):
    with time_machine.travel("2026-01-01T08:00:00+00:00", tick=False):
        shell.run("engagements", "import", file())
        shell.run("drafts", "two-people", "--currency", "EUR", "--above", "100.00")

        seen = shell.json("rehearse", "--days", "0", "--approving")

        assert [e["subject"] for e in seen if e["what"] == "invoice"] == [
            "INV-2026-0001"
        ]


def test_without_approving_a_rehearsal_only_drafts(shell, file):
    with time_machine.travel("2026-01-01T08:00:00+00:00", tick=False):
        shell.run("engagements", "import", file())

        seen = shell.json("rehearse", "--days", "0")

        assert [each["what"] for each in seen] == ["draft"]


def test_work_once_does_a_pass_and_ends(shell, file):
    without_updates()
    with time_machine.travel("2026-01-01T08:00:00+00:00", tick=False):
        shell.run("engagements", "import", file(more=STANDING))

        shell.run("work", "--once")

        assert counts(shell) == [0, 1]
