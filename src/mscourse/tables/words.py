"""The words and spellings that are read, each with its one meaning.

Words are compared in lower case, without spaces, hyphens, underscores or stops: `Relapsing-Remitting`, `relapsing
remitting` and `RELAPSING_REMITTING` are one word. A word that could mean two things is not in these lists.
"""

from __future__ import annotations

MISSING = ("", "NA", "N/A", "n/a", "na", "NaN", "nan", "NAN", ".", "null", "NULL", "None", "<NA>", "NaT")
"""Spellings of "not recorded"."""

YES = ("true", "t", "yes", "y", "ja", "j", "1", "1.0")
NO = ("false", "f", "no", "n", "nein", "0", "0.0")

COURSE_WORDS: dict[str, tuple[str, ...]] = {
    "cis": ("cis", "clinicallyisolatedsyndrome"),
    "rrms": ("rrms", "rr", "relapsingremitting", "relapsingremittingms", "relapsingremittingmultiplesclerosis"),
    "spms": ("spms", "sp", "secondaryprogressive", "secondaryprogressivems", "secondaryprogressivemultiplesclerosis"),
    "ppms": ("ppms", "pp", "primaryprogressive", "primaryprogressivems", "primaryprogressivemultiplesclerosis"),
}
"""Courses. `MS`, `PRMS` and `progressive` are refused: none of them is one of the four."""

SEX_WORDS: dict[str, tuple[str, ...]] = {
    "female": ("female", "f", "woman", "weiblich", "w"),
    "male": ("male", "m", "man", "männlich", "maennlich"),
    "other": ("other", "o", "diverse", "divers"),
}
"""Sexes. Codes such as 1 and 2 are refused: registries use them both ways."""

ONSET_WORDS: dict[str, tuple[str, ...]] = {
    "relapsing": ("relapsing", "relapse", "relapsingonset", "attackonset", "relapsingremitting", "rr", "rrms"),
    "progressive": ("progressive", "progressiveonset", "primaryprogressive", "pp", "ppms"),
}

REGION_WORDS: dict[str, tuple[str, ...]] = {
    "brain": ("brain", "head", "cerebral", "cranial"),
    "cord": ("cord", "spinalcord", "spine", "spinal"),
    "both": ("both", "brainandcord", "brainandspinalcord", "brain+cord", "brain&cord", "brainandspine"),
}

ENUM_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "course": COURSE_WORDS,
    "sex": SEX_WORDS,
    "onset_type": ONSET_WORDS,
    "region": REGION_WORDS,
}
"""For each column with a closed list of values, the words that are read as each value."""
