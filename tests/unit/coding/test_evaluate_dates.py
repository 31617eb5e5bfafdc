import runpy
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "evaluate_dates.py"
ARTICLE = """<Document>
<token t_id="1">March</token><token t_id="2">3</token><token t_id="3">2009</token>
<token t_id="4">Monday</token><token t_id="5">the</token><token t_id="6">Ottoman</token><token t_id="7">era</token>
<TIMEX3 m_id="1" functionInDocument="CREATION_TIME" type="DATE" value="2009-03-03"><token_anchor t_id="1"/></TIMEX3>
<TIMEX3 m_id="2" functionInDocument="NONE" type="DATE" value="2009-03-02"><token_anchor t_id="4"/></TIMEX3>
<TIMEX3 m_id="3" functionInDocument="NONE" type="DATE" value="PAST_REF"><token_anchor t_id="5"/>
<token_anchor t_id="6"/><token_anchor t_id="7"/></TIMEX3>
</Document>"""


def test_accuracy_counts_all_mentions_and_f1_what_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "article.xml").write_text(ARTICLE)
    main = runpy.run_path(str(SCRIPT))["main"]
    assert main([str(tmp_path), "--errors"]) == 0
    out = capsys.readouterr().out
    assert "the Ottoman era" in out
    assert "mentions 2  answered 1  right 1  accuracy 0.500  value F1 0.667" in out


def test_a_folder_without_mentions_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert runpy.run_path(str(SCRIPT))["main"]([str(tmp_path)]) == 1
    assert "no TIMEX3 mention" in capsys.readouterr().err
