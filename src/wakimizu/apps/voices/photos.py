"""Photos in: checked before they are decoded, re-encoded so that no metadata survives.

The rules: at most three, each at most 8 MB; JPEG, PNG or WebP by content, not by name; at most 50 million pixels, read
from the header before anything is unpacked; turned upright, made no wider than 1,600 pixels, and saved as plain JPEG.
"""

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from wakimizu.shared.errors import BadInput

MOST = 3
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
ORIENTATION = 0x0112
TURNS = {  # Exif 2.3, 4.6.4: what brings the first row to the top and the first column to the left
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Picture:
    jpeg: bytes
    width: int
    height: int


def clean(file: BinaryIO, size: int) -> Picture:
    """A picture safe to keep and show. BadInput, with what to do, for anything else."""
    if size > settings.PHOTO_BYTES:
        raise BadInput(
            _("A photo may have at most %(n)d MB. Send a smaller one.") % {"n": settings.PHOTO_BYTES >> 20}, "photos"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(file, formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise BadInput(_("This photo has too many pixels. Send a smaller one."), "photos")
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            image = _upright(image)
            flat = Image.new("RGB", image.size, "white")
            flat.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A"))
    except BadInput:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError):
        raise BadInput(_("This file is not a photo we can read. Send a JPEG, PNG or WebP picture."), "photos") from None
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=82, optimize=True)
    return Picture(out.getvalue(), *flat.size)


def _upright(image: Image.Image) -> Image.Image:
    """Not Pillow's own exif_transpose: it writes the whole Exif block anew, and breaks where that is damaged."""
    turn = TURNS.get(image.getexif().get(ORIENTATION, 0))
    return image if turn is None else image.transpose(turn)
