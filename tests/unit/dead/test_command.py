import pytest
from click.testing import CliRunner

from pipeline.cli import main


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["list", "--from", "yesterday"], "'yesterday' is no ISO 8601 date"),
        (["show", "17"], "'17' is no letter"),
        (["replay", "--stage", "publish"], "is not one of"),
    ],
)
def test_wrong_use_is_told_before_anything_is_read(arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(main, ["dead", *arguments])
    assert result.exit_code == 2
    assert told in result.output
