"""Write models/training/data/README.md: what the project's own annotated news hold."""

from models.training.corpora import OWN_TEXTS
from models.training.label_table import format_counts
from models.training.markup import AnnotatedArticle, read_markup

INTRODUCTION = """# Annotated news written for the project

Invented news in the registers that real feeds have, annotated in the scheme of `models/training/markup.py` and in part
corrected by a second reader. Licence: that of the project. `scripts/count_labels.py` writes this page.

| series | what it stresses |
|---|---|
| biz | companies, banks, regulators, strikes and deals, as agencies tell them |
| con | conflict in the words of militaries, governments, the UN and analysts |
| cor | names of all cultures, coreference, titles, relations |
| enc | one to three sentences out of context, of encyclopedias and of history, half without an event |
| gov | releases of governments, militaries and the UN |
| hea | datelines, headlines, capitals, lower case, lists, tweets, live blogs, captions |
| plc | regions and facilities, nested places; aid, retreats, support, refusals and concessions |
| reg | sports, business, science, culture, accidents: texts with few events |
| rol | roles far from their trigger, event nouns, passives, counts, sources over several sentences |
| typ | event types and modes at their boundaries |
| wik | reports of a volunteer news wiki |

"""

if __name__ == "__main__":
    series: dict[str, list[AnnotatedArticle]] = {}
    for file in sorted(OWN_TEXTS.glob("*.txt")):
        series.setdefault(file.stem.partition("-")[0], []).extend(read_markup(file))
    (OWN_TEXTS / "README.md").write_text(INTRODUCTION + format_counts(series), encoding="utf-8")
