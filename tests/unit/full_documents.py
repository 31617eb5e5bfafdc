"""One document whose records use every field, for the tests of what reads documents; all values are made up."""

from pipeline.records import (
    DOCUMENT_SCHEMA,
    EVENT_SCHEMA,
    Amount,
    Article,
    ArticleReference,
    CameoCode,
    CameoDyad,
    Counts,
    Document,
    DocumentMention,
    DocumentRelation,
    DyadSide,
    Entity,
    Event,
    EventTime,
    Evidence,
    GroupMember,
    ModelInfo,
    Place,
    PloverCode,
    RoleFiller,
    Source,
    Span,
    Telling,
    TimeValue,
)

TEXT = (
    "BEIJING -- Japan's Takeshi Iwaya visited China's Wang Yi in Beijing on Wednesday, officials said.\n\n"
    "The two leaders will meet in Texas; 3 people died. China may give $5 million.\n"
)
MODEL = ModelInfo(name="m", version="1")


def locate(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def span(words: str) -> Span:
    start, end = locate(words)
    return Span(text=words, start=start, end=end, confidence=0.9)


def mention(number: int, kind: str, words: str, entity: str | None, time: TimeValue | None = None) -> DocumentMention:
    start, end = locate(words)
    return DocumentMention(
        id=f"m{number}", type=kind, text=words, start=start, end=end, confidence=0.95, entity=entity, time=time
    )


def filler(role: str, words: str, **fields: object) -> RoleFiller:
    start, end = locate(words)
    values = {"type": "PER", "name": words, "confidence": 0.9, **fields}
    return RoleFiller(role=role, text=words, start=start, end=end, **values)  # type: ignore[arg-type]


def make_article(text: str = TEXT) -> Article:
    return Article(
        id="a1",
        text=text,
        published="2024-12-26T08:00:00+00:00",
        title='Ministers "meet"\tin\nBeijing; talks',
        source="Example News",
        url="https://example.org/a1",
        revision=2,
    )


def refer(article: Article) -> ArticleReference:
    return ArticleReference(
        id=article.id,
        published=article.published,
        revision=article.revision,
        title=article.title,
        source=article.source,
        url=article.url,
    )


IWAYA = filler(
    "ACTOR",
    "Takeshi Iwaya",
    country="JPN",
    sector="GOV",
    other_sectors=("ELI",),
    code="JPNGOV",
    title="foreign minister",
    evidence=(Evidence(field="country", rule="nation", confidence=0.9, text="Japan", start=11, end=16),),
)
WANG = filler("RECIPIENT", "Wang Yi", country="CHN", sector="GOV", code="CHNGOV")
LEADERS = filler(
    "ACTOR",
    "The two leaders",
    type="GRP",
    members=(
        GroupMember(name="Takeshi Iwaya", country="JPN", sector="GOV", code="JPNGOV"),
        GroupMember(name="António; G", code="UNO"),
    ),
)
CHINA = filler("ACTOR", "China", type="GPE", country="CHN", sector="GOV", code="CHNGOV")


def make_visit() -> Event:
    """A visit with everything that an event may have."""
    start, end = locate("Wednesday")
    in_beijing = locate("Beijing on")[0]
    return Event(
        schema=EVENT_SCHEMA,
        event_id="e-visit",
        article=refer(make_article()),
        type="CONSULT",
        mode="visit",
        modality="actual",
        plover=PloverCode(type="CONSULT", mode="visit", quad=1, score=4.0),
        cameo=CameoCode(code="042", quad=1, goldstein=1.9),
        contexts=("diplomatic", "economic"),
        trigger=span("visited"),
        sentence=span(TEXT[: TEXT.index("\n")]),
        roles=(IWAYA, WANG),
        place=Place(
            name="Beijing",
            country="CHN",
            resolution="city",
            text="Beijing",
            start=in_beijing,
            end=in_beijing + 7,
            confidence=0.8,
            admin1="Beijing Shi",
            geonameid=1816670,
            lat=39.9075,
            lon=116.39723,
        ),
        time=EventTime(
            text="Wednesday",
            start=start,
            end=end,
            begin="2024-12-25",
            until="2024-12-25",
            granularity="day",
            basis="stated",
            confidence=0.9,
        ),
        counts=Counts(dead=3, injured=0, arrested=2),
        amount=Amount(value=5e6, currency="USD", text="$5 million", start=0, end=1, confidence=0.9),
        sources=(Source(text="officials", start=83, end=92, name="officials", basis="stated", confidence=0.7),),
        confidence=0.9,
        not_coded=("recipient: no country for 'the West'",),
        model=MODEL,
        processed="2024-12-26T10:00:00+02:00",
        plover_plain=PloverCode(type="CONSULT", mode="visit", quad=1, score=4.0),
        cameo_plain=CameoCode(code="042", quad=1, goldstein=1.9),
        dyads=(
            CameoDyad(
                code="042",
                quad=1,
                goldstein=1.9,
                source=DyadSide(name="Takeshi Iwaya", code="JPNGOV", role=0),
                target=DyadSide(name="Wang Yi", code="CHNGOV", role=1),
            ),
            CameoDyad(
                code="043",
                quad=1,
                goldstein=2.8,
                source=DyadSide(name="Wang Yi", code="CHNGOV", role=1),
                target=DyadSide(name="Takeshi Iwaya", code="JPNGOV", role=0),
            ),
        ),
        modality_confidence=0.99,
        voice="source",
        evidence=(Evidence(field="cameo", rule="context diplomatic", confidence=0.9),),
        also=(
            Telling(
                event_id="e-again", trigger=span("meet"), sentence=span("3 people died"), mode=None, confidence=0.5
            ),
        ),
    )


def make_plan() -> Event:
    """A planned meeting of a group in Texas, without a day."""
    start, end = locate("Texas")
    return Event(
        schema=EVENT_SCHEMA,
        event_id="e-plan",
        article=refer(make_article()),
        type="CONSULT",
        mode=None,
        modality="planned",
        plover=PloverCode(type="AGREE", mode=None, quad=1, score=2.5),
        cameo=CameoCode(code="036", quad=1, goldstein=4.0),
        contexts=(),
        trigger=span("meet"),
        sentence=span("The two leaders will meet in Texas; 3 people died."),
        roles=(LEADERS,),
        place=Place(
            name="Texas",
            country="USA",
            resolution="admin1",
            text="Texas",
            start=start,
            end=end,
            confidence=0.9,
            geonameid=4736286,
            lat=31.25,
            lon=-99.25,
        ),
        time=None,
        counts=Counts(),
        amount=None,
        sources=(),
        confidence=0.5,
        not_coded=(),
        model=MODEL,
        processed="2024-12-26T10:00:00+02:00",
        dyads=(
            CameoDyad(
                code="036",
                quad=1,
                goldstein=4.0,
                source=DyadSide(name="Takeshi Iwaya", code="JPNGOV", role=0, member=0),
                target=DyadSide(name="António; G", code="UNO", role=0, member=1),
            ),
        ),
    )


def make_maybe() -> Event:
    """A hypothetical gift by China, to nobody."""
    return Event(
        schema=EVENT_SCHEMA,
        event_id="e-maybe",
        article=refer(make_article()),
        type="AID",
        mode=None,
        modality="hypothetical",
        plover=PloverCode(type="AID", mode=None, quad=2, score=10.0),
        cameo=CameoCode(code="070", quad=2, goldstein=7.0),
        contexts=(),
        trigger=span("give"),
        sentence=span("China may give $5 million."),
        roles=(CHINA,),
        place=None,
        time=None,
        counts=Counts(),
        amount=None,
        sources=(),
        confidence=0.4,
        not_coded=(),
        model=MODEL,
        processed="2024-12-26T10:00:00+02:00",
    )


def make_document() -> Document:
    return Document(
        schema=DOCUMENT_SCHEMA,
        article=make_article(),
        mentions=(
            mention(1, "PER", "Takeshi Iwaya", "e1"),
            mention(2, "GPE", "Japan", "e2"),
            mention(3, "PER", "Wang Yi", "e3"),
            mention(4, "GPE", "China", "e4"),
            mention(
                5,
                "DATE",
                "Wednesday",
                None,
                TimeValue(value="2024-12-25", begin="2024-12-25", end="2024-12-25", granularity="day"),
            ),
            mention(6, "ORG", "officials", "e5"),
        ),
        entities=(
            Entity(id="e1", type="PER", name="Takeshi Iwaya", mentions=("m1",), country="JPN", sector="GOV"),
            Entity(id="e2", type="GPE", name="Japan", mentions=("m2",), geonameid=1861060, lat=36.0, lon=138.0),
            Entity(id="e3", type="PER", name="Wang Yi", mentions=("m3",), country="CHN", sector="GOV"),
            Entity(
                id="e4",
                type="GPE",
                name="China",
                mentions=("m4",),
                country="CHN",
                geonameid=1814991,
                lat=35.0,
                lon=105.0,
            ),
            Entity(id="e5", type="ORG", name="officials; all", mentions=("m6",)),
        ),
        relations=(DocumentRelation(type="OF", head="m1", tail="m2", confidence=0.9),),
        events=(make_visit(), make_plan(), make_maybe()),
        model=MODEL,
    )
