"""Which event is whose work, and what happens where it cannot be done."""

from __future__ import annotations

from collections.abc import Callable

import approving
import pressing
import staging
from mianshi.contracts.callbacks import Outcome, Reactions
from mianshi.errors import Rejected, Transient
from noting import Turn, note

_CHANGED = "changed_meanwhile"
_WORK: dict[str, Callable[[Turn, Reactions], Outcome]] = {
    "hire.application.stage_changed_v1": staging.stage_changed,
    "hire.eco_exam.created_v1": staging.exam_created,
    "hire.eco_account.created_v1": staging.account_bound,
    "hire.application.deleted_v1": staging.application_deleted,
    "bpms_instance_change": approving.approval_ended,
    "hrm_user_record_change": approving.record_changed,
    "template_card_event": pressing.button_pressed,
}


def react(turn: Turn) -> Outcome:
    """Do what an event asks for.

    Raises:
        Transient: where it has to be tried again. The access log has a line about it already, should nobody do so.
    """
    work = _WORK.get(turn.event.kind)
    if work is None:
        return "ignored"
    if turn.reactions is None:
        return note(turn, "bad_settings")
    if not turn.connector.enabled:
        return note(turn, "switched_off")
    try:
        return work(turn, turn.reactions)
    except Rejected as error:
        if error.code == _CHANGED:
            note(turn, "waits", error.code)
            raise Transient(_CHANGED, "somebody was quicker") from None
        return note(turn, "refused", error.code)
    except Transient as error:
        note(turn, "waits", error.code)
        raise
