"""The journals of what was promised before a kill, and whether it is kept after it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from cast import Practice, faults, faults_by_fsck
from drumbeat import wiring
from drumbeat.apps.delivery.models import Dispatch
from drumbeat.apps.invoices.models import Invoice, NumberSeries
from drumbeat.apps.invoices.queries import register_name
from drumbeat.apps.payments.models import Payment
from drumbeat.core.ports import DeliveryReport, Message


class Journal:
    """A file of what was acknowledged: a line is on the disk before we go on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def note(self, *words: object) -> None:
        os.write(self._file, (" ".join(map(str, words)) + "\n").encode())
        os.fsync(self._file)

    def lines(self) -> list[list[str]]:
        return [line.split() for line in self.path.read_text().splitlines()]


class JournalMailer:
    """A server whose yes is on the disk before the sender hears of it."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def send(
        self, message: Message, *, note_phase: Callable[[str], None]
    ) -> DeliveryReport:
        note_phase("dot")
        self._journal.note(message.message_id)
        return DeliveryReport("sent", "250 noted")


class Promises:
    """What one practice promised: documents, payments and mails."""

    def __init__(self, folder: Path, practice: Practice) -> None:
        self._practice = practice
        self._acknowledged = Journal(folder / "acknowledged")
        self._mails = Journal(folder / "mails")
        self.mailer = JournalMailer(self._mails)

    def note_issued(self, numbers: Iterable[str]) -> None:
        for number in numbers:
            sha256 = self._practice.invoice(number).sha256
            self._acknowledged.note("issued", number, sha256)

    def note_paid(self, external_id: str) -> None:
        self._acknowledged.note("paid", external_id)

    def broken(self, *, on: date) -> list[str]:
        """Return every promise that was not kept, and every fault of the books."""
        found = faults(self._practice) + faults_by_fsck(self._practice, on=on)
        found += self._unregistered()
        hashes = dict(Invoice.objects.values_list("number", "sha256"))
        booked = set(Payment.objects.values_list("external_id", flat=True))
        for kind, name, *rest in self._acknowledged.lines():
            if kind == "issued" and hashes.get(name) != rest[0]:
                found.append(f"{name} was acknowledged with another content")
            if kind == "paid" and name not in booked:
                found.append(f"the payment {name} is lost")
        mails = Counter(line[0] for line in self._mails.lines())
        found += [f"{mail} went {n} times" for mail, n in mails.items() if n > 1]
        said_sent = Dispatch.objects.filter(state="sent")
        for mail in said_sent.values_list("message_id", flat=True):
            if mail not in mails:
                found.append(f"{mail} is called sent and never went")
        return found

    def _unregistered(self) -> Iterator[str]:
        """Yield series that the high-water file knows too little or too much of."""
        register = wiring.number_register()
        for s in NumberSeries.objects.filter(workspace_id=self._practice.id):
            seen = register.high_water(
                register_name(self._practice.workspace, s.kind, s.year)
            )
            if not seen.kept <= s.last_number <= seen.given:
                yield f"{s.kind} {s.year} is at {s.last_number}, the file at {seen}"
