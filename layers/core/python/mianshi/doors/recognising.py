"""Whose row of the standard file it is: somebody of the job, somebody of an earlier row, or somebody new."""

from __future__ import annotations

from collections.abc import Mapping

from mianshi.contracts.exchange import ExchangeMistake, MistakeKind
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.doors.applying import EVERYBODY, everybody
from mianshi.hiring import exchange, sheets
from mianshi.hiring.exchange import Line, Reading
from mianshi.hiring.namespaces import knows_as, partner_of
from mianshi.platform.clock import new_id
from mianshi.platform.store import candidates, partners

KIND = "CANDIDATE"
"""Under which `partners` keeps what a partner calls a candidate."""


class Recognising:
    """The people of a file, row by row."""

    def __init__(self, who: str, job: Job, reading: Reading, at: str) -> None:
        self._who, self._job, self._at = who, job, at
        self._places: Mapping[str, str] = reading.columns
        self._by_id: dict[str, Candidate] = {}
        self._by_contact: dict[str, Candidate] = {}
        self._by_external: dict[str, dict[str, Candidate]] = {}
        self.new: dict[str, Candidate] = {}
        """Whoever has to be added, by id."""
        self.named: list[Line] = []
        """The rows of those of them who have an external id."""
        self.mistakes: list[ExchangeMistake] = []
        for candidate in everybody(job.id, EVERYBODY):
            self._keep(candidate)
        partner_id = partner_of(who, job)
        told = [line.candidate_external_id for line in reading.lines if line.candidate_external_id]
        self._promised = partners.several(partner_id, KIND, told) if partner_id and told else {}

    def candidate(self, line: Line) -> Candidate | None:
        """The candidate of a row, or None where that cannot be told: the mistake is noted."""
        found = self._found(line)
        if len(found) > 1:
            self.wrong(line, "candidate_id" if line.candidate_id else "email", "two_candidates")
        elif line.candidate_id and line.candidate_id not in found:
            self.wrong(line, "candidate_id", "unknown_candidate")
        elif self._elsewhere(line):
            self.wrong(line, "candidate_external_id", "taken")
        else:
            return next(iter(found.values())) if found else self._added(line)
        return None

    def wrong(self, line: Line, field: str, code: MistakeKind) -> None:
        """Note a mistake of a row."""
        shown = {
            "candidate_id": line.candidate_id,
            "candidate_external_id": line.candidate_external_id,
            "email": line.person.email,
            "language": line.person.language or "",
        }
        self.mistakes.append(exchange.mistake(line.row, field, code, self._places, shown.get(field, "")))

    def _found(self, line: Line) -> dict[str, Candidate]:
        """Everybody whom the row may mean, by id."""
        contacts = sheets.contacts(line.person.email, line.person.phone)
        found = {self._by_contact[key].id: self._by_contact[key] for key in contacts if key in self._by_contact}
        known = self._of_id(line.candidate_id) if line.candidate_id else None
        called = self._called(line.candidate_external_id)
        if known is None:
            return found | called
        return found | {known.id: known} | ({} if known.id in called else called)

    def _of_id(self, candidate_id: str) -> Candidate | None:
        """Somebody of the job, also one who came since everybody was read, or who is beyond what is read at once."""
        if candidate_id not in self._by_id:
            found = candidates.find(self._job.id, candidate_id)
            if found is not None:
                self._keep(found)
        return self._by_id.get(candidate_id)

    def _called(self, external_id: str) -> dict[str, Candidate]:
        """Everybody of the job who has this external id, by id; whoever was erased gives way to who applied again."""
        shown = self._by_external.get(external_id, {})
        job_id, _, candidate_id = self._promised.get(external_id, "").partition("/")
        known = self._of_id(candidate_id) if job_id == self._job.id else None
        every = shown | {known.id: known} if known else shown
        return {one.id: one for one in every.values() if one.stage is not Stage.ERASED} or every

    def _elsewhere(self, line: Line) -> bool:
        ours = self._promised.get(line.candidate_external_id)
        there = ours is not None and ours.partition("/")[0] != self._job.id
        return there and not self._by_external.get(line.candidate_external_id)

    def _added(self, line: Line) -> Candidate | None:
        languages = self._job.rules.languages
        if not line.person.name:
            self.wrong(line, "name", "name_missing")
            return None
        if line.person.language and line.person.language not in languages:
            self.wrong(line, "language", "not_offered")
            return None
        _, _, promised = self._promised.get(line.candidate_external_id, "").partition("/")
        candidate = Candidate(
            id=promised or new_id("ca"),
            job_id=self._job.id,
            name=line.person.name,
            email=line.person.email,
            phone=line.person.phone,
            source=line.person.source,
            external_id=line.candidate_external_id,
            language=line.person.language or languages[0],
            created_at=self._at,
            created_by=self._who,
        )
        self.new[candidate.id] = candidate
        self.named += [line] if candidate.external_id else []
        self._keep(candidate)
        return candidate

    def _keep(self, candidate: Candidate) -> None:
        self._by_id[candidate.id] = candidate
        for key in sheets.contacts(candidate.email, candidate.phone):
            self._by_contact.setdefault(key, candidate)
        external_id = knows_as(self._who, self._job, candidate)
        if external_id:
            self._by_external.setdefault(external_id, {})[candidate.id] = candidate
