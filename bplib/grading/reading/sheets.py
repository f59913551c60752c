"""Sheets that platforms exchange: CSV in whatever encoding, with whatever sign between cells."""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from bplib.course.lessons import CourseError
from bplib.grading.reading.worksheet import english_heads

MAX_SHEET = 50_000_000  # bytes
_SIGNS = ",;\t"
_EXCELS = re.compile(r'\A"?sep=.?"?[ \t]*\r?\n', re.IGNORECASE)  # for Excel alone
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")  # Excel reads the wide ones as well


@dataclass(frozen=True)
class Sheet:
    """A table with a row of heads.

    Attributes
    ----------
    heads : list of str
        As they are written, without blanks around them.
    rows : list of list of str
        Every row below, as long as the heads.
    sign : str
        What stands between two cells.
    encoding : str
        How the file is encoded, in Python's words.
    newline : str
        What ends a row.
    english : list of str
        The heads by which columns are found, where they are not those that are written.
    """

    heads: list[str]
    rows: list[list[str]]
    sign: str = ","
    encoding: str = "utf-8"
    newline: str = "\r\n"
    english: list[str] = field(default_factory=list)

    def column(self, *names: str) -> int | None:
        """Return the first column that has one of these names; letters' size does not matter."""
        heads = [head.casefold() for head in self.english or self.heads]
        return next((heads.index(name) for name in names if name in heads), None)

    def cell(self, row: list[str], *names: str) -> str:
        """Return a cell by the names of its column, without blanks; empty where there is none."""
        column = self.column(*names)
        return "" if column is None else row[column].strip()

    def write(self, path: Path) -> None:
        """Write the sheet as it was read; a file that is there is replaced at the end."""
        text = io.StringIO(newline="")
        least, most = (
            csv.writer(text, delimiter=self.sign, lineterminator=self.newline, quoting=quoting)
            for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL)
        )
        for row in (self.heads, *self.rows):
            # Python 3.11 does not quote a sign for a new line that is not the one in use
            lines = any("\r" in cell or "\n" in cell for cell in row)
            (most if lines else least).writerow(row)
        made = path.with_name(f".{path.name}.new")
        made.write_bytes(text.getvalue().encode(self.encoding))
        made.replace(path)


def read_sheet(path: Path) -> Sheet:
    """Read a sheet.

    Parameters
    ----------
    path : Path
        A CSV file, in UTF-8, UTF-16 or Windows-1252, with commas, semicolons or tabs.

    Returns
    -------
    Sheet
        What it holds; empty rows are left out.

    Raises
    ------
    CourseError
        If it cannot be read, or holds no table.
    """
    if not path.is_file():
        raise CourseError(f"{path} is no file: give the sheet that the platform exports, as CSV")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SHEET + 1)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None
    if len(data) > MAX_SHEET:
        raise CourseError(f"{path} has more than {MAX_SHEET:,} bytes, and cannot be a class list")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise CourseError(f"{path} is a workbook of Excel: save it as CSV (UTF-8)")
    text, encoding = _decoded(data)
    text = _EXCELS.sub("", text)
    first = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    sign = max(_SIGNS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error as error:
        raise CourseError(f"{path} cannot be read as CSV: {error}") from None
    rows = [row for row in rows if any(map(str.strip, row))]
    if not rows or len(rows[0]) < 2:
        raise CourseError(f"{path} holds no table: its first line must be the names of its columns")
    heads = [head.strip() for head in rows[0]]
    if any(len(row) > len(heads) for row in rows):
        heads += [""] * (max(map(len, rows)) - len(heads))
    rows = [row + [""] * (len(heads) - len(row)) for row in rows[1:]]
    newline = "\r\n" if "\r\n" in text else "\n"
    return Sheet(heads, rows, sign, encoding, newline, english_heads(heads, rows))


def _decoded(data: bytes) -> tuple[str, str]:
    """Return a text and how it is encoded."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "utf-16"
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", "replace"), "utf-8-sig"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "cp1252"


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, in one line.

    What begins with = + - @ gets an apostrophe in front, and tabs and ends of lines become blanks,
    as OWASP advises (owasp.org/www-community/attacks/CSV_Injection).
    """
    line = re.sub(r"[\0-\x1f\x7f]+", " ", text).strip()
    return f"'{line}" if _FORMULA.match(line) else line


def plain_name(name: str) -> str:
    """Return a name as it is compared: whatever its accents' form, its case and its blanks.

    Signs that Moodle leaves out of a file's name do not count: "O'Brien" is "OBrien" there.
    """
    kept = re.sub(r"""['"`&<>|:\\/]""", "", name.replace("_", " "))
    return " ".join(unicodedata.normalize("NFKC", kept).casefold().split())


def squashed(name: str) -> str:
    """Return a name as Canvas writes it into a file's: small letters and digits alone."""
    return re.sub(r"[\W_]", "", plain_name(name))
