"""The label scheme: every type the network can predict, in the order of its output columns.

Event types, modes and contexts follow PLOVER 2.0 (Open Event Data Alliance, CC BY-SA 4.0).
"""

from typing import Final

MENTION_TYPES: Final = (
    "PER", "ORG", "GPE", "LOC", "FAC", "NORP", "TITLE", "GRP", "DATE", "NUM", "MONEY", "PRO",
)  # fmt: skip
NAME_TYPES: Final = ("PER", "ORG", "GPE", "LOC", "FAC", "NORP")

MODES_BY_EVENT_TYPE: Final[dict[str, tuple[str, ...]]] = {
    "AGREE": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "SUPPORT": (),
    "CONCEDE": (),
    "COOPERATE": (),
    "AID": (),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation",
        "cyber",
    ),
    "ASSAULT": (
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
        "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
    ),
}  # fmt: skip
EVENT_TYPES: Final = tuple(MODES_BY_EVENT_TYPE)
MODES: Final = tuple((event_type, mode) for event_type, modes in MODES_BY_EVENT_TYPE.items() for mode in (None, *modes))

MODALITIES: Final = ("actual", "planned", "hypothetical", "negated")

FILLER_TYPES_BY_ROLE: Final[dict[str, tuple[str, ...]]] = {
    "ACTOR": ("PER", "ORG", "GPE", "NORP", "TITLE", "GRP", "PRO", "LOC", "FAC"),
    "RECIPIENT": ("PER", "ORG", "GPE", "NORP", "TITLE", "GRP", "PRO", "LOC", "FAC"),
    "LOCATION": ("GPE", "LOC", "FAC", "PRO"),
    "TIME": ("DATE",),
    "SOURCE": ("PER", "ORG", "GPE", "NORP", "TITLE", "GRP", "PRO"),
    "DEAD": ("NUM",),
    "INJURED": ("NUM",),
    "ARRESTED": ("NUM",),
    "AMOUNT": ("MONEY",),
}
ROLES: Final = tuple(FILLER_TYPES_BY_ROLE)
RELATION_TYPES: Final = ("TITLE", "OF", "IN", "COREF")

CONTEXTS: Final = (
    "military", "intelligence", "executive", "legislative", "election", "political_institutions", "pro_democracy",
    "pro_autocracy", "economic", "legal", "reparations", "human_rights", "rights_freedoms", "repression",
    "human_security", "gender", "lgbt", "religion_ethnicity", "inequality", "diplomatic", "territory",
    "peacekeeping", "health", "asylum", "migration", "disasters", "natural_resource", "environment", "technology",
    "terrorism", "cbrn", "cyber", "misinformation", "crime", "corruption", "illegal_drugs", "trafficking",
)  # fmt: skip
