"""The command line: all commands, and the one place where errors become exit codes.

Exit codes: 0 done; 1 a bug of ours; 2 wrong usage or settings; 3 workspace or input missing;
4 web source; 5 video; 6 model or checkpoint; 7 finished, but some items failed; 130 stopped.
"""

from __future__ import annotations

import os
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import typer

from miner import __version__
from miner.commands import COMMANDS, actions
from miner.console import say
from miner.errors import EXPECTED_ERRORS
from miner.files import FULL_DISK, storage_error

STOPPED = 130
"""Exit code after Ctrl-C."""


def make_app() -> typer.Typer:
    """Return the command line with all commands."""
    app = typer.Typer(
        name="miner",
        help="Collect action-recognition video datasets from action names, and train on them.",
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    app.add_typer(actions.app, name="actions")
    for name, function in COMMANDS.items():
        app.command(name)(function)
    return app


def _show_version(value: bool) -> None:  # noqa: FBT001 - typer calls it so
    if value:
        typer.echo(f"miner {__version__}")
        raise typer.Exit


def _root(
    _version: bool = typer.Option(  # noqa: FBT001 - a flag
        False,  # noqa: FBT003
        "--version",
        callback=_show_version,
        is_eager=True,
        help="Show the version and exit.",
    ),
) -> None:
    """Collect action-recognition video datasets from action names, and train on them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        result = make_app()(
            args=None if arguments is None else list(arguments),
            prog_name="miner",
            standalone_mode=False,
        )
    except (KeyboardInterrupt, typer.Abort):
        return STOPPED
    except typer.Exit as ended:
        return ended.exit_code
    except SystemExit:
        return 0  # typer has met a pipe whose reader is gone
    except typer.TyperException as error:
        return _explain_usage(error)
    except Exception as error:  # noqa: BLE001 - the last resort; MINER_DEBUG shows all of it
        return _explain(error)
    return result if isinstance(result, int) else 0


def _explain_usage(error: typer.TyperException) -> int:
    message = error.format_message()
    if message.startswith("Usage:"):
        typer.echo(message, err=True)
        return error.exit_code
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "miner"
    end = "" if message.endswith((".", "?")) else "."
    say(f"miner: {message}{end} See '{command} --help'.")
    return error.exit_code


def _explain(error: Exception) -> int:
    if isinstance(error, EXPECTED_ERRORS):
        say(f"miner: {error}")
        return error.exit_code
    if isinstance(error, OSError) and error.errno in FULL_DISK:
        return _explain(storage_error(error.filename or "the output", error))
    if isinstance(error, OSError) and error.filename:
        say(f"miner: Cannot use '{error.filename}': {error.strerror}.")
        return 3
    if os.environ.get("MINER_DEBUG"):
        raise error
    log = _write_crash_log(error)
    say(f"miner: internal error ({type(error).__name__}: {error}). Details are in {log}.")
    return 1


def _write_crash_log(error: Exception) -> Path:
    handle, name = tempfile.mkstemp(prefix="miner-crash-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(traceback.format_exception(error))
    return Path(name)
