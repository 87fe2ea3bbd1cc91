"""The command that opens an index to browsers and programs: serve."""

import ipaddress
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index import BadInputError
from qa.index_commands import EmbedderOption, IndexOption, ReaderOption, note, open_assistant

if TYPE_CHECKING:
    from web.passwords import Passwords

app = typer.Typer()


@app.command()
def serve(
    index: IndexOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on; loopback alone unless you say otherwise.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 7860,
    name: Annotated[list[str] | None, typer.Option(help="A name browsers reach the server by, besides --host.")] = None,
    auth: Annotated[Path | None, typer.Option(help="File of users: lines that --hash-password made.")] = None,
    no_auth: Annotated[bool, typer.Option("--no-auth", help="Let everyone on the network ask.")] = False,
    hash_password: Annotated[
        str | None, typer.Option(metavar="NAME", help="Ask for NAME's password, print its line for --auth, and end.")
    ] = None,
    queue: Annotated[int | None, typer.Option(min=0, max=1000, help="Questions that may wait; more are refused.")] = None,
    time_limit: Annotated[float | None, typer.Option(min=0.001, help="Seconds a question may take.")] = None,
    allow_upload: Annotated[
        bool, typer.Option("--allow-upload", help="Let the page add documents to the index and remove them.")
    ] = False,
    reader: ReaderOption = None,
    embedder: EmbedderOption = None,
) -> None:
    """Open the web page, HTTP API and MCP tools of an index."""
    if hash_password is not None:
        print_line(hash_password)
        return
    passwords = users(host, auth, no_auth)
    from qa.assistant import default_corpus
    from web import server
    from web.service import SECONDS, WAITING

    assistant = open_assistant(index, reader=reader, embedder=embedder)
    server.serve(
        index or default_corpus(),
        assistant,
        host,
        port,
        names=name or (),
        passwords=passwords,
        waiting=WAITING if queue is None else queue,
        seconds=time_limit or SECONDS,
        allow_upload=allow_upload,
    )


def users(host: str, auth: Path | None, no_auth: bool) -> "Passwords | None":
    """Who may ask; None for everyone. Raises BadInputError where that was not said."""
    if auth and no_auth:
        raise BadInputError("--auth and --no-auth exclude each other; give one")
    if auth:
        from web.passwords import load

        return load(auth)
    if not no_auth and not _loopback(host):
        raise BadInputError(
            f"--host {host} lets everyone on the network ask and read every article; give --auth FILE, or say --no-auth"
        )
    return None


def print_line(name: str) -> None:
    """The line of a user for --auth, with the password from the terminal, or from stdin where that is a pipe."""
    from web.passwords import hash_password

    if not name or ":" in name or not name.isprintable() or name.startswith("#"):
        raise BadInputError(f"{name!r} cannot be a user; a name has no colon and does not begin with #")
    if sys.stdin.isatty():
        password = typer.prompt(f"password of {name}", hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise BadInputError("the password is empty; type one")
    typer.echo(f"{name}:{hash_password(password)}")
    note("put this line into a file of your own and serve with --auth FILE")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
