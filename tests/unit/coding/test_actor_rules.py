"""Rules of actors beyond a mention's own words: seats, second sectors, owners, what the text is about, publishers."""

import pytest
from annotated import code_block

from pipeline.coding.publisher import find_publisher_country
from pipeline.records import Article, Document, RoleFiller

ONE = "#ID x\n#DATE 2024-05-15\n{} [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T1"


def code(block: str) -> Document:
    return code_block(f"#ID x\n#DATE 2024-05-15\n{block}")


def side(document: Document, text: str) -> RoleFiller:
    return [one for event in document.events for one in event.roles if one.text == text][-1]


@pytest.mark.parametrize("kind", ["ORG", "FAC", "GPE"])
@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Downing Street", "GBRGOV"),
        ("Whitehall", "GBRGOV"),
        ("Westminster", "GBRLEG"),
        ("the Blue House", "KORGOV"),
        ("the Élysée", "FRAGOV"),
        ("the Elysee Palace", "FRAGOV"),
        ("Foggy Bottom", "USAGOV"),
        ("Capitol Hill", "USALEG"),
        ("the Kremlin", "RUSGOV"),
        ("Zhongnanhai", "CHNGOV"),
        ("Malacañang", "PHLGOV"),
        ("Malacanang Palace", "PHLGOV"),
        ("the Casa Rosada", "ARGGOV"),
        ("Itamaraty", "BRAGOV"),
        ("Palazzo Chigi", "ITAGOV"),
        ("Bankova Street", "UKRGOV"),
        ("Aso Rock", "NGAGOV"),
        ("the Union Buildings", "ZAFGOV"),
        ("Ak Orda", "KAZGOV"),
        ("the Muqata", "PSEGOV"),
    ],
)
def test_seats_stand_for_their_state(kind: str, name: str, actor: str) -> None:
    assert side(code_block(ONE.format(f"[T1:{kind}|{name}]")), name).code == actor


@pytest.mark.parametrize(
    ("mention", "text", "actor", "others"),
    [
        ("[T1:GPE|Abkhazia]", "Abkhazia", "GEOGOV", ("PRE",)),
        ("[T1:GRP|[T2:NORP|South Ossetian] police]", "South Ossetian police", "GEOCOP", ("PRE",)),
        ("[T1:GPE|Transnistria]", "Transnistria", "MDAGOV", ("PRE",)),
        ("[T1:GPE|Somaliland]", "Somaliland", "SOMGOV", ("PRE",)),
        ("[T1:GPE|Western Sahara]", "Western Sahara", "MARGOV", ("PRE",)),
        ("[T1:GPE|Nagorno-Karabakh]", "Nagorno-Karabakh", "AZEGOV", ("PRE",)),
        ("[T1:GPE|Turkish Republic of Northern Cyprus]", "Turkish Republic of Northern Cyprus", "CYPGOV", ("PRE",)),
        ("[T1:ORG|the Donetsk People's Republic]", "the Donetsk People's Republic", "UKRGOV", ("PRE",)),
        ("[T1:GPE|Kosovo]", "Kosovo", "KOSGOV", ()),
        ("[T1:GPE|Hong Kong]", "Hong Kong", "HKGGOV", ()),
        ("[T1:GPE|Gaza]", "Gaza", "PSEGOV", ()),
        ("[T1:GPE|Greenland]", "Greenland", "DNKGOV", ()),
        ("[T1:GPE|Puerto Rico]", "Puerto Rico", "USAGOV", ()),
        ("[T1:GPE|Macau]", "Macau", "CHNGOV", ()),
        ("[T1:GPE|Taiwan]", "Taiwan", "TWNGOV", ()),
        ("[T1:GRP|[T2:NORP|Japanese] opposition lawmakers]", "Japanese opposition lawmakers", "JPNLEG", ("OPP",)),
        ("[T1:GRP|[T2:NORP|Kenyan] student protesters]", "Kenyan student protesters", "KENCVL", ("EDU",)),
        ("[T1:ORG|the [T2:NORP|Greek] police union]", "the Greek police union", "GRCLAB", ("COP",)),
        ("[T1:ORG|Hezbollah]", "Hezbollah", "LBNREB", ("PTY",)),
    ],
)
def test_countries_after_plover_and_second_sectors(
    mention: str, text: str, actor: str, others: tuple[str, ...]
) -> None:
    filler = side(code_block(ONE.format(mention)), text)
    assert (filler.code, filler.other_sectors) == (actor, others)


def test_a_second_office_is_a_second_sector() -> None:
    document = code(
        "[T1:PER|Jan Kowal], [T2:TITLE|[T4:NORP|Polish] senator] and [T3:TITLE|former finance minister], "
        "[E1:ACCUSE|spoke].\n---\nE1 ACTOR=T1\nTITLE T1>T2 T1>T3"
    )
    filler = side(document, "Jan Kowal")
    assert (filler.code, filler.other_sectors) == ("POLLEG", ("ELI",))


@pytest.mark.parametrize(
    ("title", "actor"),
    [
        ("former president", "PERELI"),
        ("former defence minister", "PERELI"),
        ("ex-senator", "PERELI"),
        ("exiled prime minister", "PERELI"),
        ("president emeritus", "PERELI"),
        ("exiled journalist", "PERJRN"),
    ],
)
def test_former_office_holders(title: str, actor: str) -> None:
    document = code(
        f"[T1:GPE|Peru]'s [T2:TITLE|{title}], [T3:PER|Ana Rey], [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T3\n"
        "TITLE T3>T2\nOF T2>T1"
    )
    filler = side(document, "Ana Rey")
    assert (filler.code, filler.other_sectors, filler.title) == (actor, (), title)


def test_the_family_of_a_ruler_is_of_the_elite() -> None:
    document = code(
        "[T1:GPE|Gabon]'s [T2:TITLE|president] and [T3:GRP|his wife] fled. Police [E1:COERCE/arrest|held] "
        "[T4:GRP|the president's son].\n---\nE1 RECIPIENT=T4\nOF T2>T1 T4>T2"
    )
    assert side(document, "the president's son").code == "GABELI"


def test_a_unit_of_rebels_is_no_army() -> None:
    document = code("[T1:GRP|ten [T2:ORG|ISIS] units] [E1:ASSAULT|fired].\n---\nE1 ACTOR=T1")
    assert side(document, "ten ISIS units").code == "IMGREB"


def test_a_founder_is_what_was_founded() -> None:
    document = code(
        "[T1:PER|Bukar Saleh], [T2:TITLE|founder] of [T3:ORG|Boko Haram], [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T1\n"
        "TITLE T1>T2\nOF T1>T3"
    )
    assert side(document, "Bukar Saleh").code == "NGAREB"


def test_what_has_an_owner_has_its_country() -> None:
    document = code(
        "[T1:GPE|Chad] is at war. [T2:PRO|Its] [T3:GRP|allies] [E1:ACCUSE|spoke] of [T5:GPE|Sudan].\n---\n"
        "E1 ACTOR=T3\nOF T3>T2\nCOREF T1=T2"
    )
    assert side(document, "allies").country == "TCD"


def test_the_headline_helps_to_tell_what_an_article_is_about() -> None:
    body = (
        "[T1:GPE|Paraguay] left talks with [T2:GPE|Brazil].\n[T4:ORG|The Senate] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T4"
    )
    assert side(code(body), "The Senate").country is None
    assert side(code(f"#TITLE Paraguay walks out\n{body}"), "The Senate").country == "PRY"


def test_the_government_is_that_of_the_country_spoken_of_last() -> None:
    document = code(
        "[T1:GPE|Chile] and [T2:GPE|Bolivia] met.\nThey parted.\nIn [T3:GPE|Peru] prices rose.\n"
        "Ministers of [T5:GPE|Peru] met.\n[T4:ORG|The government] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T4"
    )
    assert side(document, "The government").country == "PER"


def test_the_other_side_of_an_event_tells_no_country() -> None:
    document = code(
        "[T1:GPE|Chile] and [T2:GPE|Bolivia] met.\n[T4:ORG|The government] [E1:ACCUSE|accused] [T5:GPE|Peru].\n---\n"
        "E1 ACTOR=T4 RECIPIENT=T5"
    )
    assert side(document, "The government").country is None


def test_a_border_is_not_the_country_in_its_name() -> None:
    document = code(
        "[T1:GRP|Farmers] were [E1:ASSAULT|shot] near [T2:LOC|the [T3:NORP|Ukrainian] border].\n---\n"
        "E1 RECIPIENT=T1 LOCATION=T2"
    )
    assert side(document, "Farmers").country is None


def test_the_only_country_of_an_article_is_that_of_its_companies() -> None:
    document = code(
        "[T1:GPE|Chile] has [E1:SANCTION/convict|fined] [T2:ORG|Salmones Quinchao].\n---\nE1 ACTOR=T1 RECIPIENT=T2"
    )
    assert side(document, "Salmones Quinchao").country == "CHL"


@pytest.mark.parametrize("group", ["Two hundred people", "three women", "two dozen officials"])
def test_people_who_are_new_are_no_members(group: str) -> None:
    document = code(
        "[T1:PER|Ana Rey] [E1:CONSULT|met] [T2:PER|Jan Kowal].\n"
        f"[T3:GRP|{group}] [E2:PROTEST|marched].\n---\nE1 ACTOR=T1 RECIPIENT=T2\nE2 ACTOR=T3"
    )
    assert side(document, group).members == ()


@pytest.mark.parametrize(
    ("source", "url", "country"),
    [
        ("Xinhua", None, "CHN"),
        ("The Times of India", None, "IND"),
        ("Kenya Daily News", None, "KEN"),
        ("dailymirror.lk", None, "LKA"),
        (None, "https://www.herald.co.uk/news/1", "GBR"),
        (None, "https://news.example.pl/a", "POL"),
        (None, "https://example.com/uk", None),
        (None, "https://example.io/a", None),
        (None, "https://[broken", None),
        ("Agency", None, None),
        (None, None, None),
    ],
)
def test_the_country_of_a_publisher(source: str | None, url: str | None, country: str | None) -> None:
    article = Article(id="x", text="x", published="2024-05-15", source=source, url=url)
    assert find_publisher_country(article) == country


def test_who_publishes_tells_the_country_where_the_text_names_none() -> None:
    body = "[T1:GRP|Police] [E1:COERCE/arrest|held] [T2:GRP|a man].\n---\nE1 ACTOR=T1 RECIPIENT=T2"
    assert side(code(f"#SOURCE The Hindu\n{body}"), "Police").code == "INDCOP"
    assert side(code(body), "Police").code is None


@pytest.mark.parametrize("bloc", ["The West", "Europe", "the international community", "Gulf states"])
def test_a_bloc_of_states_has_no_code(bloc: str) -> None:
    document = code(f"[T2:GPE|Chile] spoke. [T1:GRP|{bloc}] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T1")
    assert side(document, bloc).country is None
    assert f"actor: no country for '{bloc}', it is no single state" in document.events[0].not_coded


def test_what_is_not_known_of_an_actor_is_said() -> None:
    document = code(
        "[T1:GPE|Chile] and [T2:GPE|Peru] spoke.\n[T3:GRP|Police] [E1:ACCUSE|accused] [T4:PRO|him] and "
        "[T5:GRP|[T6:NORP|Bolivian] weavers].\n---\nE1 ACTOR=T3 RECIPIENT=T4,T5"
    )
    assert document.events[0].not_coded == (
        "actor: no country for 'Police', the text is about CHL, PER, BOL",
        "recipient: the text does not say who 'him' is",
        "recipient: no sector for 'Bolivian weavers'",
    )


def test_a_name_that_several_bodies_bear_is_what_the_article_says() -> None:
    document = code(
        "[T1:ORG|Reporters Without Borders] ([T2:ORG|RSF]) [E1:ACCUSE|spoke].\n[T3:ORG|RSF] [E2:ACCUSE|left].\n"
        "---\nE1 ACTOR=T1\nE2 ACTOR=T3"
    )
    assert side(document, "RSF").code == "NGOJRN"


@pytest.mark.parametrize(("name", "kind"), [("Santander", "GPE"), ("the Amazon", "LOC")])
def test_a_place_is_no_company_of_its_name(name: str, kind: str) -> None:
    document = code(f"[T1:{kind}|{name}] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T1")
    assert side(document, name).sector in ("GOV", None)


def test_a_city_official_is_of_the_city() -> None:
    document = code(
        "[T1:GPE|Cuba] and [T2:NORP|Cuban] farmers and [T3:NORP|Cuban] towns suffered.\nIn [T4:GPE|New Orleans], "
        "[T5:TITLE|Mayor] [T6:PER|Clarence Batiste] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T6\nTITLE T6>T5"
    )
    assert side(document, "Clarence Batiste").country == "USA"


def test_a_visitor_is_not_of_the_country_visited() -> None:
    document = code(
        "[T1:TITLE|Foreign Minister] [T2:PER|Jan Kowal] [E1:CONSULT/visit|visited] [T3:GPE|Peru].\n---\n"
        "E1 ACTOR=T2 RECIPIENT=T3\nTITLE T2>T1"
    )
    assert side(document, "Jan Kowal").country is None


def test_a_president_may_visit_a_town_of_his_own() -> None:
    document = code(
        "[T1:GPE|Nigeria] mourns.\n[T2:TITLE|President] [T3:PER|Aliyu Gwarzo] [E1:CONSULT/visit|visited] "
        "[T4:GPE|Kaduna].\n---\nE1 ACTOR=T3 LOCATION=T4\nTITLE T3>T2"
    )
    assert side(document, "Aliyu Gwarzo").country == "NGA"


def test_a_dateline_does_not_tell_whose_president_speaks() -> None:
    document = code(
        "[T1:GPE|ADDIS ABABA], [T2:GPE|Ethiopia] - [T3:GPE|Egypt] and [T4:GPE|Ethiopia] met.\nThey parted.\n"
        "The dam is on the Nile.\nIn [T7:GPE|Egypt] fields are dry.\nWater is short there.\n"
        "[T5:TITLE|President] [T6:PER|Hisham el-Masry] [E1:ACCUSE|spoke].\n---\nE1 ACTOR=T6\nTITLE T6>T5\nIN T1>T2"
    )
    assert side(document, "Hisham el-Masry").country == "EGY"


def test_the_country_without_a_name_is_that_of_the_article() -> None:
    document = code(
        "[T1:GPE|Peru] votes.\nA debt weighs on [T2:GPE|the country]; [T3:GPE|the country] [E1:ACCUSE|spoke].\n"
        "---\nE1 ACTOR=T3"
    )
    assert side(document, "the country").code == "PERGOV"


def test_the_united_nations_are_no_rebels() -> None:
    document = code(
        "[T1:ORG|The United Nations] [E1:ACCUSE|blamed] [T2:ORG|a rebel coalition] in [T3:GPE|Chad].\n---\n"
        "E1 ACTOR=T1 RECIPIENT=T2 LOCATION=T3\nCOREF T1=T2"
    )
    assert side(document, "a rebel coalition").code == "TCDREB"
