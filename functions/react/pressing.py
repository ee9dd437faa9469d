"""WeCom: somebody pressed a button on one of our cards."""

from __future__ import annotations

from admitting import invite
from finding import by_text
from mianshi.contracts.callbacks import Outcome, Reactions
from mianshi.platform.store import jobs
from noting import Turn, note
from settling import advance


def button_pressed(turn: Turn, wanted: Reactions) -> Outcome:
    """Do what the settings say about this button, with the candidate whom its card is about."""
    button, task = turn.told("EventKey"), turn.told("TaskId")
    then = wanted.buttons.get(button)
    if then is None:
        return note(turn, "button_not_mapped", task)
    candidate = by_text(turn.connector.id, task) or by_text(turn.connector.id, button)
    if candidate is None:
        return note(turn, "candidate_unknown", task)
    if then == "advance":
        return advance(turn, wanted, candidate, turn.told("FromUserName"), task)
    job = jobs.find(candidate.job_id)
    if then == "invite" and job is not None:
        return invite(turn, job, candidate, renew=True)
    return note(turn, "button_pressed", task, about=candidate)
