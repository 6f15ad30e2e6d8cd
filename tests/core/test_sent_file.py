"""What a file of a client may be is judged by its content; its name is made clean."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.core.sent_file import (
    BYTES_MOST,
    ENDINGS,
    NAME_MOST,
    FileOfNoKind,
    FileTooLarge,
    KeptFile,
    read_file,
)


def package(*names: str) -> bytes:
    """Return what an office writes: a ZIP with those parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as written:
        for name in names:
            written.writestr(name, "<xml/>")
    return out.getvalue()


TYPES = "[Content_Types].xml"
PDF = b"%PDF-1.7\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0"
XLSX = package(TYPES, "xl/workbook.xml")
DOCX = package(TYPES, "word/document.xml")
OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("name", "content", "mime_type"),
    [
        ("order.pdf", PDF, "application/pdf"),
        ("photo.PNG", PNG, "image/png"),
        ("scan.jpeg", JPEG, "image/jpeg"),
        ("screen.webp", WEBP, "image/webp"),
        ("hours.xlsx", XLSX, f"{OFFICE}.spreadsheetml.sheet"),
        ("letter.docx", DOCX, f"{OFFICE}.wordprocessingml.document"),
        ("note.txt", "Zwölf Tage, nicht elf.".encode(), "text/plain"),
        ("old.txt", "Zwölf Tage".encode("cp1252"), "text/plain"),
        ("hours.csv", b"day;hours\r\n1;8\r\n", "text/csv"),
    ],
)
def test_what_is_taken(name, content, mime_type):  # SNT-3
    file = read_file(name, content)

    assert file.mime_type == mime_type
    assert file.content == content
    assert file.name.casefold() == name.casefold()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("empty.txt", b""),
        ("program.pdf", b"MZ\x90\0\x03"),
        ("program.txt", b"MZ\x90\0\x03"),
        ("page.html", b"<script>alert(1)</script>"),
        ("picture.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("script", b"#!/bin/sh\nrm -rf /"),
        ("page.pdf", b"<html>%PDF-1.7"),
        ("photo.gif", b"GIF89a\x01\0\x01\0"),
        ("archive.zip", package("hours.csv")),
        ("archive.docx", package("word/document.xml")),
        ("macros.xlsx", package(TYPES, "xl/workbook.xml", "xl/vbaProject.bin")),
        ("macros.docm", package(TYPES, "word/document.xml", "word/vbaProject.bin")),
        ("slides.pptx", package(TYPES, "ppt/presentation.xml")),
        ("sound.webp", b"RIFF\x1a\0\0\0WAVEfmt "),
        ("wide.csv", "day;hours".encode("utf-16")),
        ("bell.txt", b"ding\x07"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ],
)
def test_what_is_refused(name, content):  # SNT-2
    with pytest.raises(FileOfNoKind):
        read_file(name, content)


def test_five_megabytes_and_not_a_byte_more():  # SNT-1
    whole = PDF + b" " * (BYTES_MOST - len(PDF))

    assert len(read_file("a.pdf", whole).content) == 5_000_000
    with pytest.raises(FileTooLarge):
        read_file("a.pdf", whole + b" ")


RIGHT_TO_LEFT = "\N{RIGHT-TO-LEFT OVERRIDE}"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("order.pdf", "order.pdf"),
        ("Order 12, März.PDF", "Order 12, März.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ines\\order.pdf", "order.pdf"),
        (f"order{RIGHT_TO_LEFT}fdp.exe", "orderfdp.exe.pdf"),
        ("or\x00der\r\n\t\x7f  no. 2.pdf", "order no. 2.pdf"),
        ("order\N{LINE SEPARATOR}two\N{ZERO WIDTH SPACE}.pdf", "order two.pdf"),
        ('a"b<c>d|e?f*g:h.pdf', "a_b_c_d_e_f_g_h.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("order.pdf. . .", "order.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        (RIGHT_TO_LEFT, "file.pdf"),
        ("photo.jpg", "photo.jpg.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("a\N{COMBINING DIAERESIS}.pdf", "ä.pdf"),
        ("請求書.pdf", "請求書.pdf"),
    ],
)
def test_a_name_is_clean_and_says_what_it_is(sent, kept):  # SNT-3
    assert read_file(sent, PDF).name == kept


@given(st.text(max_size=300), st.sampled_from([PDF, PNG, JPEG, WEBP, XLSX, DOCX]))
def test_no_name_is_a_path_or_hides_anything(name, content):
    kept = read_file(name, content).name

    assert kept.isprintable()
    assert not set(kept) & set('/\\<>:"|?*')
    assert 5 <= len(kept) <= NAME_MOST
    assert kept.endswith(ENDINGS)
    assert not kept.startswith((".", " "))
    assert read_file(kept, content).name == kept


@pytest.mark.parametrize(
    ("size", "measured"),
    [
        (1, (Decimal(1), "kilobyte")),
        (340_000, (Decimal(340), "kilobyte")),
        (1_240_000, (Decimal("1.2"), "megabyte")),
        (5_000_000, (Decimal("5.0"), "megabyte")),
    ],
)
def test_a_size_is_written_as_people_read_it(size, measured):
    assert KeptFile(1, "a.pdf", size).measured == measured
