"""`tenprint case`: cases at the enforcement agency. Who acts here is a named person; software only shows."""

from __future__ import annotations

import typer

from tenprint.cli import case_claim, case_custody, case_decide, case_evidence, case_list, case_show

app = typer.Typer(no_args_is_help=True)
for module in (case_list, case_show, case_evidence, case_decide, case_claim, case_custody):
    module.register(app)
