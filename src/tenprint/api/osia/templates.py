"""Templates in OSIA's formats: read what a client sends, write what a client asks for."""

from __future__ import annotations

from tenprint.errors import TemplateError, UsageError
from tenprint.fingerprint.template import Template, interchange
from tenprint.transaction.minutiae.template import TemplateFormat

# OSIA's name -> format of ours. The card formats of ISO/IEC 19794-2 and the editions of 2009 and 2011 are not read.
FORMATS: dict[str, TemplateFormat] = {"ISO_19794_2": "iso2005", "ANSI_378": "ansi2004"}
DEFAULT_FORMAT = "ISO_19794_2"


def read_templates(data: bytes, form: str | None) -> list[Template]:
    """Read a template of a finger.

    Raises:
        UsageError: a format that is not supported.
        TemplateError: it cannot be read, or is of the other format.
    """
    expected = form_of(form) if form is not None else None
    if not data:
        raise TemplateError("the template is empty", where="biometricData")
    found = interchange.read(data, source="biometricData")
    if expected is not None and any(t.source != expected for t in found):
        raise TemplateError(f"the template is no {form}", where="biometricData")
    return found


def write_template(template: Template, form: str) -> bytes:
    """Write a template.

    Raises:
        UsageError: a format that is not supported.
    """
    return interchange.write(template, form_of(form))


def form_of(form: str) -> TemplateFormat:
    """Return our name of a format.

    Raises:
        UsageError: a format that is not supported.
    """
    if form not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(f"no template format {form!r}", where="templateFormat", remedy=f"One of: {known}.")
    return FORMATS[form]
