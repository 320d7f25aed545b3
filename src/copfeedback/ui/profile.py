"""What the portal says about itself, part by part: all parts, their versions, and the promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import streamlit as st
from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor, Permission
from copfeedback.profile import wording
from copfeedback.profile.faults import Fault as PlacedFault
from copfeedback.profile.model import DEFAULTS, NEED_APPROVAL, Content, Part, Promise, Version
from copfeedback.profile.service import (
    ApprovedAlready,
    NothingChanged,
    ProfileFaulty,
    UnknownVersion,
    WrittenMeanwhile,
)
from copfeedback.ui import session, staff, tables
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Said, Sentence, Worded
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.pages import PROFILE, page_file
from copfeedback.ui.staff import Form, button

PART = "part"
_VERSIONS_SHOWN = 20
_READ_AT = "read_at"
FAULTS: Mapping[type[Exception], Fault] = {
    NothingChanged: Fault(WHOLE, N_("This is what the portal says already.")),
    WrittenMeanwhile: Fault(
        WHOLE,
        N_(
            "Somebody else has changed this since you opened it. Copy what you wrote, reload the "
            "page, and enter it again."
        ),
    ),
}
_APPROVING: Mapping[type[Exception], Fault] = {
    UnknownVersion: Fault(WHOLE, N_("There is no such version any more.")),
    ApprovedAlready: Fault(WHOLE, N_("Somebody has approved this version, or a later one.")),
}


def chosen(parts: Sequence[Part]) -> Part | None:
    """The part that the address asks for, if it is one of these."""
    return next((part for part in parts if part == st.query_params.get(PART)), None)


def show_all(parts: Sequence[Part], actor: Actor, speech: Speech) -> None:
    """The parts, each with how it stands."""
    _ = speech.gettext
    about = _(
        "What the portal says about itself. Every version is kept, with who wrote it and when."
    )
    st.html(Markup("<p>{}</p>").format(about))
    for part in parts:
        with st.container(key=f"row-{part}", gap=None):
            st.page_link(
                page_file(PROFILE), label=_(wording.PARTS[part]), query_params={PART: part.value}
            )
            latest = session.portal().profile.versions(actor, part, at_most=1)
            said = _state(latest[0], speech) if latest else _("Nothing has been written yet.")
            st.html(Markup("<p>{}</p>").format(said))


def versions_of(part: Part, actor: Actor) -> list[Version]:
    """The latest versions of a part, the newest first."""
    return session.portal().profile.versions(actor, part, at_most=_VERSIONS_SHOWN)


def history(versions: Sequence[Version], speech: Speech) -> None:
    """Who wrote which version and when, and who agreed to it."""
    _ = speech.gettext
    if not versions:
        return
    rows: list[tuple[str | Markup, list[str | Markup]]] = [
        (
            speech.formatting.number(version.number),
            [staff.moment(version.written_at, speech), _person(version.written_by, speech)],
        )
        for version in versions
    ]
    heads = [_("Version"), _("Written on"), _("Written by")]
    if versions[0].part in NEED_APPROVAL:
        heads.append(_("Approved"))
        for version, (_number, cells) in zip(versions, rows, strict=True):
            cells.append(_approval(version, speech))
    st.html(tables.plain_table(_("Versions"), heads, rows))


def _person(name: str | None, speech: Speech) -> Markup:
    return Markup("<bdi>{}</bdi>").format(name or speech.gettext("somebody at the server itself"))


def _approval(version: Version, speech: Speech) -> str | Markup:
    if version.approved_at is None:
        return speech.gettext("not yet")
    moment = staff.moment(version.approved_at, speech)
    return Markup("{} · {}").format(moment, _person(version.approved_by, speech))


def _state(version: Version, speech: Speech) -> str:
    said = speech.gettext("Version %(number)s, written %(moment)s") % {
        "number": speech.formatting.number(version.number),
        "moment": staff.moment(version.written_at, speech),
    }
    waits = speech.gettext("waits until the oversight body approves it")
    return said if version.is_in_force else f"{said} · {waits}"


@dataclass
class PartForm:
    """The form of a part, and the refusals of what is written in it.

    ``names`` are what its fields are called, by the places at which a fault can be: a summary of
    problems has to say which field it means.
    """

    part: Part
    before: Version | None
    desk: Desk
    speech: Speech
    names: dict[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> Form:
        """Where the fields come from."""
        return Form(self.desk, self.speech)

    @property
    def texts(self) -> LocalTexts:
        """Where the fields with languages come from."""
        return LocalTexts(self.fields)

    def content(self) -> Content:
        """What the latest version says."""
        return DEFAULTS[self.part] if self.before is None else self.before.content

    @property
    def read_at(self) -> int:
        """The number of the version that whoever types here has seen."""
        number = self.before.number if self.before else 0
        return int(self.desk.entered.setdefault(_READ_AT, number))

    def line(
        self,
        place: str,
        label: str,
        texts: Translations | None,
        *,
        hint: str = "",
        long: bool = False,
    ) -> None:
        """A field for a text that has languages."""
        self.names[place] = label
        self.texts.line(place, label, texts, hint=hint, long=long)

    def text(self, place: str, label: str, value: str, *, hint: str = "") -> None:
        """A field for a line of text."""
        self.names[place] = label
        self.fields.text(place, label, value, hint=hint)

    def typed(self, place: str) -> str:
        """What stands in a field without languages."""
        return str(self.fields.typed(place) or "").strip()

    def write(
        self,
        actor: Actor,
        content: Content,
        said: Said,
        *,
        after: int,
        moved: Mapping[str, str] = {},
    ) -> Done:
        """Keep what was typed. ``moved`` says which field a fault's place is, where they differ.

        Raises:
            Refused: something must be mended first.
        """
        try:
            session.portal().profile.write(actor, self.part, content, after=after)
        except ProfileFaulty as bad:
            raise Refused(
                dict(self._problem(fault, moved) for fault in reversed(bad.faults))
            ) from None
        return Done(said)

    def _problem(self, fault: PlacedFault, moved: Mapping[str, str]) -> tuple[str, Said]:
        place = moved.get(fault.place, fault.place)
        words = partial(wording.fault_sentence, fault)
        problem = Worded(
            partial(_named, self.names[place], words) if place in self.names else words
        )
        if not fault.language:
            return place, problem
        self.texts.show_language(fault.language)
        return f"{place}.{fault.language}", problem


def _named(name: str, words: Callable[[Speech], str], speech: Speech) -> str:
    return f"{name}: {words(speech)}"


def promise(
    versions: Sequence[Version], part: Part, actor: Actor, desk: Desk, speech: Speech
) -> None:
    """A promise: what is shown now, what waits for a yes, and a form for whoever writes it."""
    _ = speech.gettext
    if part is Part.PROMISE:
        always = Markup("").join(Markup("<li>{}</li>").format(_(line)) for line in wording.KEPT)
        said = _("The portal always says this by itself. Your own words stand below it.")
        st.html(Markup("<p>{}</p><ul>{}</ul>").format(said, always))
    else:
        st.html(
            Markup("<p>{}</p>").format(
                _(
                    "People who complain read this before the first question. The oversight body "
                    "answers for it: a new text is shown only after one of its own people has "
                    "approved it."
                )
            )
        )
        _in_force_and_waiting(versions, actor, desk, speech)
    if actor.may(Permission.EDIT_PROFILE):
        form = PartForm(part, versions[0] if versions else None, desk, speech)
        _promise_form(form)


def _in_force_and_waiting(
    versions: Sequence[Version], actor: Actor, desk: Desk, speech: Speech
) -> None:
    _ = speech.gettext
    shown = next((version for version in versions if version.is_in_force), None)
    st.html(Markup("<h2>{}</h2>{}").format(_("Approved"), _promised(shown, speech)))
    waiting = versions[0] if versions and not versions[0].is_in_force else None
    if waiting is None:
        return
    number = speech.formatting.number(waiting.number)
    heading = _("Version %(number)s waits for a yes") % {"number": number}
    st.html(Markup("<h2>{}</h2>{}").format(heading, _promised(waiting, speech)))
    if actor.may(Permission.APPROVE_PROMISE):
        question = _("Approve version %(number)s in all its languages? It is shown from then on.")
        do = partial(desk.attempt, partial(_approve, waiting), _APPROVING)
        label = _("Approve this version")
        staff.confirmed(
            desk, f"approve-{waiting.number}", label, question % {"number": number}, do, speech
        )


def _promised(version: Version | None, speech: Speech) -> Markup:
    """The text of a promise in every language it has."""
    content = version.content if version else None
    if not isinstance(content, Promise) or content.text is None:
        return Markup("<p>{}</p>").format(speech.gettext("No text."))
    languages = session.portal().catalogues.languages
    return Markup("").join(
        Markup('<h3>{}</h3><p lang="{}" dir="auto">{}</p>').format(
            languages[tag].name if tag in languages else tag,
            tag,
            Markup("<br>").join(map(escape, text.splitlines())),
        )
        for tag, text in content.text.items()
    )


def _approve(version: Version, actor: Actor) -> Done:
    session.portal().profile.approve(actor, version.part, version.number)
    return Done(Sentence(N_("Approved. People who complain read it from now on.")))


def _promise_form(form: PartForm) -> None:
    _ = form.speech.gettext
    content = form.content()
    text = content.text if isinstance(content, Promise) else None
    after = form.read_at
    st.html(Markup("<h2>{}</h2>").format(_("Write a new version")))
    form.texts.choose_language()
    hint = _("A promise a line. Leave all languages empty to promise nothing besides.")
    form.line("text", _("What you promise"), text, hint=hint, long=True)

    def save(actor: Actor) -> Done:
        said = Sentence(N_("Saved."))
        if form.part in NEED_APPROVAL:
            said = Sentence(N_("Saved. It is shown once the oversight body has approved it."))
        return form.write(actor, Promise(form.texts.read("text", text)), said, after=after)

    button(form.desk, "save", _("Save"), save, FAULTS, primary=True)
