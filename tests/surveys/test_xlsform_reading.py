"""A form that somebody has becomes a survey; what cannot stay is named."""

from __future__ import annotations

from time import process_time

import pytest

from copfeedback.surveys.model import QuestionType
from copfeedback.surveys.xlsform.reading import read_xlsform
from copfeedback.surveys.xlsform.report import Changed, Dropped, Noted
from copfeedback.surveys.yaml_shape import QuestionShape
from tests.factories import DEMOGRAPHICS
from tests.surveys.forms import ENGLISH, YES_NO, a_form, imported, told

HEAD = ("type", "name", "label")


def only(*lines: tuple[object, ...], choices=YES_NO, head=HEAD) -> QuestionShape:
    """The first question of a form."""
    return imported((head, *lines), choices).survey.sections[0].questions[0]


class TestTypes:
    @pytest.mark.parametrize(
        ("said", "type_"),
        [
            ("select_one yn", "single"),
            ("select one yn", "single"),
            ("select_multiple yn", "multiple"),
            ("select all that apply from yn", "multiple"),
            ("rank yn", "ranking"),
            ("integer", "number"),
            ("int", "number"),
            ("decimal", "decimal"),
            ("date", "date"),
            ("time", "time"),
            ("text", "text"),
            ("string", "text"),
            ("note", "note"),
            ("acknowledge", "single"),
            ("Select_One  yn", "single"),
        ],
    )
    def test_a_question_is_of_the_type_the_form_says(self, said: str, type_: str):
        assert only((said, "q", "Question")).type is QuestionType(type_)

    def test_a_text_has_one_line_unless_it_is_multiline(self):
        head = (*HEAD, "appearance")
        survey = imported(
            (head, ("text", "one", "One", None), ("text", "many", "Many", "multiline"))
        ).survey

        assert [question.short for question in survey.sections[0].questions] == [True, False]

    @pytest.mark.parametrize(
        ("parameters", "type_", "bounds"),
        [
            ("start=0 end=10 step=1", "scale", (0, 1_000_000)),
            ("start=1;end=5;step=1", "number", (1, 5)),
            ("start=0.5, end=2.5, step=0.5", "decimal", None),
        ],
    )
    def test_a_range_is_a_scale_or_a_number(self, parameters, type_, bounds):
        question = only(("range", "q", "Q", parameters), head=(*HEAD, "parameters"))

        assert question.type is QuestionType(type_)
        if bounds:
            assert (question.minimum, question.maximum) == bounds
        else:
            assert question.constraint == ". >= 0.5 and . <= 2.5"

    def test_the_ends_of_a_scale_say_the_same_in_every_language(self):
        head = ("type", "name", "label::English (en)", "label::Arabic (ar)", "parameters")
        question = only(("range", "q", "How?", "كيف؟", "start=0 end=10"), head=head)

        assert question.low == {"en": "0", "ar": "0"}
        assert question.high == {"en": "10", "ar": "10"}

    def test_a_whole_number_has_no_bounds_when_the_form_gives_none(self):
        question = only(("integer", "q", "Q"))

        assert question.minimum < -(10**9)
        assert question.maximum > 10**9

    def test_other_asks_for_own_words_when_the_form_says_or_other(self):
        choices = [
            (*YES_NO[0][:2], "label::English (en)", "label::Français (fr)"),
            ("yn", "yes", "Yes", "Oui"),
        ]
        question = only(("select_one yn or_other", "q", "Q"), choices=choices)

        assert isinstance(question.choices, list)
        other = question.choices[-1]
        assert (other.code, other.specify, other.text["fr"]) == ("other", True, "Autre")

    def test_a_calculation_that_nobody_reads_is_worked_out(self):
        head = (*HEAD, "calculation")
        report = imported((head, ("integer", "a", "A", None), ("text", "b", None, "${a} + 1")))

        question = report.survey.sections[0].questions[1]
        assert (question.type, question.calculation) == (QuestionType.CALCULATE, "${a} + 1")
        assert (3, "b", Changed.CALCULATED) in told(report)


class TestLeftOut:
    @pytest.mark.parametrize(
        ("type_", "why"),
        [
            ("start", Dropped.CLOCK),
            ("end", Dropped.CLOCK),
            ("today", Dropped.CLOCK),
            ("deviceid", Dropped.DEVICE),
            ("imei", Dropped.DEVICE),
            ("get device id", Dropped.DEVICE),
            ("simserial", Dropped.DEVICE),
            ("subscriberid", Dropped.DEVICE),
            ("phonenumber", Dropped.PERSON),
            ("phone number", Dropped.PERSON),
            ("username", Dropped.PERSON),
            ("email", Dropped.PERSON),
            ("audit", Dropped.AUDIT),
            ("gps", Dropped.PLACE),
            ("geopoint", Dropped.PLACE),
            ("geotrace", Dropped.PLACE),
            ("geoshape", Dropped.PLACE),
            ("start-geopoint", Dropped.PLACE),
            ("image", Dropped.RECORDING),
            ("photo", Dropped.RECORDING),
            ("audio", Dropped.RECORDING),
            ("video", Dropped.RECORDING),
            ("file", Dropped.RECORDING),
            ("background-audio", Dropped.RECORDING),
            ("barcode", Dropped.BARCODE),
        ],
    )
    def test_what_an_anonymous_portal_refuses_is_named_with_its_row(self, type_, why):
        report = imported((HEAD, ("text", "q", "Q"), (type_, "thing", "Thing")))

        assert (3, "thing", why) in told(report)
        assert [question.id for question in report.survey.sections[0].questions] == ["q"]

    def test_how_long_it_took_is_left_out_with_the_clock(self):
        head = (*HEAD, "calculation")
        report = imported(
            (
                head,
                ("start", "start", None, None),
                ("calculate", "begun", None, "${start} + 1"),
                ("calculate", "later", None, "${begun} + 1"),
                ("text", "q", "Q", None),
            )
        )

        assert (3, "begun", Dropped.FOLLOWS) in told(report)
        assert (4, "later", Dropped.FOLLOWS) in told(report)

    def test_the_day_becomes_today_when_a_form_notes_it(self):
        head = (*HEAD, "constraint")
        report = imported(
            (head, ("today", "today", None, None), ("date", "q", "Q", ". <= ${today}"))
        )

        assert report.survey.sections[0].questions[0].constraint == ". <= today()"
        assert (3, "q", Changed.TODAY) in told(report)

    def test_settings_and_columns_without_effect_are_named(self):
        settings = ((*ENGLISH[0], "public_key"), (*ENGLISH[1], "abc"))
        head = (*HEAD, "guidance_hint", "bind::odk:x", "my remarks", "default")
        row = ("text", "q", "Q", "Read aloud", "1", "x", "${q} + 1")

        report = imported((head, row), settings=settings)

        assert {
            (2, "public_key", Dropped.SETTING),
            (2, "q", Dropped.GUIDANCE),
            (1, "bind::odk:x", Dropped.TECHNICAL_COLUMN),
            (1, "my remarks", Dropped.UNKNOWN_COLUMN),
            (2, "q", Dropped.DYNAMIC_DEFAULT),
        } <= set(told(report))


class TestGroups:
    def test_groups_become_sections_and_loose_questions_get_one(self):
        head = (*HEAD, "relevant", "appearance")
        report = imported(
            (
                head,
                ("select_one yn", "first", "First", None, None),
                ("begin_group", "g", "Group", "${first} = 'yes'", "field-list"),
                ("text", "inside", "Inside", None, None),
                ("end_group", None, None, None, None),
                ("text", "last", "Last", None, None),
            )
        )

        sections = report.survey.sections
        assert [section.id for section in sections] == ["section_1", "g", "section_3"]
        assert [section.one_by_one for section in sections] == [True, False, True]
        assert sections[1].show_if == "${first} = 'yes'"
        assert (2, "section_1", Changed.LOOSE) in told(report)

    def test_an_inner_group_gives_its_condition_to_its_questions(self):
        head = (*HEAD, "relevant")
        report = imported(
            (
                head,
                ("begin group", "g", "Group", None),
                ("select_one yn", "a", "A", None),
                ("begin group", "inner", "Inner", "${a} = 'yes'"),
                ("text", "b", "B", "${a} != 'no'"),
                ("end group", None, None, None),
                ("end group", None, None, None),
            )
        )

        _, note, question = report.survey.sections[0].questions
        assert (note.id, note.type, note.show_if) == ("inner", QuestionType.NOTE, "${a} = 'yes'")
        assert question.show_if == "(${a} = 'yes') and (${a} != 'no')"
        assert (4, "inner", Changed.FLATTENED) in told(report)

    def test_a_group_of_groups_gives_its_condition_to_each(self):
        head = (*HEAD, "relevant")
        report = imported(
            (
                head,
                ("select_one yn", "a", "A", None),
                ("begin_group", "outer", None, "${a} = 'yes'"),
                ("begin_group", "one", "One", None),
                ("text", "b", "B", None),
                ("end_group", None, None, None),
                ("begin_group", "two", "Two", "${b} != ''"),
                ("text", "c", "C", None),
                ("end_group", None, None, None),
                ("end_group", None, None, None),
            )
        )

        shown = {section.id: section.show_if for section in report.survey.sections}
        assert shown["one"] == "${a} = 'yes'"
        assert shown["two"] == "(${a} = 'yes') and (${b} != '')"

    def test_a_table_is_a_grid_when_its_rows_are_alike(self):
        head = (*HEAD, "appearance", "required")
        report = imported(
            (
                head,
                ("begin_group", "g", "Do you agree?", "table-list", None),
                ("select_one yn", "a", "A", None, "yes"),
                ("select_one yn", "b", "B", None, "yes"),
                ("end_group", None, None, None, None),
            )
        )

        grid = report.survey.sections[0].questions[0]
        assert (grid.type, grid.id, grid.required) == (QuestionType.LIKERT_GRID, "g", True)
        assert [row.id for row in grid.rows] == ["a", "b"]

    def test_a_table_is_single_questions_when_a_row_has_its_own_rule(self):
        head = (*HEAD, "appearance", "relevant")
        report = imported(
            (
                head,
                ("begin_group", "g", "Do you agree?", "table-list", None),
                ("select_one yn", "a", "A", None, None),
                ("select_one yn", "b", "B", None, "${a} = 'yes'"),
                ("end_group", None, None, None, None),
            )
        )

        types = [question.type for question in report.survey.sections[0].questions]
        assert types == [QuestionType.SINGLE, QuestionType.SINGLE]
        assert (2, "g", Changed.NO_GRID) in told(report)

    def test_the_choices_above_a_table_are_no_question(self):
        head = (*HEAD, "appearance", "relevant")
        report = imported(
            (
                head,
                ("begin_group", "g", "Group", "field-list", None),
                ("select_one yn", "top", "Do you agree?", "label", None),
                ("select_one yn", "a", "A", "list-nolabel", None),
                ("select_one yn", "b", "B", "list-nolabel", "${a} = 'yes'"),
                ("end_group", None, None, None, None),
            )
        )

        types = [question.type for question in report.survey.sections[0].questions]
        assert types == [QuestionType.NOTE, QuestionType.SINGLE, QuestionType.SINGLE]


class TestNames:
    def test_a_reserved_name_is_changed_wherever_it_is_used(self):
        head = (*HEAD, "relevant")
        report = imported(
            (
                head,
                ("select_one yn", "gender", "Gender?", None),
                ("text", "q", "You said ${gender}.", "${ gender } = 'yes'"),
            )
        )

        question = report.survey.sections[0].questions[1]
        assert question.show_if == "${form_gender} = 'yes'"
        assert question.text["en"] == "You said ${form_gender}."
        assert (2, "gender", Changed.RENAMED) in told(report)

    def test_the_words_of_an_answer_are_mentioned_by_its_question(self):
        head = (*HEAD, "calculation")
        report = imported(
            (
                head,
                ("select_one yn", "a", "A", None),
                ("calculate", "a_name", None, "jr:choice-name(${a}, '${a}')"),
                ("note", "n", "You said ${a_name}.", None),
            )
        )

        assert report.survey.sections[0].questions[1].text["en"] == "You said ${a}."

    def test_choices_mention_questions_by_their_new_names(self):
        choices = (*YES_NO, ("c", "same", "The same as ${gender}"))
        report = imported(
            (HEAD, ("select_one yn", "gender", "Gender?"), ("select_one c", "q", "Q")), choices
        )

        [choice] = report.survey.sections[0].questions[1].choices
        assert choice.text == {"en": "The same as ${form_gender}"}

    def test_an_id_is_made_of_the_name_when_the_form_has_another_script(self):
        report = imported(
            (HEAD, ("text", "q", "Q")), settings=(ENGLISH[0], ("T", "Моя форма", "en"))
        )

        assert report.survey.id == "form"
        assert (2, "Моя форма", Changed.NEW_ID) in told(report)

    def test_invisible_signs_in_names_and_rules_do_no_harm(self):
        head = (*HEAD, "relevant\u200e")
        report = imported(
            (
                head,
                ("select_one\u200b yn", "\u200fسؤال", "\u200fسؤال؟", None),
                ("text", "q", "Q", "${سؤال} = 'yes\u200f'"),
            )
        )

        question = report.survey.sections[0].questions[1]
        assert question.show_if == "${سؤال} = 'yes'"

    def test_names_can_be_in_any_script(self):
        assert only(("text", "безопасность", "Q")).id == "безопасность"


class TestLanguages:
    def test_languages_are_known_by_tag_and_by_name_in_any_language(self):
        head = ("type", "name", "label::Français (fr)", "label::العربية", "label::Kiswahili")
        settings = (ENGLISH[0], ("T", "t", "Français (fr)"))

        report = imported((head, ("text", "q", "Q", "س", "S")), settings=settings)

        assert report.survey.languages == ["fr", "ar", "sw"]

    def test_the_old_way_of_naming_a_language_is_understood(self):
        head = ("type", "name", "label:English", "label:French", "hint:English")
        choices = (("list name", "name", "label:English"), ("yn", "1", "Yes"))

        report = imported((head, ("select_one yn", "q", "Q", "F", "H")), choices, settings=())

        question = report.survey.sections[0].questions[0]
        assert (question.text, question.hint) == ({"en": "Q", "fr": "F"}, {"en": "H"})

    def test_a_column_without_a_language_is_in_the_form_s_own(self):
        settings = (ENGLISH[0], ("T", "t", "Deutsch (de)"))
        head = ("type", "name", "label", "label::English (en)")

        report = imported((head, ("text", "q", "Frage", "Question")), settings=settings)

        assert report.survey.sections[0].questions[0].text == {"de": "Frage", "en": "Question"}

    @pytest.mark.parametrize(
        ("text", "tag"),
        [
            ("Where do you live and what is your age?", "en"),
            ("Quelle est la distance que vous parcourez ?", "fr"),
            ("¿Cuál es el motivo de su visita a la oficina?", "es"),
            ("ما هو عمرك؟", "ar"),
            ("Сколько вам лет?", "ru"),
            ("Скільки вам років і де ви живете?", "uk"),
        ],
    )
    def test_a_language_is_guessed_when_the_form_does_not_say_it(self, text: str, tag: str):
        report = imported((HEAD, ("text", "q", text)), settings=())

        assert report.survey.languages[0] == tag
        assert (0, "", Noted.GUESSED_LANGUAGE) in told(report)

    def test_missing_translations_are_counted(self):
        head = ("type", "name", "label::English (en)", "label::French (fr)")
        report = imported((head, ("text", "a", "A", "B"), ("text", "b", "B", None)))

        french = next(each for each in report.languages if each.language == "fr")
        assert not french.is_complete
        assert any("b" in where for where in french.missing)

    def test_a_default_language_without_any_text_is_no_language_of_the_form(self):
        head = ("type", "name", "label::French (fr)")
        report = imported((head, ("text", "q", "Question ?")), choices=())

        assert report.survey.languages == ["fr"]

    def test_a_language_without_words_of_the_portal_is_named(self):
        report = imported((HEAD, ("text", "q", "Q")), portal_languages=("fr",))

        assert (0, "", Noted.NO_CATALOGUE) in told(report)


class TestTexts:
    def test_markup_becomes_plain_text(self):
        question = only(("note", "q", "**Hello** <b>you</b> &amp; all<br>[Read](https://x.org) on"))

        assert question.text["en"] == "Hello you & all\nRead (https://x.org) on"

    def test_stars_and_lines_stay_when_they_are_no_markup(self):
        text = "2 * 3 * 4, a_b_c and 5 < 6 > 1 (**)"

        assert only(("note", "q", text)).text["en"] == text

    def test_a_hint_is_the_question_when_there_is_no_label(self):
        report = imported(((*HEAD, "hint"), ("text", "q", None, "Say it")))

        question = report.survey.sections[0].questions[0]
        assert (question.text, question.hint) == ({"en": "Say it"}, None)

    def test_typographic_quotation_marks_are_straightened_in_rules_alone(self):
        head = (*HEAD, "relevant")
        report = imported(
            (
                head,
                ("select_one yn", "a", "A", None),
                ("text", "b", "“B”", "${a} = ‘yes’ or ${a} = 'no'"),
            )
        )

        question = report.survey.sections[0].questions[1]
        assert question.show_if == "${a} = 'yes' or ${a} = 'no'"
        assert question.text["en"] == "“B”"


def test_every_way_to_say_yes_makes_an_answer_required():
    head = (*HEAD, "required")
    ways = ["yes", "TRUE", "true()", True, "True", "T", "no", "false", None, "${q0} != ''"]
    rows = [("text", f"q{at}", "Q", way) for at, way in enumerate(ways)]

    survey = imported((head, *rows)).survey

    required = [question.required for question in survey.sections[0].questions]
    assert required == [*[True] * 6, *[False] * 3, "${q0} != ''"]


def test_a_filter_sees_the_columns_of_the_choices():
    choices = (
        ("list_name", "name", "label", "region"),
        ("r", "north", "North", None),
        ("t", "a", "A", "north"),
        ("t", "b", "B", "south"),
    )
    head = (*HEAD, "choice_filter")
    report = imported(
        (
            head,
            ("select_one r", "area", "Area", None),
            ("select_one t", "town", "Town", "region = ${area}"),
        ),
        choices,
    )

    town = report.survey.sections[0].questions[1]
    assert isinstance(town.choices, list)
    assert [choice.columns for choice in town.choices] == [{"region": "north"}, {"region": "south"}]


def test_pictures_and_sounds_are_kept_by_language():
    head = (*HEAD, "media::image", "media::audio::English (en)", "media::video")
    report = imported((head, ("note", "q", "Q", "a.png", "a.mp3", "a.mp4")))

    question = report.survey.sections[0].questions[0]
    assert (question.image, question.audio) == ({"en": "a.png"}, {"en": "a.mp3"})
    assert (2, "q", Dropped.VIDEO) in told(report)


def test_a_form_of_320_rows_is_read_in_less_than_two_seconds():
    head = (*HEAD, "relevant", "constraint")
    rows = []
    for group in range(20):
        rows.append(("begin_group", f"g{group}", "Group", None, None))
        rows.append(("select_one yn", f"q{group}", "Question?", None, None))
        rows += [
            ("integer", f"q{group}_{at}", "How many?", f"${{q{group}}} = 'yes'", ". > 0 and . < 9")
            for at in range(13)
        ]
        rows.append(("end_group", None, None, None, None))
    content = a_form((head, *rows))

    begun = process_time()
    read_xlsform(content, "form.xlsx", DEMOGRAPHICS)

    assert process_time() - begun < 2
