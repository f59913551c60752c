"""A picture with its text alternative, shown alike in light and dark themes."""

import base64
from dataclasses import dataclass
from html import escape
from typing import Literal

CARD = (
    "display:inline-block;box-sizing:border-box;max-width:100%;overflow-x:auto;margin:8px 0;"
    "padding:12px;background:#ffffff;color:#1a1a1a;border:1px solid #c9ced4;border-radius:10px"
)

WIDE = 900  # pixels; wider drawings may scroll, so the keyboard must reach them


def require_alt(alt: str) -> str:
    """Return the text alternative, stripped.

    Parameters
    ----------
    alt : str
        What the picture shows, in a sentence or two.

    Raises
    ------
    ValueError
        If it is missing, empty or not a string.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(
            f"a picture needs a text alternative, but alt={alt!r} was given: "
            "say in a sentence what the picture shows, for readers who cannot see it"
        )
    return " ".join(alt.split())


@dataclass(frozen=True, repr=False)
class Picture:
    """An SVG drawing or a PNG image that displays itself in a notebook.

    Parameters
    ----------
    content : bytes
        The SVG document or the PNG file.
    kind : {"svg", "png"}
        Which of the two it is.
    alt : str
        The text alternative; also what `repr` and plain-text output show.
    width : int
        Width on the page in CSS pixels, > 0; a PNG may hold more pixels than that.

    Raises
    ------
    ValueError
        If `alt` is empty, `kind` unknown or `width` not positive.
    """

    content: bytes
    kind: Literal["svg", "png"]
    alt: str
    width: int

    def __post_init__(self) -> None:
        """Check the fields."""
        object.__setattr__(self, "alt", require_alt(self.alt))
        if self.kind not in ("svg", "png"):
            raise ValueError(f"kind is 'svg' or 'png', but {self.kind!r} was given")
        if self.width <= 0:
            raise ValueError(f"width must be positive, but {self.width} was given")

    def _repr_html_(self) -> str:
        """Return the picture as an image on a white card, which keeps it legible in a dark theme.

        In a notebook that nobody has trusted yet JupyterLab removes drawings, but no images. On a
        narrow page an image shrinks, a drawing, which has small letters, to three quarters at most.
        """
        kind = {"svg": "svg+xml", "png": "png"}[self.kind]
        data = base64.b64encode(self.content).decode("ascii")
        least = f"min-width:{3 * self.width // 4}px;" if self.kind == "svg" else ""
        scrolls = ' tabindex="0"' if least and self.width > WIDE else ""
        return (
            f'<figure style="{CARD}"{scrolls}><img src="data:image/{kind};base64,{data}" '
            f'alt="{escape(self.alt, quote=True)}" width="{self.width}" '
            f'style="display:block;max-width:100%;{least}height:auto"></figure>'
        )

    def __repr__(self) -> str:
        """Return the text alternative."""
        return self.alt
