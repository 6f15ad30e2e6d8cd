"""A logo: any PNG or JPEG in, a small PNG of our own making out."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from drumbeat.core.errors import Refusal

BYTES_MOST = 2_000_000
PIXELS_MOST = 16_000_000  # four thousand by four thousand; more is a trap or a poster
_HUGE = "it has too many pixels"
WIDTH, HEIGHT = 600, 200  # twice what any page or paper shows


class LogoRefused(Refusal):
    """The file cannot become a logo."""

    rule = "LOG-1"
    message = "This cannot become a logo: {problem}."


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as we wrote it."""

    png: bytes
    width: int
    height: int


def read_logo(content: bytes) -> Logo:
    """Decode the picture and encode it anew, so that nothing but pixels is kept.

    What a file may carry beside its pixels (scripts, places, colour tricks) is left
    behind; a transparent ground stays transparent.

    :raises LogoRefused: too large, or no PNG or JPEG
    """
    if len(content) > BYTES_MOST:
        raise LogoRefused(problem="it is larger than 2 MB")
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
            # Asked before a single pixel is unpacked.
            if opened.width * opened.height > PIXELS_MOST:
                raise LogoRefused(problem=_HUGE)
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise LogoRefused(problem=_HUGE) from None
    except UnidentifiedImageError:
        raise LogoRefused(problem="it is neither PNG nor JPEG") from None
    except (OSError, ValueError, SyntaxError):
        raise LogoRefused(problem="the file is damaged") from None
    picture.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    out = BytesIO()
    Image.frombytes("RGBA", picture.size, picture.tobytes()).save(
        out, "PNG", optimize=True
    )
    return Logo(out.getvalue(), *picture.size)
