"""What an operator does with questionnaires from a shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from copfeedback.application import PROJECT
from copfeedback.cli import main
from tests.surveys.forms import a_form

HEAD = ("type", "name", "label::English (en)", "label::French (fr)")
GOOD = (HEAD, ("deviceid", "device"), ("text", "q", "Question", "Question ?"), ("text", "r", "R"))
SETTINGS = (("form_title", "form_id"), ("A form", "a-form"))


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("COPFEEDBACK_DATABASE_URL", raising=False)
    return tmp_path


def form_file(folder: Path, lines=GOOD, name: str = "form.xlsx") -> str:
    path = folder / name
    path.write_bytes(a_form(lines, (), SETTINGS))
    return str(path)


class TestCheck:
    def test_a_form_that_can_be_used_says_what_is_left_out_and_missing(self, data_dir, capsys):
        assert main(["survey", "check", form_file(data_dir)]) == 0

        said = capsys.readouterr().out
        assert "good. 2 questions in en, fr." in said
        assert "row 2: device (deviceid) is left out" in said
        assert "fr: " in said

    def test_a_form_with_faults_says_file_row_fault_and_fix(self, data_dir, capsys):
        bad = (HEAD, ("deviceid", "device"), ("nonsense", "q", "Q", "Q"))

        assert main(["survey", "check", form_file(data_dir, bad)]) == 1

        said = capsys.readouterr().err
        assert "form.xlsx:3: survey sheet, column type, q: there is no type “nonsense”" in said
        assert "Fix: " in said
        assert "device (deviceid) is left out" in said

    def test_all_files_are_checked_when_one_has_faults(self, data_dir, capsys):
        bad = form_file(data_dir, (HEAD, ("nonsense", "q", "Q", "Q")), "bad.xlsx")
        good = form_file(data_dir)
        shipped = str(PROJECT / "surveys" / "police-contact" / "v1.yaml")

        assert main(["survey", "check", bad, good, shipped]) == 1

        said = capsys.readouterr().out
        assert f"{good}: good." in said
        assert f"{shipped}: good." in said

    def test_a_workbook_is_known_by_its_content(self, data_dir):
        assert main(["survey", "check", form_file(data_dir, name="form.download")]) == 0

    def test_a_file_that_is_not_there_is_named(self, data_dir, capsys):
        assert main(["survey", "check", str(data_dir / "none.xlsx")]) == 1

        assert "cannot be read" in capsys.readouterr().err


@pytest.mark.usefixtures("migrated")
class TestImport:
    def test_a_form_becomes_the_next_version_of_its_survey(self, data_dir, capsys):
        first = form_file(data_dir)
        second = form_file(data_dir, (*GOOD, ("text", "s", "S")), "second.xlsx")

        assert main(["survey", "import", first]) == 0
        assert main(["survey", "import", second, "--into", str(data_dir / "kept")]) == 0

        said = capsys.readouterr().out
        assert "a-form version 1 is published." in said
        assert "a-form version 2 is published." in said
        kept = data_dir / "kept" / "a-form" / "v2.yaml"
        assert main(["survey", "check", str(kept)]) == 0

    def test_nothing_is_imported_when_the_newest_version_says_the_same(self, data_dir, capsys):
        form = form_file(data_dir)
        main(["survey", "import", form])

        assert main(["survey", "import", form]) == 1

        assert "a-form is published as version 1" in capsys.readouterr().err

    def test_another_id_can_be_given(self, data_dir, capsys):
        assert main(["survey", "import", form_file(data_dir), "--id", "mine"]) == 0

        assert "mine version 1 is published." in capsys.readouterr().out

    def test_pictures_beside_the_form_are_kept_and_missing_ones_are_named(self, data_dir, capsys):
        rows = (
            ("type", "name", "label", "media::image"),
            ("integer", "street", "How wide is it?", "street.png"),
            ("integer", "square", "How large is it?", "square.png"),
        )
        (data_dir / "media").mkdir()
        (data_dir / "media" / "street.png").write_bytes(b"\x89PNG\r\n\x1a\n")

        assert main(["survey", "import", form_file(data_dir, rows)]) == 0

        said = capsys.readouterr().out
        assert "square.png is not beside the form" in said
        assert "street.png" not in said

    def test_nothing_is_imported_from_a_form_with_faults(self, data_dir, capsys):
        bad = form_file(data_dir, (HEAD, ("nonsense", "q", "Q", "Q")))
        assert main(["survey", "import", bad]) == 1

        assert "no type “nonsense”" in capsys.readouterr().err


class TestExport:
    @pytest.mark.usefixtures("published")
    def test_a_published_survey_goes_out_and_can_be_checked(self, data_dir):
        out, text = data_dir / "out.xlsx", data_dir / "police-contact" / "v1.yaml"

        asked = ["survey", "export", "police-contact", "--xlsform", str(out), "--yaml", str(text)]
        assert main(asked) == 0

        assert main(["survey", "check", str(out), str(text)]) == 0

    def test_a_shipped_survey_goes_out_when_it_is_not_published(self, data_dir, capsys):
        out = data_dir / "out.xlsx"

        asked = ["survey", "export", "police-contact", "--version", "1", "--xlsform", str(out)]
        assert main(asked) == 0

        assert "is not published" in capsys.readouterr().err
        assert out.exists()

    @pytest.mark.usefixtures("migrated")
    def test_a_survey_that_is_not_there_is_named(self, data_dir, capsys):
        assert main(["survey", "export", "nothing", "--xlsform", str(data_dir / "x.xlsx")]) == 1

        assert "Survey nothing is not published" in capsys.readouterr().err


class TestNew:
    def test_a_survey_is_put_together_from_modules(self, data_dir):
        out = data_dir / "trust" / "v1.yaml"

        asked = ["survey", "new", "trust", "--from", "trust-fairness", "trust-cooperation"]
        assert main([*asked, "--demographics", "gender", "sector", "--into", str(out)]) == 0

        assert main(["survey", "check", str(out)]) == 0

    def test_a_module_that_is_not_there_is_named(self, capsys):
        assert main(["survey", "new", "trust", "--from", "nothing"]) == 1

        said = capsys.readouterr().err
        assert "there is no module “nothing”" in said
        assert "trust-fairness" in said
