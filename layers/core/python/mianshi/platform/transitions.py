"""How many state transitions each way through a workflow is billed for, for those that bill them on its behalf.

A transition is billed for every step that is executed and for every retry (aws.amazon.com/step-functions/pricing). The
numbers are those of the files in statemachines; tests derive them from there and compare them with real executions.
What a function does itself is counted once for its call and once more, only if it succeeds, for what follows from it,
so a call that fails and is tried again pays for itself.
"""

from __future__ import annotations

CALLED = 1
"""A state that calls a function, or tries that again."""

NOT_CLAIMED = 4
"""A run that ends because the interview is another's, waits for more recordings or is gone: Begin, Ingest, IsOurRun?
and its end."""
AFTER_CLOSING = 1
"""What follows the state that closes a run: its end."""

LISTED = 4
"""A delivery around its rows, beside List: Deliveries, CountNotParked, AllHandled?, AllHandled."""
SENT = 2
"""After a row was sent, or was not due: Arrived?, and Delivered, WaitUntilDue, Later or Parked."""
PARKED = 1
"""After a row was parked: Parked."""

INVITED = 3
"""An invitation that is mailed, beside Invite: ByMail?, ToRemind?, Done."""
REMINDED = 1
"""A reminder, beside Remind: RemindWhen. Done is counted with the invitation."""
ADDRESS_REFUSED = 2
"""An invitation to an address that takes no mail, beside Invite: ByMail?, Rejected."""
BY_LINK = 3
"""An invitation that nobody mails, beside its reminder: ByMail?, ToRemind?, Done."""
