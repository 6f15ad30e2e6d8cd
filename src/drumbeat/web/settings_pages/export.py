"""Export: everything in one file, and the agreements as the files they can be."""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from drumbeat import clock
from drumbeat.apps.engagements.queries import EngagementRow, list_engagements
from drumbeat.apps.identity.operations import note_backup
from drumbeat.core.engagement_file import render
from drumbeat.core.errors import OutsideFailure
from drumbeat.jobs.backups import backup_name, write_backup
from drumbeat.web import access, feedback
from drumbeat.web.guards import actor, today
from drumbeat.web.settings_pages.sections import show


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Show what can be taken along."""
    member = access.membership(request, needs="owner")
    words = {"engagements": len(list_engagements(member.workspace.id))}
    return show(request, member, "export", "pages/settings/export.html", words)


@never_cache
@require_http_methods(["GET", "POST"])
def backup(request: HttpRequest) -> HttpResponseBase:
    """Give the whole database as one file, to an owner who has shown who they are."""
    member = access.membership(request, needs="owner", confirmed=True)
    if request.method == "GET":
        return show(request, member, "export", "pages/settings/backup.html", {})
    now = clock.now()
    # Noted before, so that the copy tells of itself.
    note_backup(member.workspace.id, actor=actor(member), at=now)
    with tempfile.TemporaryDirectory(dir=settings.DRUMBEAT_HOME) as folder:
        made = Path(folder) / backup_name(now)
        try:
            write_backup(made, at=now)
        except OutsideFailure as failure:
            return feedback.incomplete(request, str(failure), to=reverse("backup"))
        file = made.open("rb")  # it is read on after its name is gone
    return FileResponse(
        file,
        as_attachment=True,
        filename=backup_name(now),
        content_type="application/x-tar",
    )


@never_cache
@require_GET
def engagement_files(request: HttpRequest) -> HttpResponse:
    """Give every engagement as the file that reads back as its terms."""
    member = access.membership(request, needs="owner")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in list_engagements(member.workspace.id):
            archive.writestr(_name(row), render(row.terms))
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    name = f"engagements-{today(member).isoformat()}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _name(row: EngagementRow) -> str:
    """Return the name of its file; the id keeps two of one name apart."""
    words = slugify(f"{row.client_name} {row.name}") or "engagement"
    return f"{words}-{row.id}.toml"
