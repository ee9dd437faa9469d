"""The reader of résumés and the matcher on the labelled set, against plain ways to compare two texts.

    python infra/bench/matching.py [--set development|held_out|all] [TABLE...]

`bench/resumes/README.md` tells what the set is. ``make bench`` measures every set that is there.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from bench.baselines import Remembering, lengths
from bench.resumes import fairness as audited
from bench.resumes import hostility, ranking
from bench.resumes.labels import FIELDS, Count, compare, months_right
from bench.resumes.people import HERE, SUFFIXES, Person, everybody
from bench.resumes.ranking import Fit, fit, posting_file
from bench.resumes.reading import asked, held, resume
from bench.resumes.verdicts import Judged, counted, judge
from bench.running import Table, script
from calibration.graded_set import Numbers
from laptop.weights import EMBEDDING, folder_of
from mianshi.contracts.base import Language
from mianshi.contracts.matching import Match
from mianshi.matching.verdicts import Meaning

SETS = ("development", "held_out")
OURS, ALL = "ours", "all"
Chosen = Sequence[str]


def there() -> list[str]:
    """The sets that lie in this checkout."""
    return [part for part in SETS if (HERE / part / "people").is_dir()]


@cache
def people(part: str) -> list[Person]:
    """Everybody of a set."""
    return list(everybody(part))


def file_of(person: Person, part: str) -> Path:
    """The file that was made of a person."""
    return HERE / part / "files" / person.file


def fields(parts: Chosen = ()) -> Table:
    """Precision, recall and F1 per field, and F1 per language."""
    header = ["set", "author", "field", "labels", "precision", "recall", "F1", "F1 zh", "F1 en", "F1 mixed"]
    rows = []
    for part, author, everyone, _ in _groups(parts):
        whole = _counts(everyone, part)
        by_language = {
            language: _counts([each for each in everyone if each.language == language], part)
            for language in ("zh", "en", "mixed")
        }
        for field in FIELDS:
            count = whole[field]
            numbers = [count.precision, count.recall, count.f1, *(each[field].f1 for each in by_language.values())]
            rows.append(
                [part, author, field, str(count.right + count.missed), *(f"{number:.2f}" for number in numbers)]
            )
    note = (
        "Invented résumés in ten layouts, read from their files. Degrees and dates (start and end together) must be "
        "the same; names of schools, majors, employers and titles the same or one held in the other, the shorter at "
        "least half as long; skills and certificates the same by letters or by the lexicon, and a skill told outside "
        "lists is never counted as wrong; facts (team sizes, "
        "amounts, scale, results, being in charge) the same kind and number. Counted over all labels of all people. "
        "The first authors of the two sets are different ones; rules are made while looking at the development set, "
        "never at the other."
    )
    return "Reading résumés, by field", header, rows, note


def layouts(parts: Chosen = ()) -> Table:
    """F1 of groups of fields per layout, and whose months of work are right."""
    groups = {"education": FIELDS[:4], "work": FIELDS[4:7], **{name: (name,) for name in FIELDS[7:]}}
    header = ["set", "author", "layout", "résumés", "read", *(f"{name} F1" for name in groups), "months right"]
    rows = []
    for part, author, everyone, all_of_it in _groups(parts):
        for layout in (*SUFFIXES, ALL) if all_of_it else (ALL,):
            some = [each for each in everyone if layout in (each.layout, ALL)]
            if not some:
                continue
            counts = _counts(some, part)
            told = [resume(file_of(each, part)) for each in some]
            right = sum(months_right(said.profile, each.gold) for said, each in zip(told, some, strict=True))
            f1 = [f"{_summed([counts[field] for field in group]).f1:.2f}" for group in groups.values()]
            read = sum(not said.refused for said in told)
            rows.append([part, author, layout, str(len(some)), str(read), *f1, f"{right} of {len(some)}"])
    note = (
        "Fields as in the table above. Months of work: within the labelled range, which leaves a month at each end of "
        "an employment and a year where only years are told."
    )
    return "Reading résumés, by layout", header, rows, note


def verdicts(parts: Chosen = ()) -> Table:
    """Verdicts on single requirements against labels, and lines that must not count."""
    header = ["set", "author", "posting", "pairs", "right", "best single verdict", "one verdict right", "met, wrongly"]
    header += ["not met, wrongly", "not read as a requirement", "quote holds the words", "left out as it must"]
    rows = []
    for part, author, everyone, all_of_it in _groups(parts, _judged_ids):
        gold, ids = fit(part), {each.id for each in everyone}
        whole = Judged()
        for name in gold.verdicts:
            one = _judged(part, gold, name, ids)
            if one.pairs and all_of_it:
                rows.append(
                    [part, author, name, *_judged_cells(one), _left_out(part, {name: gold.left_out.get(name, ())})]
                )
            _take_in(whole, one)
        rows.append([part, author, ALL, *_judged_cells(whole), _left_out(part, gold.left_out)])
    note = (
        "Of pairs of a person and a phrase of a job text. Where a listed skill may be taken for met or partly, both "
        "are right; `one verdict right`: of pairs that allow one verdict only. `best single verdict`: always giving "
        "the verdict that is right most often. A phrase read as several requirements counts as partly where they "
        "differ. `left out`: ages, sexes, marriage, looks and ranks of schools in the postings, of all postings in "
        "the last row."
    )
    return "Verdicts on requirements", header, rows, note


def ranks(parts: Chosen = ()) -> Table:
    """nDCG@10 and Spearman of our percent and of peers against grades, over postings."""
    header = ["set", "author", "people", "who"]
    for measure in MEASURES:
        header += [measure, "ours minus it", "95 %", "p by chance", "told apart"]
    rows = []
    for part, author, graded in _graded(parts or there()):
        scores = _scores(graded)
        grades = [[grade for _, _, grade in one] for one in graded.values()]
        for who, values in scores.items():
            cells = [part, author, str(len(grades[0])), who]
            for number in MEASURES.values():
                cells += _measured(number, grades, scores[OURS], values, ours=who == OURS)
            rows.append(cells)
    note = (
        "Means over postings of how well a number orders everybody by grades from 0 (unrelated) to 3 (strong) that "
        "were given from content alone. 95 %: of the difference, postings and people drawn again together (pigeonhole "
        "bootstrap); p: randomisation test over postings, two-sided; told apart: the interval leaves out 0. `both "
        "sets`: everybody graded, over the same postings. TF-IDF is scikit-learn's, of pairs and "
        "triples of characters (Chinese postings) or words (English), over the same read texts; embedding: cosine of "
        "mean vectors of the same sentence model that ours uses. Our percent orders nobody in the product."
    )
    return "Matching résumés to postings", header, rows, note


def fairness(parts: Chosen = ()) -> Table:
    """What differs between résumés that are alike but for a trait that must not count."""
    return audited.table(parts or there(), Meaning(_model()))


def speed(parts: Chosen = ()) -> Table:
    """Seconds per résumé and the peak of memory, reading and matching, in a process of its own."""
    header = ["set", "résumés", "median s", "95th percentile s", "longest s", "peak MB"]
    rows = []
    for part in parts or there():
        files = [file_of(each, part) for each in people(part)]
        told = script("resumes/reading.py", posting_file(part, next(iter(fit(part).grades))), *files)
        seconds = [float(each) for each in told["seconds"]]
        points = (statistics.median(seconds), float(np.percentile(seconds, 95)), max(seconds))
        rows.append([part, str(len(files)), *(f"{each:.2f}" for each in points), f"{told['peak_bytes'] / 1e6:.0f}"])
    return "Reading and matching one résumé", header, rows, "With the sentence model loaded; MB are 10^6 bytes."


def hostile(parts: Chosen = ()) -> Table:
    """What became of each hostile file."""
    del parts  # they belong to no set
    rows = []
    for case, became, wrong in hostility.outcomes():
        percent = "" if became.get("percent") is None else f"{became['percent']} %"
        ending = became.get("refused") or percent
        signs = ", ".join(dict.fromkeys([*became.get("doubts", []), *became.get("notes", [])]))
        seconds = f"{became['seconds']:.1f}" if "seconds" in became else ""
        rows.append([case.file, case.told, ending, signs, seconds, "; ".join(wrong).replace("|", "/") or "as it must"])
    header = ["file", "what it is", "refused, or percent", "doubts and notes", "s", "wrong"]
    return "Hostile résumés", header, rows, "Held against the posting whose words they hide; each in its own process."


TABLES: dict[str, Callable[..., Table]] = {
    "resume-fields": fields,
    "resume-layouts": layouts,
    "resume-verdicts": verdicts,
    "resume-ranks": ranks,
    "resume-fairness": fairness,
    "resume-speed": speed,
    "resume-hostile": hostile,
}
"""By the name that ``make bench`` calls each, for the named sets or all."""


MEASURES: dict[str, ranking.Measure] = {"nDCG@10": ranking.ndcg, "Spearman": ranking.spearman}


class Group(NamedTuple):
    """People of a set by one author, or by `ALL`. `whole`: they are all that the set has."""

    part: str
    author: str
    people: list[Person]
    whole: bool


def _groups(parts: Chosen, among: Callable[[str], Container[str]] | None = None) -> Iterator[Group]:
    """The people of each author of each set, and all of them where there are several; `among`: ids that count."""
    for part in parts or there():
        some = [each for each in people(part) if among is None or each.id in among(part)]
        authors = list(dict.fromkeys(each.author for each in some))
        for author in authors:
            yield Group(part, author, [each for each in some if each.author == author], len(authors) == 1)
        if len(authors) > 1:
            yield Group(part, ALL, some, True)


def _judged_ids(part: str) -> set[str]:
    return {each for persons in fit(part).verdicts.values() for each in persons}


def _graded_ids(part: str) -> set[str]:
    return {each for grades in fit(part).grades.values() for each in grades}


def _summed(counts: Sequence[Count]) -> Count:
    total = Count()
    for each in counts:
        total.add(each)
    return total


def _counts(some: Sequence[Person], part: str) -> dict[str, Count]:
    compared = [compare(resume(file_of(each, part)).profile, each.gold) for each in some]
    return {field: _summed([each[field] for each in compared]) for field in FIELDS}


@cache
def _model() -> Remembering:
    return Remembering(folder_of(EMBEDDING))


@cache
def _match(part: str, name: str, person: str) -> Match | None:
    [one] = (each for each in people(part) if each.id == person)
    return held(posting_file(part, name), resume(file_of(one, part)), Meaning(_model()))


def _judged(part: str, gold: Fit, name: str, ids: Container[str]) -> Judged:
    one = Judged()
    for person, phrases in gold.verdicts[name].items():
        if person in ids:
            judge(asked(posting_file(part, name)), _match(part, name, person), phrases, one)
    return one


def _take_in(whole: Judged, one: Judged) -> None:
    for name in ("pairs", "right", "unread", "clear", "clear_right", "too_good", "too_bad", "quotable", "quoted"):
        setattr(whole, name, getattr(whole, name) + getattr(one, name))
    for label, many in one.labels.items():
        whole.labels[label] = whole.labels.get(label, 0) + many


def _judged_cells(one: Judged) -> list[str]:
    best = max(one.labels, key=lambda label: one.labels[label])
    return [
        str(one.pairs),
        f"{one.right / one.pairs:.2f}",
        f"{one.labels[best] / one.pairs:.2f} ({best})",
        f"{one.clear_right} of {one.clear}",
        str(one.too_good),
        str(one.too_bad),
        str(one.unread),
        f"{one.quoted} of {one.quotable}",
    ]


def _left_out(part: str, words: Mapping[str, Sequence[str]]) -> str:
    all_ = sum(map(len, words.values()))
    kept = sum(len(counted(asked(posting_file(part, name)), each)) for name, each in words.items())
    return f"{all_ - kept} of {all_}"


Graded = Mapping[str, Sequence[tuple[str, str, int]]]
"""Posting -> set, person and grade, the same people in the same order for each."""


def _graded(parts: Chosen) -> Iterator[tuple[str, str, Graded]]:
    """The graded people of each author, of each set and of all sets together, by name of the postings they share."""
    for part, author, everyone, _ in _groups(parts, _graded_ids):
        ids = {each.id for each in everyone}
        graded = {
            name: [(part, one, grade) for one, grade in sorted(grades.items()) if one in ids]
            for name, grades in fit(part).grades.items()
        }
        yield part, author, graded
    if len(parts) > 1:
        names = [name for name in fit(parts[0]).grades if all(name in fit(part).grades for part in parts)]
        names = [name for name in names if len({posting_file(part, name) for part in parts}) == 1]
        yield (
            "both sets",
            ALL,
            {name: [(p, one, g) for p in parts for one, g in sorted(fit(p).grades[name].items())] for name in names},
        )


def _measured(
    measure: ranking.Measure, grades: list[list[int]], mine: Values, values: Values, *, ours: bool
) -> list[str]:
    mean = statistics.fmean(measure(row, each) for row, each in zip(grades, values, strict=True))
    if ours:
        return [f"{mean:.3f}", "", "", "", ""]
    found = ranking.apart(measure, grades, mine, values)
    told = ("ours better" if found.difference > 0 else "ours worse") if found.told else "no"
    return [
        f"{mean:.3f}",
        f"{found.difference:+.3f}",
        f"{found.low:+.3f} to {found.high:+.3f}",
        f"{found.chance:.3f}",
        told,
    ]


Values = list[Numbers]


def _scores(graded: Graded) -> dict[str, Values]:
    """By who orders, the values of everybody, posting by posting."""
    found: dict[str, Values] = {}
    for name, people_ in graded.items():
        for who, values in _values(name, people_).items():
            found.setdefault(who, []).append(values)
    return found


def _values(name: str, graded: Sequence[tuple[str, str, int]]) -> dict[str, Numbers]:
    by_id = {(part, each.id): each for part in there() for each in people(part)}
    texts = [resume(file_of(by_id[part, each], part)).words for part, each, _ in graded]
    path = posting_file(graded[0][0], name)
    job = path.read_text(encoding="utf-8")
    language: Language = "zh" if asked(path).language == "zh" else "en"
    made = [_match(part, name, each) for part, each, _ in graded]
    return {
        OURS: np.array([float(each.percent) if each else 0.0 for each in made]),
        "TF-IDF cosine": ranking.tf_idf(job, texts, language),
        "embedding cosine": ranking.embedded(job, texts, _model()),
        "length": lengths(texts, "zh"),
    }


def main() -> int:
    """Print the tables of one set or of all, those named or every one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--set", default="development", choices=(*SETS, ALL), dest="part")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"of {', '.join(TABLES)}")
    told = parser.parse_args()
    parts = there() if told.part == ALL else [told.part]
    if not set(parts) <= set(there()) or not set(told.tables) <= set(TABLES):
        print(f"there is no such set or table: {told.part} {' '.join(told.tables)}", file=sys.stderr)
        return 1
    for name in told.tables or TABLES:
        title, header, rows, note = TABLES[name](parts)
        lines = [f"## {title}", "", *(f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows))]
        print("\n".join([*lines, "", note, ""]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
