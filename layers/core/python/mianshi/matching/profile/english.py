"""English words that make the name of a job or of a school."""

from __future__ import annotations

import re

from mianshi.matching import lexicon

_RANKS = (
    "senior junior principal staff chief assistant deputy graduate trainee regional lead associate executive acting "
    "interim vice head summer student night general"
)
_TRADES = (
    "data web full stack full-stack fullstack backend back-end frontend front-end front end mobile devops sales store "
    "shift marketing hr human resources product project program programme operations account key customer service "
    "support production quality process mechanical electrical maintenance warehouse logistics supply chain finance "
    "financial business office area district desk line machine forklift qa test site reliability security network "
    "systems system cloud graphic ux ui content digital e-commerce ecommerce java python clinical medical registered "
    "construction safety research teaching category brand retail restaurant hotel kitchen sous purchasing procurement "
    "payroll tax audit credit it social territory national design development training talent acquisition recruitment "
    "administrative personal team enterprise front-of-house housekeeping laboratory lab civil structural embedded "
    "android ios machine-learning learning technical tech solutions inventory stock packaging ml ai nlp cad cnc r&d "
    "user experience visual interior fashion floor duty event events guest relations patient records health "
    "information community growth performance paid search seo ppc communications public legal contracts compliance "
    "risk investment wealth private banking equity strategy commercial export import shipping transport fleet "
    "delivery field branch department contact centre center call counter school primary secondary class english maths "
    "sr jr mid mid-level entry-level group regional global first second third charge ward icu theatre a&e care home "
    "dental veterinary mental special needs sen eyfs early years nursery kindergarten room lunchtime after-school "
    "industrial residential domestic hgv lgv cdl cdl-a van truck lorry bus coach taxi multi-drop otr dedicated "
    "company local crane plant mig tig arc gas heating hvac refrigeration solar wind marine offshore rope deck engine "
    "flight cabin ground ramp gate baggage passenger head pastry demi commis chef de partie prep grill fry banquet "
    "bar cocktail wine f&b food beverage back house front-desk night-shift overnight weekend part-time full-time "
    "bilingual freelance independent contract interim locum bank agency apprentice trainee junior senior probationary "
    "qualified certified chartered licensed accounts payable receivable ledger purchase bookkeeping treasury "
    "corporate m&a fund portfolio mortgage loan claims insurance actuarial pricing policy affairs press pr "
    "fundraising donor volunteer grants charity youth outreach housing property lettings estate facilities building "
    "quantity land town planning geotechnical water environmental ehs hse h&s fire lean continuous improvement "
    "manufacturing assembly tool die mould injection paint powertrain automotive aerospace avionics rf hardware "
    "firmware software platform infrastructure pre-sales presales implementation onboarding customer-success success "
    "cx crm erp sap oracle salesforce bi etl big analytics insights decision computer vision deep applied natural "
    "language speech robotics controls automation plc validation verification release build integration scrum agile "
    "transformation change pmo non-executive managing founding co art creative motion video film sound lighting stage "
    "costume jewellery textile print influencer affiliate email lifecycle partnerships alliances channel inside "
    "outside international zone shop replenishment loss prevention control cctv door executive admissions enrolment "
    "exams attendance welfare pastoral"
)
_NOUNS = (
    "manager engineer developer analyst assistant associate director supervisor specialist representative coordinator "
    "consultant designer accountant clerk cashier intern internship leader lead officer executive administrator "
    "technician operator nurse teacher driver buyer planner chef cook waiter waitress receptionist trainee worker "
    "salesperson foreman superintendent architect scientist writer editor tutor agent advisor adviser president "
    "founder inspector welder electrician mechanic barista host concierge housekeeper recruiter generalist controller "
    "auditor bookkeeper secretary estimator merchandiser programmer machinist assembler picker packer bartender baker "
    "instructor lecturer researcher apprentice volunteer coder dispatcher partner owner stylist hostess server porter "
    "caretaker janitor cleaner maid butler nanny childminder carer caregiver babysitter handyman labourer laborer "
    "bricklayer carpenter joiner plumber roofer painter plasterer glazier tiler decorator gardener landscaper "
    "groundskeeper farmer farmhand fisherman butcher fishmonger florist tailor seamstress barber hairdresser "
    "beautician therapist masseur masseuse paramedic midwife physician doctor surgeon dentist hygienist pharmacist "
    "physiotherapist radiographer sonographer phlebotomist optometrist dietitian psychologist counsellor counselor "
    "caseworker chaplain pastor librarian archivist curator translator interpreter journalist reporter correspondent "
    "photographer videographer animator illustrator artist musician actor producer presenter copywriter strategist "
    "marketer marketeer telemarketer promoter ambassador broker underwriter actuary economist statistician "
    "mathematician chemist biologist physicist geologist surveyor draftsman draughtsman drafter fitter fabricator "
    "toolmaker millwright rigger scaffolder linesman lineman groundworker steelworker ironworker crane-operator "
    "banksman handler loader stevedore courier postman chauffeur pilot steward stewardess captain mate deckhand "
    "sailor bosun soldier sergeant corporal lieutenant guard bouncer doorman firefighter constable detective "
    "investigator lawyer solicitor barrister attorney counsel paralegal notary judge registrar bursar principal "
    "headteacher headmaster dean professor fellow postdoc scholar demonstrator invigilator examiner marker coach "
    "trainer referee lifeguard guide keyholder storekeeper stocker shelf-stacker stacker replenisher sorter labeller "
    "grinder turner caster moulder finisher polisher sprayer upholsterer weaver knitter sewer cutter presser dyer "
    "printer binder typesetter proofreader subeditor transcriber typist telephonist operative hand crew member head "
    "vp svp evp avp ceo cto cfo coo cio cmo cpo chairman chairwoman chairperson treasurer trustee commis sommelier "
    "expediter busser busboy runner dishwasher kp pastry-chef patissier maitre maître greeter usher attendant valet "
    "bellhop bellboy buyer-planner allocator visual-merchandiser scheduler expeditor freelancer contractor "
    "subcontractor entrepreneur cofounder co-founder sre dba sdet tester qa scrum-master devops pm ea pa sdr bdr ae "
    "rn lpn cna hca tefl aide student helper craftsman salesman saleswoman repairman barman barmaid groundsman "
    "serviceman watchman stagehand webmaster postmaster quartermaster goldsmith locksmith blacksmith silversmith "
    "dancer hairstylist tradesman lobbyist cosmetologist horticulturist sitter companion chaperone teller collector "
    "assessor adjuster enforcement dealer croupier zookeeper groom jockey farrier vet warden ranger keeper caterer "
    "matron sister"
)
RANKS = frozenset(_RANKS.split())
JOB_NOUNS = frozenset(_NOUNS.split())
GOES_BEFORE = frozenset((_RANKS + " " + _TRADES + " " + _NOUNS).split())
_SCHOOL_WORD = re.compile(
    r"^(?:University|College|Institute|Polytechnic|Academy|School|Universit[àéä]t?|Universi(?:dad|teit|dade|tas)|"
    r"(?:Fachh|H)ochschule|Gymnasium|[ÉE]cole|Lyc[ée]e|Institut[oe]?|TAFE|Conservatory|Centre|Center)[,.]?$"
)
_NAMED_BEHIND = frozenset(("Hochschule", "Fachhochschule", "École", "Ecole", "Lycée", "Lycee", "Gymnasium", "Institut"))
_DEGREE_WORD = re.compile(
    r"^[(]?(?:[BM]\.?(?:A|S|Sc|Eng|Tech|Ed|Com|BA|Phil|FA)\.?|MBA|EMBA|Ph\.?D\.?|LL[BM]|"
    r"Bachelor\S*|Master\S*|Associate\S*|Diploma|Higher|HND|NVQ|A|Hons\S*)[,.]?$"
)


def school_name(part: str) -> str:
    """The name of the school within `part`, without a degree or major beside it; empty where there is none."""
    words = part.split()
    at = next((place for place, word in enumerate(words) if _SCHOOL_WORD.match(word)), None)
    if at is None:
        return ""
    first = at
    while first and at - first < 5 and _in_name(words[first - 1]):
        first -= 1
    last = _last(words, at)
    left = " ".join(words[first:at])
    majors = [each for each in lexicon.find(left) if each.kind == "major" and each.start == 0 and each.end < len(left)]
    if majors:
        left = left[majors[0].end :]
    return f"{left} {' '.join(words[at : last + 1])}".strip(" ,.")


def _in_name(word: str) -> bool:
    if _DEGREE_WORD.match(word) or word.endswith((",", "—", "–", ":")) or re.match(r"\d|[\u4e00-\u9fff]", word):
        return False
    return word[:1].isupper() or word in ("of", "the", "and", "&", "for", "de")


def _last(words: list[str], at: int) -> int:
    """Place of the name's last word: ``of`` and what follows it belong to the name."""
    last = at
    if words[at] in _NAMED_BEHIND and at + 1 < len(words) and _in_name(words[at + 1].rstrip(",")):
        return at + 1
    if words[at].endswith(",") or at + 2 >= len(words) or words[at + 1] not in ("of", "for"):
        return last
    for place in range(at + 2, min(at + 6, len(words))):
        word = words[place]
        if word in ("and", "the", "&"):
            continue
        if not _in_name(word.rstrip(",")):
            break
        last = place
        if word.endswith(","):
            break
    return last
