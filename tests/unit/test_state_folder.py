"""Workers that share a folder of state get a part each, and find theirs again."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import InvalidSettings
from pipeline.settings import NO_FOLDER
from pipeline.state_folder import claim_state_folder

SOURCE = "dateline.revisions 1"

HOLD = """
import sys
from pipeline.state_folder import claim_state_folder
with claim_state_folder(sys.argv[1], source="dateline.revisions 1") as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_each_has_a_part_of_its_own_and_the_next_has_what_is_free(tmp_path: Path) -> None:
    base = str(tmp_path / "state")
    with claim_state_folder(base, source=SOURCE) as first:
        (first / "kept").write_text("yes")
        with claim_state_folder(base, source=SOURCE) as second:
            assert [first.parent.name, second.parent.name] == ["0", "1"]
    with claim_state_folder(base, source=SOURCE) as again:
        assert (again / "kept").read_text() == "yes"


def test_a_process_that_is_killed_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == str(tmp_path / "0" / "state")
        with claim_state_folder(str(tmp_path), source=SOURCE) as folder:
            assert folder.parent.name == "1"
        holder.kill()
    with claim_state_folder(str(tmp_path), source=SOURCE) as folder:
        assert folder.parent.name == "0"


def test_none_is_a_folder_that_goes_at_the_end() -> None:
    with claim_state_folder(NO_FOLDER, source=SOURCE) as folder:
        assert folder.is_dir()
    assert not folder.exists()


def test_a_folder_that_can_not_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    base = str(tmp_path / "file")
    trouble = f"can't write to DATELINE_STATE_FOLDER={base}"
    with pytest.raises(InvalidSettings, match=trouble), claim_state_folder(base, source=SOURCE):
        pass


@pytest.mark.parametrize("other", ["dateline.revisions 2", "another.revisions 1"])
def test_state_of_another_topic_is_removed_and_nothing_else(tmp_path: Path, other: str) -> None:
    with claim_state_folder(str(tmp_path), source=SOURCE) as folder:
        (folder / "v1").mkdir()
        (folder / "v1" / "kept").write_text("old")
    (tmp_path / "0" / "mine").write_text("not the worker's")
    with claim_state_folder(str(tmp_path), source=other) as folder:
        assert list(folder.iterdir()) == []
    assert (tmp_path / "0" / "mine").exists()


def test_state_that_nothing_tells_the_source_of_is_removed(tmp_path: Path) -> None:
    with claim_state_folder(str(tmp_path), source=SOURCE) as folder:
        (folder / "kept").write_text("half removed by a worker that was killed")
        (folder.parent / "source").unlink()
    with claim_state_folder(str(tmp_path), source=SOURCE) as folder:
        assert list(folder.iterdir()) == []
