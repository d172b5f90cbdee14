"""`ventanilla whatsapp …`: what the office's Twilio account needs for WhatsApp."""

import json

import typer

from bot.commands.context import CommandError, one_line

app = typer.Typer(help="WhatsApp's templates at Twilio.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """A group, though it has one command."""


@app.command()
def contents() -> None:
    """Make the templates for buttons and lists, where they are missing; print the setting that names them all."""
    from bot.settings import settings
    from connectors.whatsapp.contents_at_twilio import ContentsRefused, ensure

    with one_line():
        if not (settings().twilio_account_sid and settings().twilio_auth_token):
            raise CommandError("set VENTANILLA_TWILIO_ACCOUNT_SID and VENTANILLA_TWILIO_AUTH_TOKEN first")
        try:
            made = ensure()
        except ContentsRefused as refused:
            raise CommandError(str(refused)) from None
        print(f"VENTANILLA_WHATSAPP_CONTENTS='{json.dumps(made)}'")
