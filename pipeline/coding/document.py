"""From a model's extraction to the coded document of an article. Pure: the same input gives the same bytes."""

from models.extraction import Extraction
from pipeline.coding.actors import Actor, acting, describe_actors
from pipeline.coding.affiliation import affiliate_mentions
from pipeline.coding.chains import Chains
from pipeline.coding.context_words import find_context_words
from pipeline.coding.coreference import resolve_coreference
from pipeline.coding.countries import countries_in
from pipeline.coding.event_codes import EventCoder
from pipeline.coding.event_place import PlacedMentions, resolve_places, share_places
from pipeline.coding.event_time import date_events
from pipeline.coding.events import Coding, refer_to
from pipeline.coding.identity import identify_events
from pipeline.coding.implied import complete_extraction
from pipeline.coding.merging import write_events
from pipeline.coding.provenance import Provenance
from pipeline.coding.publisher import find_publisher_country
from pipeline.coding.reading import Reading, read_extraction
from pipeline.coding.speakers import find_speakers
from pipeline.coding.story import collect_evidence
from pipeline.records import (
    DOCUMENT_SCHEMA,
    Article,
    Document,
    DocumentMention,
    DocumentRelation,
    Entity,
    ModelInfo,
    TimeValue,
)

_PLACES = frozenset(("GPE", "LOC", "FAC"))


def code_document(
    article: Article, extraction: Extraction, *, model: ModelInfo, processed: str, merge: bool = True
) -> Document:
    """Code all that ``extraction`` found in ``article``; ``processed`` is the time that the record carries.

    With ``merge`` an event that the article tells several times is one event.

    Raises nothing on a valid extraction of the article's text.
    """
    extraction = complete_extraction(article.text, extraction)
    reading = read_extraction(article, extraction)
    publisher = find_publisher_country(article)
    placed = resolve_places(reading, publisher=publisher)
    affiliations = affiliate_mentions(reading, placed.countries)
    chains = resolve_coreference(
        reading,
        tuple(one.country for one in affiliations),
        tuple(one.sector if one.strong else None for one in affiliations),
    )
    placed = share_places(reading, placed, chains)
    evidence = collect_evidence(
        reading,
        affiliations,
        placed.countries,
        headline=countries_in(article.title or ""),
        publisher=publisher,
    )
    actors = describe_actors(reading, chains, evidence)
    dated = date_events(reading, chains)
    triggers = [
        (trigger, reading.sentences[number])
        for trigger, number in zip(extraction.triggers, reading.trigger_sentence_of, strict=True)
    ]
    coding = Coding(
        article=refer_to(article),
        reading=reading,
        chains=chains,
        actors=actors,
        dated=dated,
        placed=placed,
        evidence=evidence,
        provenance=Provenance(reading=reading, chains=chains, affiliations=affiliations, placed=placed),
        speakers=find_speakers(reading),
        coder=EventCoder(
            reading=reading,
            contexts=extraction.contexts,
            words=find_context_words(
                article.text, reading.sentences, tuple(context.name for context in extraction.contexts)
            ),
        ),
        event_ids=identify_events(article, triggers, model=model),
        model=model,
        processed=processed,
    )
    return Document(
        schema=DOCUMENT_SCHEMA,
        article=article,
        mentions=_write_mentions(reading, chains, dated.values),
        entities=_write_entities(reading, chains, actors, placed),
        relations=tuple(
            DocumentRelation(
                type=relation.type,
                head=f"m{relation.head + 1}",
                tail=f"m{relation.tail + 1}",
                confidence=round(relation.confidence, 4),
            )
            for relation in extraction.relations
        ),
        events=write_events(coding, merge=merge),
        model=model,
    )


def _write_mentions(reading: Reading, chains: Chains, values: dict[int, TimeValue]) -> tuple[DocumentMention, ...]:
    return tuple(
        DocumentMention(
            id=f"m{number + 1}",
            type=mention.type,
            text=reading.texts[number],
            start=mention.start,
            end=mention.end,
            confidence=round(mention.confidence, 4),
            entity=None if (chain := chains.of[number]) is None else f"e{chain + 1}",
            time=values.get(number),
        )
        for number, mention in enumerate(reading.mentions)
    )


def _takes_part(reading: Reading, mentions: tuple[int, ...]) -> bool:
    return any(role in ("ACTOR", "RECIPIENT") for one in mentions for _, role in reading.uses.get(one, ()))


def _write_entities(
    reading: Reading, chains: Chains, actors: tuple[Actor, ...], placed: PlacedMentions
) -> tuple[Entity, ...]:
    entities = []
    for number, mentions in enumerate(chains.mentions):
        actor = actors[number]
        if actor.type in _PLACES and _takes_part(reading, mentions):
            actor = acting(actor, "CONSULT", None)
        place = next((placed.resolved[one] for one in mentions if one in placed.resolved), None)
        entities.append(
            Entity(
                id=f"e{number + 1}",
                type=actor.type,
                name=actor.name,
                mentions=tuple(f"m{one + 1}" for one in mentions),
                country=actor.country,
                sector=actor.sector,
                other_sectors=actor.others,
                code=actor.code,
                title=actor.title,
                members=tuple(f"e{one + 1}" for one in chains.members[number]),
                geonameid=place.geonameid if place else None,
                lat=place.lat if place else None,
                lon=place.lon if place else None,
            )
        )
    return tuple(entities)
