"""Names of skills, certificates, languages, fields of work and majors in Chinese and English, and which are narrower.

The names are data, in the JSON files beside this module: ``en`` names an entry, ``zh`` is its Chinese name, ``also``
holds more spellings and ``in`` the wider things it belongs to. A leading ``=`` asks for the letters' case. Names and
ranks of schools are in no file.
"""

from mianshi.matching.lexicon.degrees import Held, degree, degrees
from mianshi.matching.lexicon.entries import Kind, broader, kinds, label
from mianshi.matching.lexicon.finding import Found, find

__all__ = ["Found", "Held", "Kind", "broader", "degree", "degrees", "find", "kinds", "label"]
