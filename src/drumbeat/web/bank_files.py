"""Bank files: read, listed, taken back; and the lines that are nobody's yet."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from drumbeat import clock, wiring
from drumbeat.apps.banking import operations
from drumbeat.apps.banking.operations import Imported
from drumbeat.apps.banking.queries import list_files, list_open_lines, propose
from drumbeat.apps.identity.queries import MemberRow
from drumbeat.apps.parties.queries import list_client_links
from drumbeat.apps.payments.operations import Recorded
from drumbeat.core.bank_lines import StatementUnreadable
from drumbeat.core.roles import may
from drumbeat.web import access, bank_view, formats, frame
from drumbeat.web.asked import whole
from drumbeat.web.frame import Place
from drumbeat.web.guards import acted, actor, only_by_form, today, unknown_is_not_found

_MOST = 10_000_000  # bytes of a file
_CHOICES = 200  # clients to choose from
_PLACE = Place("payments")


@require_http_methods(["GET", "POST"])
def bank_files(request: HttpRequest) -> HttpResponse:
    """List the files that were read and the money that waits; read one more."""
    if request.method == "POST":
        return _file_read(request, access.overview(request, needs="biller"))
    member = access.overview(request)
    zone, on = member.workspace.time_zone, today(member)
    rows = list_files(member.workspace.id)
    words: dict[str, object] = {
        "may_act": may(member.role, needs="biller"),
        "files": [bank_view.file_view(row, zone=zone, on=on) for row in rows],
        "waiting": [
            bank_view.line_view(one, on=on)
            for one in list_open_lines(member.workspace.id)
        ],
    }
    return frame.show(request, member, "pages/bank_files.html", _PLACE, words)


@only_by_form
def reversal(request: HttpRequest, bank_file: int) -> HttpResponse:
    """Take a file back."""
    member = access.overview(request, needs="biller")
    take_back = partial(
        operations.take_back,
        member.workspace.id,
        bank_file,
        actor=actor(member),
        at=clock.now(),
    )
    here = reverse("bank_files")
    sentence = "Taken back. The file can be read again."
    return acted(request, take_back, sentence=sentence, to=here, back=here)


@require_http_methods(["GET", "POST"])
@unknown_is_not_found
def bank_line(request: HttpRequest, bank_line: int) -> HttpResponse:
    """Show money that waits with what it may settle; book it as somebody says."""
    if request.method == "POST":
        member = access.overview(request, needs="biller")
        return _confirmed(request, member, bank_line)
    member = access.overview(request)
    found, candidates = propose(member.workspace.id, bank_line)
    words: dict[str, object] = {
        "may_act": may(member.role, needs="biller"),
        "line": bank_view.line_view(found, on=today(member)),
        "candidates": [bank_view.candidate_view(candidate) for candidate in candidates],
        "clients": list_client_links(member.workspace.id, most=_CHOICES),
    }
    return frame.show(request, member, "pages/bank_line.html", _PLACE, words)


@only_by_form
def setting_aside(request: HttpRequest, bank_line: int) -> HttpResponse:
    """Say that money is no client's payment."""
    member = access.overview(request, needs="biller")
    put = partial(
        operations.set_aside,
        member.workspace.id,
        bank_line,
        request.POST.get("reason", ""),
        actor=actor(member),
        at=clock.now(),
    )
    back = reverse("bank_line", args=[bank_line])
    then = partial(_after, member)
    return acted(request, put, sentence="Set aside.", to=then, back=back)


def _file_read(request: HttpRequest, member: MemberRow) -> HttpResponse:
    sent, here = request.FILES.get("file"), reverse("bank_files")

    def read() -> Imported:
        if sent is None or not 0 < (sent.size or 0) <= _MOST:
            problem = "Choose a file of your bank, of at most 10 MB."
            raise StatementUnreadable(problem=problem)
        name = sent.name or "file"
        return operations.import_file(
            member.workspace.id,
            sent.read(),
            name,
            partial(wiring.bank_files(member.workspace.currency).read, name=name),
            actor=actor(member),
            at=clock.now(),
        )

    return acted(request, read, sentence=bank_view.imported, to=here, back=here)


def _confirmed(request: HttpRequest, member: MemberRow, line: int) -> HttpResponse:
    typed = request.POST.get("invoices", "").replace(",", " ")
    numbers = typed.upper().split()
    client = whole(request.POST, "client") or 0
    back = reverse("bank_line", args=[line])

    def book() -> Recorded:
        return operations.confirm(
            member.workspace.id,
            line,
            client,
            numbers,
            actor=actor(member),
            at=clock.now(),
        )

    def said(done: Recorded) -> str:
        settled = [part.number for part in done.application.allocations]
        rest = done.application.on_account
        sentence = f"Booked for {', '.join(settled)}." if settled else "Booked."
        left = formats.short_amount(rest)
        return f"{sentence} {left} stays on account." if rest.minor else sentence

    then = partial(_after, member)
    return acted(request, book, sentence=said, to=then, back=back)


def _after(member: MemberRow, _: object) -> str:
    """Return the next line that waits, else the list of files."""
    waiting = list_open_lines(member.workspace.id)
    if waiting:
        return reverse("bank_line", args=[waiting[0].id])
    return reverse("bank_files")
