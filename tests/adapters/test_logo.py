"""A logo is read with care and written anew."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from drumbeat.adapters.images.logo import HEIGHT, WIDTH, LogoRefused, read_logo


def picture(size=(300, 100), kind="PNG", mode="RGBA", **saved) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "#1f4a3d").save(out, kind, **saved)
    return out.getvalue()


def test_a_small_picture_keeps_its_size_and_its_colour():
    logo = read_logo(picture())

    with Image.open(BytesIO(logo.png)) as written:
        assert written.format == "PNG"
        assert written.size == (logo.width, logo.height) == (300, 100)
        assert written.convert("RGB").getpixel((5, 5)) == (0x1F, 0x4A, 0x3D)


@pytest.mark.parametrize("size", [(3000, 400), (400, 3000), (1201, 401)])
def test_a_large_picture_becomes_small_and_keeps_its_shape(size):
    logo = read_logo(picture(size))

    assert logo.width <= WIDTH
    assert logo.height <= HEIGHT
    assert abs(logo.width / logo.height - size[0] / size[1]) < 0.2


def test_a_photograph_is_taken_too():
    assert read_logo(picture(kind="JPEG", mode="RGB")).png.startswith(b"\x89PNG")


def test_what_is_not_pixels_is_left_behind():
    info = PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    logo = read_logo(picture(pnginfo=info) + b"<script>alert(2)</script>")

    assert b"script" not in logo.png


def test_a_transparent_ground_stays_transparent():
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")

    with Image.open(BytesIO(read_logo(out.getvalue()).png)) as written:
        assert written.getpixel((1, 1))[3] == 0


def chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def claiming(width: int, height: int) -> bytes:
    """Return a tiny file that claims to be a huge picture."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "neither PNG nor JPEG"),
        (b"GIF89a" + b"\0" * 50, "neither PNG nor JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither PNG nor JPEG"),
        (picture()[:60], "damaged"),
        (picture(kind="GIF", mode="P"), "neither PNG nor JPEG"),
        (b"\0" * 2_000_001, "larger than 2 MB"),
        (claiming(5000, 5000), "too many pixels"),
        (claiming(12000, 12000), "too many pixels"),
        (claiming(60000, 60000), "too many pixels"),
    ],
)
def test_what_cannot_become_a_logo_is_refused(content, problem):
    with pytest.raises(LogoRefused) as refusal:
        read_logo(content)

    assert refusal.value.rule == "LOG-1"
    assert problem in refusal.value.sentence
