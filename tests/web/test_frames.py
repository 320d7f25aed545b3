"""Pages that are rendered once: what differs is filled in, and nothing is carried over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markupsafe import Markup, escape
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.web.frames import Frame, Frames, gap
from copfeedback.web.rendering import Renderer
from tests.web.visitor import Visitor

ADDRESS = "/en/surveys/neighbourhood-safety-1"
SECRET = "What I alone wrote & nobody else"


class Rendering(Renderer):
    """A renderer that counts."""

    count = 0

    def text(self, template: str, tag: str, **context: object) -> Markup:
        """Render, and count it."""
        self.count += 1
        return super().text(template, tag, **context)


@pytest.fixture
def renderer(portal: Portal) -> Rendering:
    return Rendering(portal)


def thanks(frames: Frames, portal: Portal, name: str, tag: str = "en", **changes: object) -> Frame:
    """The frame of a thank-you page."""
    asked = portal.surveys.book.find("neighbourhood-safety-1")
    asked = replace(asked, **changes) if changes else asked
    return frames.page(asked, "survey_thanks.html", tag, asked=asked, short_address=gap(name))


def test_each_piece_is_in_its_place_when_a_frame_is_filled():
    frame = Frame(Markup("<p>{}</p><b>{}</b><p>{}</p>").format(gap("one"), gap("two"), gap("one")))
    filled = frame.filled(one=Markup("<i>1</i>"), two=Markup("2"))
    assert filled == Markup("<p><i>1</i></p><b>2</b><p><i>1</i></p>")


def test_a_page_is_rendered_once_when_only_the_gaps_differ(portal: Portal, renderer: Rendering):
    frames = Frames(renderer)
    first, second = (
        thanks(frames, portal, "address").filled(address=escape(each))
        for each in ("<1st>", "<2nd>")
    )
    assert renderer.count == 1
    assert ("&lt;1st&gt;" in first, "&lt;2nd&gt;" in second) == (True, True)
    assert "1st" not in second


def test_a_page_is_rendered_for_each_language_and_anew_when_the_wave_changes(
    portal: Portal, renderer: Rendering
):
    frames = Frames(renderer)
    thanks(frames, portal, "address")
    assert 'lang="ar"' in thanks(frames, portal, "address", "ar").filled(address=Markup())
    changed = portal.surveys.book.find("neighbourhood-safety-1").wave
    later = replace(changed, results_due=changed.results_due.replace(year=2031))
    assert "2031" in thanks(frames, portal, "address", wave=later).filled(address=Markup())


def test_nobody_sees_what_another_entered_when_both_are_on_the_same_page(client: TestClient):
    one = Visitor(client, ADDRESS).answer_everything()
    while "q.improve" not in one.form.values:
        one.press("change:needs_and_priorities")
    one.press("language:en", improve=SECRET)
    assert one.form.values["q.improve"] == [SECRET]
    other = Visitor(client, ADDRESS).answer_everything().press("change:needs_and_priorities")
    assert SECRET not in other.response.text
    assert "nobody else" not in other.response.text


def test_nobody_sees_what_another_entered_when_both_are_at_the_review(client: TestClient):
    one = Visitor(client, ADDRESS).answer_everything()
    one.press("change:needs_and_priorities").press("next", improve=SECRET)
    other = Visitor(client, ADDRESS).answer_everything()
    assert (one.page, other.page) == ("review", "review")
    assert "nobody else" in one.response.text
    assert "nobody else" not in other.response.text
