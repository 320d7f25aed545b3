"""What a survey author is told when a definition is faulty: file, line, place, fault and fix."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from copfeedback.surveys import definition
from copfeedback.surveys.definition import DefinitionError, check_survey_file, read_survey
from copfeedback.surveys.yaml_file import MAX_BYTES, DefinitionFault
from tests.factories import DEMOGRAPHICS, TINY, a_survey_file
from tests.surveys.questionnaires import FILE, a_definition, line_of, read


def faults_of(text: str) -> list[DefinitionFault]:
    with pytest.raises(DefinitionError) as caught:
        read(text)
    return caught.value.faults


# What is wrong, the text that stands on the line to be named, where, fault, fix.
ONE_FAULT = [
    (
        a_definition("- {id: q, type: note, text: {en: ''}}"),
        "id: q",
        "sections page questions q text en",
        "string should have at least 1 character",
        "",
    ),
    (
        a_definition("- {id: q, type: note, text: {fr: Bonjour}}"),
        "id: q",
        "text of question q",
        "no text in en",
        "write it, or begin languages with one that has every text",
    ),
    (
        a_definition("- {id: q, type: note, text: {en: '   '}}"),
        "id: q",
        "text of question q",
        "no text in en",
        "write it",
    ),
    (
        a_definition("- {id: q, type: note}"),
        "id: q",
        "sections page questions q text",
        "field required",
        "add it",
    ),
    (
        a_definition("- {id: q, type: note, text: {en: A}, colour: red}"),
        "id: q",
        "sections page questions q colour",
        "extra inputs are not permitted",
        "correct its spelling",
    ),
    (
        a_definition("- {id: q, type: essay, text: {en: A}}"),
        "id: q",
        "sections page questions q type",
        "'single', 'multiple'",
        "use one of the types named",
    ),
    (
        a_definition("- {id: Q 1, type: note, text: {en: A}}"),
        "id: Q 1",
        "sections page questions Q 1 id",
        "should match pattern",
        "use letters, digits, _ - and ., beginning with a letter",
    ),
    (
        a_definition("- {id: q, type: note, text: Hello}"),
        "id: q",
        "sections page questions q text",
        "valid dictionary",
        "write one text per language",
    ),
    (
        a_definition("- {id: q, type: single, text: {en: A}, required: 'yes', choices: yes_no}"),
        "id: q",
        "question q",
        "required is wrong at column 1: “yes” is neither an answer nor a text",
        "write",
    ),
    (
        a_definition(
            """
            - id: q
              type: single
              text: {en: A}
              choices:
                - {code: yes, text: {en: 'Yes'}}
                - {code: 'no', text: {en: 'No'}}
            """
        ),
        "code: yes",
        "sections page questions q choices True code",
        "valid string",
        "put yes, no and numbers in quotation marks",
    ),
    (
        a_definition(
            """
            - {id: q, type: single, text: {en: A}, choices: list}
            """,
            lists="list:\n  - {code: 'yes', text: {en: A}}\n  - {code: 1, text: {en: B}}\n",
        ),
        "code: 1",
        "choice_lists list 1 code",
        "valid string",
        "put yes, no and numbers in quotation marks",
    ),
    (
        a_definition("- {id: no, type: note, text: {en: A}}"),
        "id: no",
        "sections page questions number 1 id",
        "valid string",
        "quotation marks",
    ),
    (
        a_definition("- {id: q, type: single, text: {en: A}, choices: 7}"),
        "id: q",
        "sections page questions q choices",
        "valid string",
        "",
    ),
    (
        a_definition("- {id: q, type: single, text: {en: A}, choices: nowhere}"),
        "id: q",
        "question q",
        "there is no choice list “nowhere”",
        "use one that is there (yes_no)",
    ),
    (
        a_definition("- {id: q, type: single, text: {en: A}}"),
        "id: q",
        "question q",
        "it has no choices",
        "add choices",
    ),
    (
        a_definition(
            "- {id: q, type: single, text: {en: A}, choices: "
            "[{code: a, text: {en: A}}, {code: a, text: {en: B}}]}"
        ),
        "id: q",
        "question q",
        "a choice code is there twice",
        "give each choice its own code",
    ),
    (
        a_definition(
            "- {id: q, type: multiple, text: {en: A}, exclusive: [none], choices: yes_no}"
        ),
        "id: q",
        "question q",
        "exclusive names a choice that is not there",
        "use codes of its choices",
    ),
    (
        a_definition(
            "- {id: q, type: single, text: {en: A}, choices: yes_no, "
            "indicator: {favourable: [good]}}"
        ),
        "id: q",
        "question q",
        "favourable names an answer that is not there",
        "use codes of its choices",
    ),
    (
        a_definition(
            "- {id: q, type: single, text: {en: A}, choices: yes_no, "
            "indicator: {favourable: [yes]}}"
        ),
        "id: q",
        "sections page questions q indicator favourable number 1",
        "a code or a point of the scale",
        "put yes, no and numbers in quotation marks",
    ),
    (
        a_definition("- {id: q, type: scale, text: {en: A}, low: {en: Low}}"),
        "id: q",
        "question q",
        "the ends of the scale have no words",
        "add low and high",
    ),
    (
        a_definition(
            "- {id: q, type: scale, text: {en: A}, low: {en: L}, high: {en: H}, "
            "indicator: {favourable: [11]}}"
        ),
        "id: q",
        "question q",
        "favourable names an answer that is not there",
        "",
    ),
    (
        a_definition("- {id: q, type: number, text: {en: A}, minimum: 9, maximum: 3}"),
        "id: q",
        "question q",
        "minimum is above maximum",
        "exchange them",
    ),
    (
        a_definition(f"- {{id: q, type: number, text: {{en: A}}, maximum: 1{'0' * 30}}}"),
        "id: q",
        "sections page questions q maximum",
        "less than or equal to",
        "",
    ),
    (
        a_definition("- {id: q, type: note, text: {en: A}, required: true}"),
        "id: q",
        "question q",
        "a note has no answer",
        "remove required and indicator",
    ),
    (
        a_definition("- {id: q, type: likert_grid, text: {en: A}, choices: yes_no}"),
        "id: q",
        "question q",
        "rows and type do not fit",
        "give rows to a likert_grid",
    ),
    (
        a_definition(
            """
            - {id: q, type: note, text: {en: A}}
            - {id: q, type: text, text: {en: B}}
            """
        ),
        "type: text",
        "question q",
        "the id “q” is used twice",
        "give one of them another id",
    ),
    (
        a_definition(
            """
            - {id: row, type: note, text: {en: A}}
            - {id: q, type: likert_grid, text: {en: B}, choices: yes_no,
               rows: [{id: row, text: {en: R}}]}
            """
        ),
        "likert_grid",
        "question q",
        "the id “row” is used twice",
        "",
    ),
    (
        a_definition("- {id: gender, type: multiple, text: {en: A}, choices: yes_no}"),
        "id: gender",
        "question gender",
        "the id “gender” is kept for the questions about the person",
        "name it under demographics",
    ),
    (
        a_definition(
            after="  - id: page\n    title: {en: Again}\n"
            "    questions: [{id: n, type: note, text: {en: A}}]\n"
        ),
        "- id: page",
        "section page",
        "the id “page” is used twice",
        "give one of the sections another id",
    ),
    (
        a_definition("- {id: q, type: note, text: {en: A}, show_if: \"${nobody} = 'yes'\"}"),
        "id: q",
        "question q",
        "show_if names the unknown question “nobody”",
        "use the id of an earlier question",
    ),
    (
        a_definition('- {id: q, type: note, text: {en: A}, show_if: "${q2} == 3"}'),
        "id: q",
        "question q",
        "show_if cannot be read at column 7",
        "write = for",
    ),
    (
        a_definition(
            """
            - {id: one, type: note, text: {en: A}, show_if: "${two} = 'yes'"}
            - {id: two, type: single, text: {en: B}, choices: yes_no}
            """
        ),
        "id: one",
        "question one",
        "show_if names “two”, which is asked later",
        "ask that question first",
    ),
    (
        a_definition(
            "- {id: q, type: single, text: {en: A}, choices: yes_no, show_if: \"${q} = 'yes'\"}"
        ),
        "id: q",
        "question q",
        "show_if goes in a circle: q needs q",
        "let conditions look at earlier questions alone",
    ),
    (
        a_definition(
            """
            - {id: one, type: single, text: {en: A}, choices: yes_no}
            - {id: two, type: note, text: {en: B}, show_if: "selected(${one}, 'maybe')"}
            """
        ),
        "id: two",
        "question two",
        "show_if compares one with “maybe”, which is not on its list",
        "use one of no, yes",
    ),
    (
        a_definition().replace("version: 1\n", "version: 0\n"),
        "version: 0",
        "version",
        "greater than or equal to 1",
        "",
    ),
    (
        a_definition().replace("languages: [en]", "languages: [en, no]"),
        "languages:",
        "languages number 2",
        "valid string",
        "put yes, no and numbers in quotation marks",
    ),
    (
        a_definition().replace("version: 1\n", ""),
        "id: small",
        "version",
        "field required",
        "add it",
    ),
    (
        a_definition(after="demographics: [gender, shoe_size]\n"),
        "shoe_size",
        "demographics number 2",
        "'gender', 'age_band' or 'sector'",
        "",
    ),
    (
        a_definition(after="demographics: [gender]\ncrossings: [gender by sector]\n"),
        "crossings:",
        "crossings",
        "“sector” is crossed and not asked",
        "add it to demographics, or leave it out here",
    ),
    (
        a_definition(after="demographics: [gender]\ncrossings: [gender by gender]\n"),
        "crossings:",
        "crossings",
        "it crosses a question with itself",
        "name each once",
    ),
]


@pytest.mark.parametrize(
    ("text", "on_line", "where", "fault", "fix"),
    ONE_FAULT,
    ids=[f"{at}-{row[3][:30]}" for at, row in enumerate(ONE_FAULT)],
)
def test_an_author_is_told_what_to_mend_and_where(
    text: str, on_line: str, where: str, fault: str, fix: str
):
    found = faults_of(text)

    assert len(found) == 1, [str(each) for each in found]
    assert found[0].file == FILE
    occurrences = sum(on_line in line for line in text.splitlines())
    assert found[0].line == line_of(on_line, text, occurrences)
    assert found[0].where == where
    assert fault in found[0].fault
    assert found[0].fix
    assert fix in found[0].fix
    assert str(found[0]).startswith(f"{FILE}:{found[0].line}: {where}: ")


def test_every_fault_is_told_at_once_when_there_are_several():
    text = a_definition(
        """
        - {id: one, type: note, text: {fr: A}, show_if: "${three} = 'yes'"}
        - {id: two, type: note, text: {en: B}, show_if: "${one} = 'yes'"}
        - {id: three, type: single, text: {en: C}, choices: yes_no, show_if: "${four} = 'yes'"}
        - {id: four, type: single, text: {en: C}, choices: yes_no, show_if: "${three} = 'yes'"}
        """
    )

    found = [fault.fault for fault in faults_of(text)]

    assert found == [
        "no text in en",
        "show_if names “three”, which is asked later",
        "show_if names the unknown question “one”",
        "show_if goes in a circle: three needs four needs three",
    ]


def test_a_missing_translation_is_told_once_and_at_the_list_when_questions_share_it():
    text = a_definition(
        """
        - {id: one, type: single, text: {en: A}, choices: shared}
        - {id: two, type: single, text: {en: B}, choices: shared}
        """,
        lists="shared:\n  - {code: a, text: {en: A}}\n  - {code: b, text: {fr: B}}\n",
    )

    found = faults_of(text)

    assert [(fault.line, fault.fault) for fault in found] == [
        (line_of("code: b", text), "no text in en")
    ]


def test_a_missing_translation_is_told_in_its_own_file_when_it_is_about_the_person():
    text = a_definition(after="demographics: [age_band, sector]\n")
    lacking = DEMOGRAPHICS.replace('    text:\n      en: "How old', '    text:\n      de: "How old')
    lacking = lacking.replace('    en: "About you"\n', "")

    with pytest.raises(DefinitionError) as caught:
        read_survey(text, FILE, lacking)

    assert [(fault.file, fault.line, fault.where) for fault in caught.value.faults] == [
        (
            "demographics.yaml",
            line_of("title:", lacking) + 1,
            "title of section about_you",
        ),
        ("demographics.yaml", line_of("How old", lacking), "text of question age_band"),
    ]


def test_the_questions_about_the_person_are_refused_when_their_file_is_faulty():
    for faulty in ("", "section: {}", DEMOGRAPHICS + '    show_if: "${"\n'):
        with pytest.raises(DefinitionError) as caught:
            read_survey(a_definition(after="demographics: [sector]\n"), FILE, faulty)

        assert {fault.file for fault in caught.value.faults} == {"demographics.yaml"}


def test_a_definition_is_refused_when_it_is_no_questionnaire_at_all():
    for text in ("hello", "[1, 2]", "7"):
        (fault,) = faults_of(text)
        assert (fault.line, fault.where) == (1, "file")


def test_yaml_faults_name_file_and_line_too():
    (fault,) = faults_of(a_definition(after="minutes: 2\n"))

    assert fault.line == len(a_definition().splitlines()) + 1
    assert (fault.file, fault.fault) == (FILE, "“minutes” is there twice")


class TestFiles:
    def refused(self, path: Path) -> DefinitionFault:
        with pytest.raises(DefinitionError) as caught:
            check_survey_file(path, DEMOGRAPHICS)
        (fault,) = caught.value.faults
        assert fault.file == str(path)
        assert fault.fix
        return fault

    def test_a_file_is_taken_when_folder_and_name_say_what_it_says(self, tmp_path: Path):
        survey = check_survey_file(a_survey_file(tmp_path), DEMOGRAPHICS)

        assert (survey.id, survey.version) == ("tiny", 1)

    @pytest.mark.parametrize("name", ["tiny/v2.yaml", "tiny/v1.yml", "other/v1.yaml"])
    def test_a_file_is_refused_when_its_name_says_something_else(self, tmp_path: Path, name: str):
        fault = self.refused(a_survey_file(tmp_path, name=name))

        assert "cannot have this name" in fault.fault
        assert "tiny/v1.yaml" in fault.fix

    def test_a_file_is_refused_when_it_is_not_utf_8(self, tmp_path: Path):
        path = a_survey_file(tmp_path)
        path.write_bytes(TINY.encode("utf-16"))

        assert self.refused(path).fault == "the file is not UTF-8"

    def test_a_file_is_refused_when_it_is_huge(self, tmp_path: Path):
        path = a_survey_file(tmp_path, "#" * (MAX_BYTES + 1))

        assert "larger than" in self.refused(path).fault

    def test_a_file_is_refused_when_it_is_not_there(self, tmp_path: Path):
        assert "No such file" in self.refused(tmp_path / "v1.yaml").fault

    def test_a_file_is_refused_when_it_is_a_folder(self, tmp_path: Path):
        assert "Is a directory" in self.refused(tmp_path).fault

    def test_a_file_never_ends_when_it_is_a_device(self):
        assert "larger than" in self.refused(Path("/dev/zero")).fault


def test_very_many_faults_are_found_in_reasonable_time():
    extra = "".join(f"k{at}: 1\n" for at in range(5_000))
    untold = "".join(f"  - {{code: c{at}, text: {{fr: a}}}}\n" for at in range(5_000))
    question = "- id: q\n  type: single\n  text: {en: Q}\n  choices:\n" + untold
    began = time.process_time()

    assert len(faults_of(a_definition(after=extra))) == 5_000
    assert len(faults_of(a_definition(question))) == 5_000
    assert time.process_time() - began < 10


def test_a_long_list_is_not_told_over_and_over():
    choices = "".join(f"  - {{code: c{at}, text: {{en: a}}}}\n" for at in range(100))
    note = "- {id: n, type: note, text: {en: A}, show_if: \"${q} = 'x'\"}"
    (fault,) = faults_of(
        a_definition("- id: q\n  type: single\n  text: {en: Q}\n  choices:\n" + choices + note)
    )

    assert fault.fix.endswith("c26, …")


def test_questions_cannot_share_more_choices_than_can_be_asked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(definition, "MAX_CHOICES", 5)
    asked = [f"- {{id: q{at}, type: single, text: {{en: Q}}, choices: yes_no}}" for at in range(3)]

    (fault,) = faults_of(a_definition("\n".join(asked)))

    assert "more than 5 choices" in fault.fault
