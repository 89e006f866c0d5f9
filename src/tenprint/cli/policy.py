"""Policy files: list, check, explain a case, compare two versions, sign."""

from __future__ import annotations

import typer

from tenprint.cli import policy_activation, policy_check, policy_compare, policy_explain, policy_list, policy_sign

app = typer.Typer(no_args_is_help=True, help=__doc__)
app.command("list")(policy_list.list_policies)
app.command("check")(policy_check.check_policies)
app.command("explain")(policy_explain.explain_case)
app.command("compare")(policy_compare.compare_policies)
app.command("sign")(policy_sign.sign_policy)
app.command("verify")(policy_sign.verify_policy)
app.command("activation")(policy_activation.show_activation)
