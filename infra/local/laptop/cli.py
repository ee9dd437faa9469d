"""The ``mianshi`` command line. Exit code 0 for any named outcome, 2 for wrong use, 1 for a failed run."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn, get_args

from rich.console import Console

from laptop.commands import ledger_file
from laptop.processes import without_foreign_settings
from laptop.trouble import Trouble
from mianshi.contracts.base import LanguageChoice
from mianshi.contracts.dates import is_month
from mianshi.contracts.outcomes import Outcome
from mianshi.errors import Rejected, code_of
from mianshi.privacy.policies import shipped_policies

OK, FAILED, WRONG_USE = 0, 1, 2
LONGEST_QUESTION = 1000


class WrongUse(Exception):
    """The command cannot be carried out as it was given; the message is one sentence."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; the usage is what --help is for."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"mianshi: {message} (see {self.prog} --help)\n")
        sys.exit(WRONG_USE)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; errors are one clear line on stderr."""
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        with without_foreign_settings():  # already here: moto reads the AWS profile when it is imported
            return command(arguments)
    except WrongUse as error:
        return _complain(str(error), WRONG_USE)
    except Rejected as error:
        return _complain(error.detail or error.code, WRONG_USE)
    except Trouble as error:
        return _complain(str(error), FAILED)
    except KeyboardInterrupt:
        return _complain("interrupted; every process was stopped", 130)
    except BrokenPipeError:
        return FAILED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _complain(f"the run failed: {where}{error.strerror or error}", FAILED)
    except Exception as error:
        if code_of(str(error)):
            return _complain(str(error), FAILED)
        return _complain(f"the run failed: {type(error).__name__}: {error}".splitlines()[0], FAILED)


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"mianshi: {sentence}\n")
    return code


def _run(arguments: argparse.Namespace) -> int:
    from laptop.commands.run import Job, run  # noqa: PLC0415 - the cloud is imported only by commands that start one

    if len(arguments.question) > len(arguments.video):
        raise WrongUse("there are more questions than recordings")
    if any(len(question) > LONGEST_QUESTION for question in arguments.question):
        raise WrongUse(f"a question has at most {LONGEST_QUESTION} characters")
    job = Job(
        videos=[_file(name) for name in arguments.video],
        role=arguments.role,
        out=_folder(arguments.out),
        language=arguments.language,
        policy=_policy(arguments.policy),
        observations=not arguments.no_observations,
        questions=arguments.question,
    )
    return _ended(run(job, Console()), job.out)


def _demo(arguments: argparse.Namespace) -> int:
    from laptop.commands.demo import demo  # noqa: PLC0415

    out = _folder(arguments.out)
    return _ended(demo(out, Console()), out)


def _ended(outcome: Outcome, out: Path) -> int:
    if outcome is Outcome.FAILED:
        return _complain(f"the run failed: what the functions said is in {out / 'logs'}", FAILED)
    return OK


def _score(arguments: argparse.Namespace) -> int:
    from laptop.commands.score import read_answers, score_answers  # noqa: PLC0415
    from laptop.commands.screen import print_scorecard  # noqa: PLC0415
    from mianshi.scoring.roles import load_role  # noqa: PLC0415

    out = _folder(arguments.out)
    card = score_answers(arguments.role, read_answers(_file(arguments.answers)), out)
    print_scorecard(Console(), card, load_role(arguments.role).name)
    return OK


def _match(arguments: argparse.Namespace) -> int:
    from laptop.commands.match import match_files  # noqa: PLC0415

    match_files(_file(arguments.resume), _file(arguments.job), Console(), as_json=arguments.json)
    return OK


def _report(arguments: argparse.Namespace) -> int:
    from laptop.commands.report import write_pdf  # noqa: PLC0415

    html, pdf = _file(arguments.pdf[0]), Path(arguments.pdf[1])
    if not arguments.pdf[1] or pdf.is_dir() or not _parent_takes_files(pdf):
        raise WrongUse(f"cannot write to {arguments.pdf[1] or 'a file without a name'}")
    write_pdf(html, pdf)
    return OK


def _serve(arguments: argparse.Namespace) -> int:
    from laptop.commands.serve import serve  # noqa: PLC0415

    serve(arguments.port, _folder(arguments.data or str(ledger_file.home() / "serve")), Console(), demo=arguments.demo)
    return OK


def _costs(arguments: argparse.Namespace) -> int:
    from laptop.commands.costs import write_costs  # noqa: PLC0415

    if not is_month(arguments.month or ""):
        raise WrongUse("--month is a year and a month, such as 2026-11")
    if arguments.out and not _parent_takes_files(Path(arguments.out)):
        raise WrongUse(f"cannot write to {arguments.out}")
    out = arguments.out and Path(arguments.out)
    write_costs(arguments.month, arguments.format, out, arguments.data, arguments.by, arguments.currency)
    return OK


def _file(name: str) -> Path:
    path = Path(name)
    if path.is_dir():
        raise WrongUse(f"{name} is a folder, not a file")
    if not path.is_file():
        raise WrongUse(f"there is no file {name}")
    try:
        path.open("rb").close()
    except OSError as error:
        raise WrongUse(f"cannot read {name}: {error.strerror}") from None
    return path


def _folder(name: str) -> Path:
    """A folder that is there or can be made, found out before anything is started."""
    if not name:
        raise WrongUse("the name of a folder must not be empty")
    path = Path(name).resolve()
    if path.exists() and not path.is_dir():
        raise WrongUse(f"{name} is not a folder")
    if not _parent_takes_files(path / "any"):
        raise WrongUse(f"cannot write to {name}")
    return path


def _parent_takes_files(path: Path) -> bool:
    """Whether the nearest existing parent is a folder in which files can be made: permission bits do not tell."""
    if path.is_dir():
        return False
    nearest = next(parent for parent in path.absolute().parents if parent.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            return True
    except OSError:
        return False


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535 (0: any free one)")
    return int(text)


def _policy(name: str) -> str:
    if name not in shipped_policies():
        raise WrongUse(f"there is no policy profile '{name}'; there are {', '.join(shipped_policies())}")
    return name


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="mianshi", description="From a recorded interview to a scorecard, on this machine.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="recordings through the real state machine")
    run.add_argument("video", nargs="+", metavar="VIDEO", help="one file per answer, or one file with several answers")
    run.add_argument("--role", required=True, help="a shipped role, or the path of a role file")
    run.add_argument("--language", choices=get_args(LanguageChoice), default="auto")
    run.add_argument("--policy", default="cn", help=f"policy profile: {', '.join(shipped_policies())}")
    run.add_argument("--question", action="append", default=[], help="the question asked in each VIDEO, in order")
    run.add_argument("--no-observations", action="store_true", help="the candidate did not consent to being observed")
    run.add_argument("--out", required=True, help="folder for the result files")
    run.set_defaults(command=_run)
    demo = commands.add_parser("demo", help="run a sample recording and show everything that comes out")
    demo.add_argument("--out", default="out/demo")
    demo.set_defaults(command=_demo)
    score = commands.add_parser("score", help="score a text-only interview")
    score.add_argument("--role", required=True)
    score.add_argument("--answers", required=True, help="JSON file with the answers")
    score.add_argument("--out", required=True)
    score.set_defaults(command=_score)
    match = commands.add_parser("match", help="a résumé held against a job text")
    match.add_argument("--resume", required=True, metavar="FILE", help="PDF, DOCX or text")
    match.add_argument("--job", required=True, metavar="FILE", help="the job text: text, DOCX or PDF")
    match.add_argument("--json", action="store_true", help="everything, as JSON")
    match.set_defaults(command=_match)
    report = commands.add_parser("report", help="a saved report as a PDF")
    report.add_argument(
        "--pdf", nargs=2, required=True, metavar=("IN.html", "OUT.pdf"), help="needs Chromium or Chrome"
    )
    report.set_defaults(command=_report)
    serve = commands.add_parser("serve", help="portal, API and pipeline on this machine")
    serve.add_argument("--port", type=_port, default=8080)
    serve.add_argument("--data", help="folder that keeps everything (default: in your home)")
    serve.add_argument(
        "--demo", action="store_true", help="connect a stand-in of every platform, and show what arrives"
    )
    serve.set_defaults(command=_serve)
    costs = commands.add_parser("costs", help="what the interviews of a month cost")
    costs.add_argument("--month", metavar="YYYY-MM")
    costs.add_argument("--format", choices=("csv", "xlsx", "json"), default="csv")
    costs.add_argument("--out", help="file to write (default: the screen; xlsx needs a file)")
    costs.add_argument("--data", help="data folder of mianshi serve (default: its default, and all runs)")
    costs.add_argument("--by", choices=_GROUPINGS, help="totals by this (default: every line)")
    costs.add_argument(
        "--currency", choices=("CNY", "USD", "EUR"), help="totals also in this, at the rates you entered"
    )
    costs.set_defaults(command=_costs)
    _money_parsers(costs)
    _role_parser(commands.add_parser("role", help="a role as a spreadsheet, checked, compared, weighed anew"))
    return parser


_GROUPINGS = (
    *("interview", "candidate", "job", "department", "source", "service", "stage", "kind", "outcome", "day", "month"),
)
"""As `finance.reports.Grouping` has them."""
_MONEY: dict[str, str] = {
    "estimate": "what interviews will cost, before anybody uploads",
    "idle": "what a system is billed in a month without interviews",
    "prices": "a new book of prices from AWS's price list",
    "reconcile": "a month of the ledger against an AWS bill (CUR 2.0), every difference explained",
}
"""What else there is to ask about costs, and the help of each; a module of `laptop.commands` bears its name."""


def _money_parsers(costs: argparse.ArgumentParser) -> None:
    acts = costs.add_subparsers(metavar="ACT")
    for name, told in _MONEY.items():
        module = import_module(f"laptop.commands.{name}")
        parser = acts.add_parser(name, help=told)
        module.add_arguments(parser)
        parser.set_defaults(command=module.act)


def _role_parser(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(required=True, metavar="ACT")
    export = acts.add_parser("export", help="a role as a spreadsheet to fill in")
    export.add_argument("role", metavar="ROLE", help="a shipped role, or the path of a role file or spreadsheet")
    export.add_argument("--out", required=True, help="the .xlsx to write")
    export.set_defaults(command=_role("export_role"))
    taken = acts.add_parser("import", help="a filled-in spreadsheet as a role file")
    taken.add_argument("role", metavar="FILE", help="the .xlsx")
    taken.add_argument("--out", required=True, help="the role file to write")
    taken.set_defaults(command=_role("import_role"))
    check = acts.add_parser("check", help="protected topics, with the reason, and advice")
    check.add_argument("role", metavar="ROLE", help="a shipped role, or the path of a role file or spreadsheet")
    check.add_argument("--job", metavar="TEXTFILE", help="a job text (an advertisement) to check as well")
    check.set_defaults(command=_role("check_role"))
    diff = acts.add_parser("diff", help="what changed between two roles, in plain words")
    diff.add_argument("old", metavar="OLD", help="a shipped role, or the path of a role file or spreadsheet")
    diff.add_argument("new", metavar="NEW", help="the same of the newer one")
    diff.set_defaults(command=_role("diff_roles"))
    propose = acts.add_parser("propose", help="weights and words that outcomes of hired people suggest, with evidence")
    propose.add_argument("role", metavar="ROLE", help="a shipped role, or the path of a role file or spreadsheet")
    propose.add_argument("--scorecards", required=True, metavar="DIR", help="folder with scorecard.json files")
    propose.add_argument(
        "--outcomes", required=True, metavar="CSV", help="columns interview_id, outcome (more is better)"
    )
    propose.add_argument("--transcripts", metavar="DIR", help="folder with the transcript.json of each scorecard")
    propose.add_argument("--out", required=True, help="the proposal file to write")
    propose.set_defaults(command=_role("propose_change", "role_proposals"))
    apply = acts.add_parser("apply", help="a new version of a role from a proposal that a person approves")
    apply.add_argument("role", metavar="ROLE", help="the role the proposal was made for")
    apply.add_argument("proposal", metavar="PROPOSAL", help="the proposal file")
    apply.add_argument("--approved-by", required=True, metavar="NAME", help="who approves it")
    apply.add_argument("--out", required=True, help="the role file to write; the approval is appended beside it")
    apply.set_defaults(command=_role("apply_proposal", "role_proposals"))


def _role(name: str, module: str = "role") -> Callable[[argparse.Namespace], int]:
    """The act of this name in `laptop.commands`, once there is a place for what it writes."""

    def act(arguments: argparse.Namespace) -> int:
        out = getattr(arguments, "out", None)
        if out is not None and (not out or not _parent_takes_files(Path(out))):
            raise WrongUse(f"cannot write to {out or 'a file without a name'}")
        code: int = getattr(import_module(f"laptop.commands.{module}"), name)(arguments)
        return code

    return act


if __name__ == "__main__":
    sys.exit(main())
