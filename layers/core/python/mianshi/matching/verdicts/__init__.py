"""One requirement against what a résumé says: a verdict, how much of it counts, and the lines it stands on."""

from mianshi.matching.verdicts.deciding import verdict
from mianshi.matching.verdicts.evidence import Evidence, evidence
from mianshi.matching.verdicts.meaning import Meaning

__all__ = ["Evidence", "Meaning", "evidence", "verdict"]
