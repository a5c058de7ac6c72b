"""Nothing that stands in a file is passed over in silence: every filled cell is used, or left out for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples import SAMPLES

from certbuild.gradebook.dialects import DIALECTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Classroom, Read


def test_there_is_a_sample_of_every_platform() -> None:
    """No platform that certbuild reads goes without a test of its export."""
    assert {sample.dialect for sample in SAMPLES.values()} == {dialect.name for dialect in DIALECTS}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_filled_cell_is_accounted_for(read: Read, name: str) -> None:
    """What is used and what is left out make up all that stands in the file, each with a use or a reason."""
    sample = SAMPLES[name]
    (source,) = read(sample.data, sample.file).sources
    assert source.dialect == sample.dialect
    assert source.cells.filled == sample.filled()
    assert sum(source.cells.used.values()) + sum(left.cells for left in source.left_out) == source.cells.filled
    assert source.cells.left_out == sum(left.cells for left in source.left_out)
    assert all(left.reason and left.where for left in source.left_out)


@pytest.mark.parametrize("name", SAMPLES)
def test_check_tells_what_became_of_the_cells(classroom: Classroom, to_xlsx: Callable[..., bytes], name: str) -> None:
    """`check --json` gives the same figures, also where something is wrong with the export."""
    sample = SAMPLES[name]
    data = to_xlsx({"Grades": sample.data}) if isinstance(sample.data, list) else sample.data
    (classroom.root / "input" / "grades.xlsx").unlink()
    (classroom.root / "input" / sample.file).write_bytes(data.encode() if isinstance(data, str) else data)
    answer = classroom.run("check", "--json").json
    cells = answer["cells"]
    assert cells["filled"] == sample.filled() == cells["used"] + cells["left_out"]
    assert cells["left_out"] == sum(left["cells"] for left in answer["left_out"])
