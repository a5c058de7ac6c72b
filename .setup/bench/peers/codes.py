"""QR codes as certbuild makes them: medium redundancy, no white margin, four pixels a module, dark blue on white."""

import io

import zxingcpp
from PIL import Image

INK = (0x16, 0x32, 0x4F)
_PIXELS = 4


def picture(address: str) -> Image.Image:
    """Return the code of an address as an image with a palette of two colours."""
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = Image.fromarray(code.to_image(scale=_PIXELS, add_quiet_zones=False)).point(lambda light: light > 0)
    image.putpalette([*INK, 255, 255, 255])
    return image


def png(address: str) -> bytes:
    """Return the code of an address as a PNG of one bit a pixel."""
    file = io.BytesIO()
    picture(address).save(file, "PNG", bits=1)
    return file.getvalue()
