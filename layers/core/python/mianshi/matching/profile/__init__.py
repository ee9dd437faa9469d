"""What a résumé says: education, work, skills, certificates, languages, facts, each with the line it stands on.

Nothing is read about age, birth, sex, marriage, photo, household registration, ethnicity, politics, health, identity
numbers or the rank of a school: such words are cut before anything is read, and so stand in no quote (policy 7).
Names and ways to reach a person are cut as well.
"""

from mianshi.matching.profile.keeping import shielded
from mianshi.matching.profile.lines import Line, readable
from mianshi.matching.profile.reading import profile
from mianshi.matching.profile.shielding import quotable

__all__ = ["Line", "profile", "quotable", "readable", "shielded"]
