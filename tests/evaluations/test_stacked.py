"""Tables that become blocks on a narrow screen."""

from __future__ import annotations

from markupsafe import Markup

from copfeedback.evaluations.stacked import grouped_table, stacked_table


def test_every_cell_has_the_head_of_its_column_and_every_part_its_role() -> None:
    table = stacked_table(
        "Trust", ["Group", "Before", Markup("After<br>all")], [("Women", ["1", "2"])]
    )

    assert '<td role="cell" data-label="Before">1<td role="cell" data-label="After all">2' in table
    for part in ("table", "rowgroup", "row", "columnheader", "rowheader"):
        assert f'role="{part}"' in table
    assert 'class="table figures plain stacks"' in table
    assert "<caption>Trust</caption>" in table


def test_groups_have_their_names_and_a_caption_can_be_left_out() -> None:
    groups = [("Pilot", [("All", ["1"])]), ("", [("Men", ["2"])])]
    table = grouped_table("Trust", ["Group", "Before"], groups, captioned=False)

    assert table.count("<tbody") == 2
    assert 'scope="rowgroup" role="rowheader" colspan="2">Pilot' in table
    assert "<caption>" not in table
    assert 'aria-label="Trust"' in table


def test_what_was_typed_is_never_html() -> None:
    table = stacked_table("<b>", ["<i>", '"<u>'], [("<s>", ["<a>"])])
    for tag in ("<b>", "<i>", "<u>", "<s>", "<a>"):
        assert tag not in table
