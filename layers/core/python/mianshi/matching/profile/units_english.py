"""What an English noun behind a number is counted in."""

from __future__ import annotations

import re

from mianshi.matching.profile.units import LED, OTHER, SERVED, SQUARE, Counted

_WORDS = {
    "stores": (
        "stores store shops shop outlets branches branch boutiques cafes cafés restaurants pharmacies showrooms "
        "salons kiosks supermarkets dealerships"
    ),
    "customers": (
        "customers customer clients client merchants accounts account logos buyers shoppers prospects tenants"
    ),
    "suppliers": (
        "suppliers vendors distributors dealers subcontractors contractors resellers partners carriers "
        "wholesalers hauliers"
    ),
    "students": (
        "students student learners pupils pupil undergraduates children kids schoolchildren trainees toddlers "
        "teenagers boarders"
    ),
    "companies": (
        "companies firms organisations organizations agencies agency entities entity grocers businesses hospitals "
        "banks subsidiaries departments"
    ),
    "contracts": "contracts contract agreements leases policies",
    "projects": "projects project ",
    "reports": "reports dashboards",
    "articles": "articles posts stories newsletters blogs",
    "videos": "videos reels",
    "lessons": "lessons classes class courses periods",
    "cases": "cases claims lawsuits",
    "events": (
        "events event workshops sessions meetings campaigns shows functions weddings conferences webinars demos"
    ),
    "samples": "samples surveys questionnaires responses specimens batches",
    "test cases": "tests testcases",
    "documents": "documents invoices vouchers drawings files pages patents proposals tenders returns statements",
    "warehouses": "warehouses depots warehouse",
    "vehicles": "vehicles vehicle trucks truck cars vans lorries buses tractors trailers drays cabs",
    "machines": (
        "machines machine devices device laptops sensors computers robots lathes presses endpoints printers lifts "
        "pumps switches routers cameras terminals desktops workstations"
    ),
    "cities": "cities countries regions markets states provinces territories",
    "schools": "schools universities colleges campuses",
    "positions": "positions roles vacancies requisitions reqs",
    "interfaces": "apis interfaces integrations",
    "modules": "features services microservices components screens modules applications apps systems",
    "models": "models",
    "processes": "processes workflows pipelines",
    "designs": "designs posters banners",
    "households": "households homes flats apartments dwellings",
    "products": "products parts titles recipes dishes",
    "SKUs": "skus sku",
    "orders": "orders order shipments deliveries drops transactions trades bookings payments",
    "meals": "meals covers cover plates seats seat",
    "tables": "tables",
    "TB": "tb",
    "GB": "gb",
    "PB": "pb",
    "buildings": "buildings towers blocks",
    "rooms": "rooms room bedrooms suites keys",
    "beds": "beds bed cots",
    "stock": "stock",
    "calls": "calls call",
    "tickets": "tickets ticket enquiries inquiries queries incidents emails complaints ",
    "users": "users user",
    "requests": "requests messages hits",
    "records": "records rows datapoints entries",
    "followers": "followers subscribers fans",
    "members": "members",
    "visits": (
        "visits visitors patients patient guests guest attendees participants delegates residents reservations "
        "passengers candidates applicants diners congregants athletes prisoners inmates detainees offenders tourists "
        "travellers travelers worshippers refugees pensioners pedestrians commuters"
    ),
    "units": "units parcels packages pallets containers tonnes tons cartons boxes pieces teu teus bottles",
    "servers": "servers nodes pods vms hosts",
    "views": "views impressions downloads installs clicks reads",
    "production lines": "lines",
    "QPS": "rps qps tps",
}
_ENGLISH = {word: unit for unit, words in _WORDS.items() for word in words.split()}
_SERVED_UNITS = ("customers", "students", "users", "members", "followers", "visits")
_STAFF_WORDS_TEXT = (
    "people staff employees employee reports engineers developers associates workers technicians cashiers "
    "operators agents representatives reps analysts nurses designers recruiters supervisors managers subordinates "
    "crew accountants clerks assistants specialists teachers volunteers interns salespeople baristas electricians "
    "welders cooks chefs housekeepers coordinators personnel drivers pickers persons person colleagues juniors "
    "apprentices headcount fte ftes leads heads hands operatives labourers laborers carpenters masons plumbers "
    "mechanics fitters machinists stewards porters waiters waitresses bartenders attendants tutors lecturers "
    "coaches instructors paralegals lawyers consultants auditors planners merchandisers editors writers "
    "copywriters photographers researchers scientists programmers testers sdrs bdrs csrs hcas carers aides "
    "doctors registrars midwives physicians therapists pharmacists dispatchers foremen tradesmen tradespeople "
    "salesmen men women teammates trainees hires graduates starters packers loaders riders couriers cleaners "
    "guards officers advisors advisers tellers underwriters brokers stylists architects surveyors estimators "
    "inspectors counsellors counselors facilitators admins administrators receptionists secretaries soldiers "
    "troops cadets scouts players member"
)
_STAFF_WORDS = frozenset(_STAFF_WORDS_TEXT.split())
_STAFF_ENDS = re.compile(r"^[a-z]{3,}(?:ers|ors|ists|ants|ees|ians|men|reps|aides|smiths)$")
_NO_STAFF = re.compile(
    r"(?:ord|off|pap|lett|numb|cont?ain|serv|clust|lay|comput|print|scann|review|barr|fact|err|fold|hold|quart|lev"
    r"|sens|"
    r"pow|met|lit|doll|hect|acr|trail|tract|act|mirr|col|fl|corrid|vect|minist|cov|conn|pap|chapt|cent|stick|flyp|bann|"
    r"post|pict|lock|hang|count|comp|mot|transf|react|should|fing|ov|und|custom|us|membs?|subscrib|follow|view|parts?n)"
    r"(?:i?ers|ors)$|newsletters$|^(?:events|percents?|restaurants|plants|merchants|patents|committees|trees|fees"
    r"|degrees|"
    r"guarantees|attendees|participants|applicants|tenants|consonants|gallons|coffees|grants|variants|"
    r"customers|suppliers|users|members|subscribers|followers|trailers|tractors|distributors|vendors|highers"
    r"|(?:out|in)doors|heifers|steers|terriers|retrievers|setters|pointers|broilers|weaners|hoggets|oysters|lobsters"
    r"|elephants|pheasants|strangers|civilians|mothers|fathers|brothers|sisters|daughters|youngsters|homeowners"
    r"|taxpayers|voters|listeners|readers|speakers|flowers|towers|showers|papers|covers|offers|dinners|summers)$"
)
_WORD = re.compile(r"[ \u00a0-]?(?P<word>[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ&'’/-]*)")
_STOP_TEXT = (
    "of in on at for with from to by per a an the and or nor but across under over into within during each every "
    "as is are was were be been has have had that which who whose this these those its it than then while "
    "including plus via using between through after before against both so when where my our their his her your "
    "we i he she they versus vs without about above below since until if not no also down up out off only all any"
)
_STOP = frozenset(_STOP_TEXT.split())
_NEVER_TEXT = (
    "years year months month weeks week days day hours hour minutes minute seconds second points point times hrs "
    "mins yrs secs dollars euros pounds yuan stars percent percents pct pp bps details less plus this its was has "
    "yours business per cent mm cm km kg lbs lb ft mph kph kw mw gw kv hz khz mhz ghz mg ml inch inches degree "
    "degrees fold credits credit gpa pm am th st nd rd january february march april may june july august "
    "september october november december jan feb mar apr jun jul aug sep sept oct nov dec quarters quarter "
    "semesters terms nights night decades consecutive occasions grade level stages phases x ms hp cc sp bits bit "
    "px dpi wpm rpm k m bn mn crore lakh hat hats street st. avenue road lane drive languages language others "
    "other weekends mornings evenings steps halves thirds thousands millions hundreds dozens sigma gates marks "
    "words"
)
_NEVER = frozenset(_NEVER_TEXT.split())
_MASS_TEXT = "staff people personnel crew headcount stock fte tb gb pb sku qps rps tps teu"
_MASS = frozenset(_MASS_TEXT.split())
_FAR = ("km", "miles", "kilometres", "kilometers")
_GROUPS = {
    "class": "students",
    "classes": "students",
    "audience": "visits",
    "cohort": "students",
    "caseload": "customers",
    "fleet": "vehicles",
    "chain": "stores",
    "ward": "beds",
}
_LONG = re.compile(r"\d{4}|,\d{3}|[kK]$|million|thousand")
_GROUP_OF = re.compile(rf"\b(?P<group>{'|'.join(_GROUPS)}) of (?:about |over |around |up to )?$", re.IGNORECASE)
_MOST_WORDS = 5


def counted_english(text: str, start: int, end: int) -> Counted | None:
    """What the number at ``text[start:end]`` counts, by the English noun behind it or the group before it (a class of
    32), or None where there is none.
    """
    if area := SQUARE.match(text, end):
        return Counted("square metres" if area["metres"] else "square feet", area.end())
    head, stop = "", end
    at = end
    for _ in range(_MOST_WORDS):
        hit = _WORD.match(text, at)
        word = hit["word"].lower() if hit else ""
        if not hit or word in _STOP or (head and re.search(r"(?:ed|ing|ly)$", word)):
            break
        if not head and word in _FAR and _LONG.search(text, start, end):
            return Counted(OTHER, hit.end(), named=False)
        if not head and word in _NEVER:
            return None
        at = hit.end()
        parts = word.split("-")
        if _is_noun(word) or (len(parts) > 1 and _is_noun(parts[-1])):
            head, stop = word if _is_noun(word) else parts[-1], at
        elif hyphened := (text[hit.start() : hit.start() + 1] == "-" and _singular(parts[0])):
            return Counted(hyphened, hit.start() + 1 + len(parts[0]), _people(hyphened))
    if head:
        return _named(text, head, stop)
    group = _GROUP_OF.search(text, max(0, start - 16), start)
    return Counted(_GROUPS[group["group"].lower()], end) if group else None


def _is_noun(word: str) -> bool:
    if word in _NEVER or word.endswith(("ss", "us", "is")):
        return False
    return word in _MASS or (word.endswith(("s", "men", "people", "children")) and len(word) > 2)


def _singular(word: str) -> str:
    """The unit of a noun after a hyphen (a 40-bed ward, a 12-person team); empty where it is none we know."""
    if word in ("person", "people", "man", "woman", "member", "strong", "head", "staff"):
        return "people"
    if word in ("ton", "tonne"):
        return ""
    known = _ENGLISH.get(word) or _ENGLISH.get(f"{word}s")
    return known or ("people" if f"{word}s" in _STAFF_WORDS else "")


def _named(text: str, head: str, stop: int) -> Counted:
    before = text[max(0, stop - len(head) - 16) : stop - len(head)].lower()
    if head == "members" and re.search(r"(?:team|staff|crew|committee|club|council|board|cast|faculty)[ -]$", before):
        return Counted("people", stop, LED)
    if head == "lines" and not re.search(r"(?:production|assembly|packing|packaging|filling|smt|product)[ -]$", before):
        return Counted(OTHER, stop)
    if head in _STAFF_WORDS:
        return Counted("people", stop, LED)
    known = _ENGLISH.get(head)
    if known:
        return Counted(known, stop, _people(known))
    if _STAFF_ENDS.match(head) and not _NO_STAFF.search(head):
        return Counted("people", stop, LED)
    return Counted(OTHER, stop, named=False)


def _people(unit: str) -> str:
    if unit == "people":
        return LED
    return SERVED if unit in _SERVED_UNITS else ""
