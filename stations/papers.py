"""What papers of every app share: a QR code that survives a fold."""

import segno


def qr(text):
    """The text as a QR code in a picture address, at level M."""
    return segno.make(text, error="m", micro=False).svg_data_uri(border=2, scale=4)
