from pathlib import Path

import pytest

from models.backends.cpu_features import has_bfloat16, has_fast_int8, read_cpu_features, read_cpu_name

AMD = "processor\t: 0\nmodel name\t: AMD EPYC\nflags\t\t: fpu avx2 avx512_vnni\n\nprocessor\t: 1\nflags\t\t: fpu\n"
ARM = "processor\t: 0\nBogoMIPS\t: 243.75\nFeatures\t: fp asimd asimddp\n"


@pytest.mark.parametrize(
    ("text", "features"),
    [(AMD, {"fpu", "avx2", "avx512_vnni"}), (ARM, {"fp", "asimd", "asimddp"}), ("model name: Z80\n", set())],
)
def test_the_features_of_the_first_cpu_are_read(tmp_path: Path, text: str, features: set[str]) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(text)

    assert read_cpu_features(file) == features


def test_another_operating_system_tells_nothing(tmp_path: Path) -> None:
    assert read_cpu_features(tmp_path / "missing") == frozenset()
    assert read_cpu_name(tmp_path / "missing") is None


@pytest.mark.parametrize(("text", "name"), [(AMD, "AMD EPYC"), (ARM, None)])
def test_the_name_of_the_first_cpu_is_read(tmp_path: Path, text: str, name: str | None) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(text)

    assert read_cpu_name(file) == name


@pytest.mark.parametrize(
    ("features", "fast"),
    [
        ({"avx2"}, False),
        ({"avx2", "avx512f", "avx512bw"}, False),
        ({"avx2", "avx512_vnni"}, True),
        ({"avx2", "avx_vnni"}, True),
        ({"asimd"}, False),
        ({"asimd", "asimddp"}, True),
        (set(), True),
    ],
)
def test_int8_is_fast_where_it_has_products_of_its_own(features: set[str], *, fast: bool) -> None:
    assert has_fast_int8(frozenset(features)) is fast


def test_bfloat16_needs_instructions_of_its_own() -> None:
    assert has_bfloat16(frozenset({"avx2", "avx512_bf16"}))
    assert not has_bfloat16(frozenset({"avx2", "avx512_vnni"}))
    assert not has_bfloat16(frozenset())
