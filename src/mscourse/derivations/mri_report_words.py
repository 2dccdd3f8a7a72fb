"""The words of English and German MRI reports, on text in small letters with ae, oe, ue and ss.

Numbers are turned into marks first: `<3>`, `<a>` for an article that may mean one, `<m>` for several.
"""

from __future__ import annotations

import re

_NUMERALS = {
    **dict.fromkeys(("zero", "null"), 0),
    **dict.fromkeys(("one", "single", "solitary", "eins", "solitaere", "solitaerer", "singulaere", "singulaerer"), 1),
    **dict.fromkeys(("two", "zwei"), 2),
    **dict.fromkeys(("three", "drei"), 3),
    **dict.fromkeys(("four", "vier"), 4),
    **dict.fromkeys(("five", "fuenf"), 5),
    **dict.fromkeys(("six", "sechs"), 6),
    **dict.fromkeys(("seven", "sieben"), 7),
    **dict.fromkeys(("eight", "acht"), 8),
    **dict.fromkeys(("nine", "neun"), 9),
    **dict.fromkeys(("ten", "zehn"), 10),
    **dict.fromkeys(("eleven", "elf"), 11),
    **dict.fromkeys(("twelve", "zwoelf"), 12),
}
_MARK = r"<(?:\d+|a|m)>"
_MONTHS = "jan|feb|mar|maerz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez"  # as they begin
_NOT_A_COUNT = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./](?:\d{2,4})?|\d{1,2}/\d{2,4}|(?<!\w)(?:19|20)\d\d(?!\w)"
    rf"|\d{{1,2}}\.?\s+(?=(?:{_MONTHS})\w*)"
    r"|\d+(?:[.,]\d+)?\s*(?:x\s*\d+(?:[.,]\d+)?\s*)*(?:-?\s*(?:mm|cm|ml|t\b|tesla|%|percent|prozent)"
    r"|[- ]?(?:months?|weeks?"
    r"|years?|days?|hours?|monat\w*|woche\w*|jahr\w*|tag\w*|uhr)\b)"
    r"|\b(?:(?:c|th|l|hwk|bwk|lwk|level|hoehe|image|bild|serie|series|slice|schicht|nr\.?)\s?\d+"
    r"|t\s?(?:[3-9]|1[0-2]))(?:\s?[-/]\s?(?:c|t|th)?\d+)?\b"
)
_NUMERAL = re.compile(r"(?<![\w<-])(?:" + "|".join(sorted(_NUMERALS, key=len, reverse=True)) + r")(?![\w-])")
_DIGITS = re.compile(r"(?<![\w.,<-])\d{1,3}(?![\w>]|[.,]\d)")
_SEVERAL = re.compile(
    r"\b(?:a few|few|a couple of|several|multiple|numerous|many|some|various|mehrere\w*"
    r"|multiple\w*|zahlreiche\w*"
    r"|einige\w*|einzelne\w*|vereinzelte\w*|wenige\w*|diverse\w*|viele\w*)\b"
)
_ARTICLE = re.compile(r"\b(?:an?|ein|eine[nmrs]?)\b(?!\s+(?:der|des))")
_RANGE = re.compile(rf"{_MARK}\s*(?:-|\u2013|to|or|bis|oder|/)\s*{_MARK}")
_ABOUT = re.compile(
    r"\b(?:at least|more than|over|about|approximately|approx\.?|up to|mindestens|mehr als|ueber|etwa|ca\.?"
    r"|circa|bis zu"
    rf"|ungefaehr|wenigstens)\s+{_MARK}"
)

LESION = (
    r"(?:\b|[\w-]*?)(?:lesions?|plaques?|foc(?:us|i)|hyperintensit(?:y|ies)|laesion(?:en)?|herde?[ns]?"
    r"|hyperintensitaet(?:en)?)\b"
)
_ONE_LESION = r"(?:\b|[\w-]*?)(?:lesion|plaque|focus|hyperintensity|laesion|herde?s?|hyperintensitaet)\b"
LESION_WORD = re.compile(LESION)
ARTICLE_OF_ONE_LESION = re.compile(rf"<a>(?:\s+[^\s<>,]+){{0,5}}?\s+{_ONE_LESION}")

NEW = re.compile(r"\bnew(?:ly)?\b|\bneu(?:e[rsnm]?)?\b|\bneu(?:aufgetreten|abgrenzbar|gebildet)\w*")
ENLARGING = re.compile(
    r"\benlarg(?:ing|ed|ement)\b|\bgrow(?:n|ing|th)\b|\bincreas\w+ in size\b|\bincreased size\b|\blarger\b"
    r"|\bgroessenprogredien\w*|\bgroessenprogress\w*|\bgroessenzu\w+|\b(?:sich )?vergroesser\w*|\bgroesser\w*"
    r"|\bzunahme der groesse\b|\ban groesse zu\w*"
)
ENHANCING = re.compile(
    r"\benhanc(?:ing|ement|es?)\b|\bgd\s?\+|\bgd-?\s?positiv\w*"
    r"|\b(?:kontrastmittel|kontrast|km|gadolinium|gd)[- ]?(?:aufnehmend|aufnahme|anreicher|enhancement|affin"
    r"|speicher)\w*"
    r"|\banreicher\w+|\b(?:blut-hirn-)?schrankenstoerung\w*|\bnimmt kontrastmittel auf\b|\bnehmen kontrastmittel auf\b"
)
ENHANCEMENT = re.compile(r"^(?:enhancement|.*(?:aufnahme|anreicherung|speicherung)\w*|.*schrankenstoerung\w*)$")
NOT_ENHANCING = re.compile(
    r"\bnon-?\s?enhanc\w+|\bnicht[- ](?:kontrastmittel|kontrast|km|gd)?-?(?:aufnehm|anreicher|speicher|affin)\w*"
)
NEW_ENHANCING = re.compile(
    r"\bnew\s+(?:[\w-]+\s+){0,2}?enhanc\w+|\bneue[rsnm]?\s+(?:kontrastmittel|kontrast|km|gd)[- ]?\w+"
)

UNSURE = re.compile(
    r"\?|\bpossibl[ey]\b|\bprobabl[ey]\b|\blikely\b|\bsuspicious\b|\bsuspect\w*|\bquestionabl[ey]\b|\bmay\b"
    r"|\bmight\b|\bcould\b"
    r"|\bequivocal\b|\buncertain\b|\bunclear\b|\bindeterminate\b|\bcannot\b|\bcan not\b|\blimited\b"
    r"|\bassessable\b|\bassess for\b"
    r"|\bevaluate for\b|\brule out\b|\bindication\b|\bquestion\b|\bclinical (?:history|information)\b"
    r"|\bdefinite\w*|\bsignificant\w*"
    r"|\bobvious\w*|\bclear\b|\bclearly\b|\bapparent\w*|\bmoeglich\w*|\bwahrscheinlich\w*|\bfraglich\w*"
    r"|\bverdacht\w*|\bv\.\s?a\.|\bunsicher\w*"
    r"|\bsicher\w*|\beindeutig\w*|\bunklar\w*|\bauszuschliessen\b|\bausgeschlossen\b|\bbeurteilbar\w*"
    r"|\bam ehesten\b|\bdd\b"
    r"|\bfrage\w*|\bzum ausschluss\b|\bausschluss\b|\banamnes\w*|\bsignifikant\w*|\bif\b|\bfalls\b"
    r"|\bnot only\b|\bnicht nur\b"
    r"|\bexcept\w*|\bapart from\b|\bother than\b|\bbesides\b|\baside from\b|\bausser\b|\bbis auf\b"
    r"|\babgesehen\b|\bausnahme\b"
)
PAST = re.compile(
    r"\bpreviously\b|\bformerly\b|\bno longer\b|\bresol\w+|\bregress\w*|\bknown\b|\bnicht mehr\b|\brueckl\w+"
    r"|\brueckgebildet\w*"
    r"|\brueckbildung\b|\bvormals\b|\behemals\b|\bdamals\b|\bseinerzeit\w*|\bfrueher\w*|\bvorbeschrieben\w*"
    r"|\bvorbekannt\w*"
    r"|\bbekannt\w*|\bin the interim\b|\bon the (?:prior|previous)\b|\bin der voruntersuchung\b|\bim vorbefund\b"
)
NEW_THEN = re.compile(r"\bunchanged\b|\bstable\b|\bconstant\b|\bpersist\w*|\bunveraendert\w*|\bkonstant\w*|\bstabil\w*")
"""A lesion that is as it was is new no more."""
NOT_NEW_LESIONS = re.compile(
    r"\bnew\s+(?:[\w-]+\s+)?(?:baseline|mri|scan|study|examination|protocol|scanner|symptoms?|reference)\b"
    r"|\bneue\w*\s+(?:ausgang\w*|baseline\w*|untersuchung\w*|mrt\w*|symptom\w*|beschwerde\w*|geraet\w*)"
)
MORE_TO_COUNT = re.compile(
    r"\banother\b|\bfurther\b|\bsecond\b|\bthird\b|\badditional\w*|\bweitere\w*|\bzweite\w*|\bdritte\w*|\bzusaetzlich\w*"
)
SOME_OF = re.compile(rf"{_MARK}\s+(?:of|von|der)\s+(?:(?:the|these|those|den|diesen)\s+)?{_MARK}")
BEGINS_WITH_COUNT = re.compile(rf"^\s*{_MARK}")
PART_OF_THE_BRAIN = re.compile(
    r"\b(?:infra|supra)tentori\w+|\bposterior fossa\b|\bfossa\b|\bbrain ?stem\b|\bhirnstamm\w*|\bcerebell\w+"
    r"|\bzerebell\w+|\bkleinhirn\w*"
    r"|\bspina\w+|\bcord\b|\bmyelon\w*|\brueckenmark\w*|\bcervical\b|\bzervikal\w*|\bthora\w+|\bpons\b"
    r"|\bpontin\w*|\b(?:peri|para)ventri\w+"
    r"|\b(?:juxta|sub)?(?:cortical|kortikal)\w*|\bfrontal\w*|\bparietal\w*|\btemporal\w*"
    r"|\bo[ck][ck]ipital\w*|\bcorpus callosum\b"
    r"|\bbalken\w*|\bleft\b|\bright\b|\blinks\w*|\brechts\w*|\belsewhere\b|\boptic\w*|\bsehnerv\w*"
    r"|\bmedulla\w*|\bhere\b|\bhier\b"
)
OTHER_THAN_T2 = re.compile(
    r"\bt1\b|\bt1-|\bblack holes?\b|\binfar\w+|\bisch[ae]\w+|\bmicrobl\w+|\bmikrobl\w+|\bh[ae]+morrh\w+"
    r"|\bblutung\w*|\bsymptom\w*"
    r"|\bmetasta\w+|\btumou?r\w*|\bvascular\b|\bvaskul\w+"
)
OTHER_THAN_LESIONS_GROWING = re.compile(
    r"\bventric\w*|\bventrik\w*|\bperivascular\b|\bperivaskul\w*|\bvirchow\w*|\bsulc\w*|\bsulk\w*|\bsinus\w*"
    r"|\blymph\w*|\bliquor\w*"
    r"|\bsubarachno\w*|\bpituitary\b|\bhypophys\w*|\bcyst\w*|\bzyste\w*"
)
OTHER_ENHANCEMENT = re.compile(
    r"\bleptomening\w*|\bmening\w*|\bdura\w*|\bvascular\b|\bvenous\b|\bvenoes\w*|\bgefaess\w*|\bphysiolog\w*"
    r"|\bpituitary\b|\bhypophys\w*"
    r"|\bchoroid\w*|\bplexus\b|\boptic\w*|\bsehnerv\w*|\bmucosa\w*|\bschleimhaut\w*"
)

NEGATED_BEFORE = re.compile(
    r"\bno\b|\bnone\b|\bwithout\b|\bnot\b|\bneither\b|\bnor\b|\babsence of\b|\bnegative for\b|\bfree of\b"
    r"|\black of\b|<0>"
    r"|\bkein\w*|\bohne\b|\bnicht\b|\bweder\b|\bfehl(?:t|en|ende\w*)\b"
)
NEGATED_AFTER = re.compile(
    r"\b(?:is|are|was|were|has|have|has been|have been)\s+not\b|\bnot\s+(?:seen|identified|present|visible"
    r"|detected|demonstrated|observed"
    r"|appreciated|evident|found|noted|visualized)\b|\b(?:is|are|was|were) absent\b|[:=]\s*(?:none|no|nil"
    r"|negative|absent|<0>|0)(?!\w)|\bnone\b"
    r"|\bnicht\b|[:=]\s*(?:keine?|nein|negativ)(?!\w)|\bfehl(?:t|en)\b|\bkeine\s*$"
)
ATTACHED = re.compile(r"\b(?:without|ohne)\b")
UNCHANGED = re.compile(
    r"(?:\bunchanged\b|\bstable\b|\bconstant\b|\bno change\b|\bunveraendert\w*|\bkonstant\w*"
    r"|\bidentisch\w*).*\b(?:number and size|size and number)\b"
    r"|\b(?:number and size|size and number)\b.*(?:\bunchanged\b|\bstable\b|\bconstant\b)"
    r"|\bunchanged in (?:number and size|size and number)\b"
    r"|\b(?:an)?zahl und (?:groesse|ausdehnung)\b.*(?:\bunveraendert\w*|\bkonstant\w*|\bidentisch\w*|\bgleich\w*)"
    r"|(?:\bunveraendert\w*|\bkonstant\w*|\bidentisch\w*|\bgleich\w*).*\b(?:an)?zahl und (?:groesse|ausdehnung)\b"
)
EITHER = re.compile(
    r"\bnew(?:ly)?\s*(?:or|and/or|/)\s*(?:[\w-]+\s+)?(?:enlarg|grow)|\bneue?\w*\s*(?:oder|und/oder|bzw\.?|/)\s*groessen"
)
PARTS = re.compile(
    r"\s*;\s*|,?\s*\b(?:but|however|although|whereas|while|aber|jedoch|allerdings|sondern|waehrend|hingegen)\b"
    rf"|(?:,|\band\b|\bund\b|\bsowie\b|\bwith\b|\bmit\b)\s+(?=(?:{_MARK}|of which|davon|wovon|no\b|none\b"
    rf"|without\b|kein\w*|ohne\b|there\b))"
)
COUNT_BEFORE = re.compile(r"<(\d+|a|m)>")
COUNT_AFTER = re.compile(r"^[^<>,]{0,40}?(?:[:=]\s*|\(\s*(?:n\s*=\s*)?)<(\d+)>")
COUNT_OF_SOME = re.compile(r"^\s*(?:is seen |seen )?(?:in|of|bei|von|with|mit)\s+<(\d+|a|m)>")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
ABBREVIATION = re.compile(
    r"(?:\b(?:ca|bzw|vgl|nr|no|approx|dr|prof|re|li|max|min|inkl|incl|evtl|ggf|st|e\.g|i\.e|z\.\s?b|v\.\s?a"
    r"|i\.\s?v|z\.\s?n|o\.\s?g|u\.\s?a)|\b\d{1,2})\.$",
    re.IGNORECASE,
)


def in_plain_letters(text: str) -> str:
    """The text in small letters without umlauts."""
    plain = text.lower()
    for letter, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(letter, written)
    return " ".join(plain.split())


def with_numbers_marked(plain: str) -> str:
    """The text with its counts as marks, and without the numbers that count nothing."""
    marked = _NOT_A_COUNT.sub(" ", plain)
    marked = _SEVERAL.sub("<m>", marked)
    marked = _NUMERAL.sub(lambda found: f"<{_NUMERALS[found[0]]}>", marked)
    marked = _DIGITS.sub(lambda found: f"<{found[0]}>", marked)
    marked = _ARTICLE.sub("<a>", marked)
    return _ABOUT.sub("<m>", _RANGE.sub("<m>", marked))
