"""E-mail (.eml): sender, date and subject, then the text; attachments are files of their own."""

from __future__ import annotations

import email
from email.message import EmailMessage, MIMEPart
from email.policy import default
from pathlib import PurePosixPath

from rag.errors import FileProblem
from rag.load.decode import decode
from rag.load.html import whole_page
from rag.load.reading import Pen, Reading

_HEADERS = ("From", "To", "Cc", "Date", "Subject")


def load_mail(content: bytes) -> Reading:
    """The text of a message; where it has HTML alone, that.

    Raises:
        FileProblem: it is no message.
    """
    message = parse_mail(content)
    pen = Pen()
    pen.mark("head of the message", kind="part")
    for name in _HEADERS:
        if value := message.get(name):
            pen.paragraph(f"{name}: {value}")
    body = message.get_body(("plain", "html"))
    if body is not None:
        pen.mark("message", kind="part")
        words = _content(body)
        if body.get_content_subtype() == "html":
            words = whole_page(words).text
        for line in words.splitlines():
            if line.strip():
                pen.line(line)
            else:
                pen.gap()
    return pen.reading(title=str(message.get("Subject") or "") or None)


def parse_mail(content: bytes) -> EmailMessage:
    """The message of these bytes.

    Raises:
        FileProblem: it has neither sender nor subject.
    """
    message = email.message_from_bytes(content, policy=default)
    if not any(message.get(name) for name in _HEADERS):
        raise FileProblem("it is no e-mail message: it names no sender, date or subject")
    return message


def _content(body: MIMEPart) -> str:
    try:
        return str(body.get_content())
    except (LookupError, UnicodeDecodeError):
        payload = body.get_payload(decode=True)
        return decode(payload)[0] if isinstance(payload, bytes) else ""


def attachments(content: bytes) -> dict[str, bytes]:
    """The files that a message carries, by name; equal names are told apart by a number.

    Raises:
        FileProblem: it is no message.
    """
    found: dict[str, bytes] = {}
    for part in parse_mail(content).iter_attachments():
        name = PurePosixPath((part.get_filename() or "").replace("\\", "/")).name
        payload = part.get_payload(decode=True)
        if name and isinstance(payload, bytes):
            number = sum(one == name or one.startswith(f"{name} (") for one in found)
            found[f"({number + 1}) {name}" if name in found else name] = payload
    return found
