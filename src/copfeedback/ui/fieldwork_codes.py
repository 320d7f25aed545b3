"""Access codes of a wave: made in batches, saved once, counted when they are used."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.printing.slips import code_slips
from copfeedback.surveys.access_code import CodeForm, CodeOrigin
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.codes import (
    TELLING,
    BatchCount,
    NoCodes,
    UnknownOrigin,
    count_codes,
    make_codes,
)
from copfeedback.surveys.wave_wording import full_name
from copfeedback.ui import session, tables
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence
from copfeedback.ui.staff import Form, button

AT_MOST = 20_000
"""More at once are made from a shell; a page would keep everybody waiting."""
_DIGITS = 6
_LONGEST_CHANNEL = 24
_FORMS: Mapping[str, str] = {
    CodeForm.DIGITS: N_("Digits"),
    CodeForm.WORDS: N_("Words that can be said aloud"),
}
_NO_CODES = N_("This wave takes no codes: it is closed, or open to everybody.")
_FAULTS: Mapping[type[Exception], Fault] = {
    NoCodes: Fault(WHOLE, _NO_CODES),
    UnknownOrigin: Fault("stratum", N_("The wave names other strata and clusters.")),
}


@dataclass(frozen=True, slots=True)
class Made(Done):
    """Codes that can be had only now."""

    batch: int = 0
    codes: tuple[str, ...] = field(default=(), repr=False)
    language: str = ""


def show(asked: AskedWave, actor: Actor, desk: Desk, speech: Speech) -> None:
    """The codes there are, and the form that makes more."""
    _ = speech.gettext
    if not asked.wave.plan.by_code or asked.keys is None:
        st.html(Markup("<p>{}</p>").format(_(_NO_CODES)))
        return
    if isinstance(desk.done, Made):
        _show_once(asked, desk.done, desk, speech)
    batches = count_codes(session.portal().engine, actor, asked)
    if batches:
        st.html(_table(batches, speech))
    st.html(Markup("<h2>{}</h2>").format(_("Make codes")))
    form = Form(desk, speech)
    most = {"count": speech.formatting.number(AT_MOST)}
    form.text("count", _("How many"), hint=_("%(count)s at once at most.") % most)
    form.choice("form", _("Written as"), {code: _(name) for code, name in _FORMS.items()})
    hint = _("Such as letter or school. It is counted, and not kept with any answer.")
    form.text("channel", _("How these people are reached"), hint=hint)
    for name, label, known in (
        ("stratum", _("Stratum of the sample"), asked.wave.plan.strata),
        ("cluster", _("Cluster of the sample"), asked.wave.plan.clusters),
    ):
        if known:
            options = {"": _("None"), **{value: value for value in known}}
            form.choice(name, label, options)
    languages = session.portal().catalogues.languages
    spoken = {tag: languages[tag].name for tag in asked.survey.languages if tag in languages}
    form.choice("slips-in", _("Language of the slips"), spoken, speech.tag)
    button(desk, "make", _("Make codes"), partial(_make, form, asked), _FAULTS, primary=True)


def _make(form: Form, asked: AskedWave, actor: Actor) -> Done:
    typed = {
        name: str(form.typed(name) or "").strip()
        for name in ("count", "form", "channel", "stratum", "cluster", "slips-in")
    }
    is_count = typed["count"].isdecimal() and len(typed["count"]) <= _DIGITS
    if not is_count or not 0 < int(typed["count"]) <= AT_MOST:
        advice = N_("Please write how many codes you need: a number from 1 to %(count)s.")
        most = form.speech.formatting.number(AT_MOST)
        raise Refused({"count": Sentence(advice, {"count": most})})
    if len(typed["channel"]) > _LONGEST_CHANNEL:
        raise Refused({"channel": Sentence(N_("Please shorten this to a word or two."))})
    portal = session.portal()
    made = make_codes(
        portal.trail,
        actor,
        asked,
        int(typed["count"]),
        portal.surveys.today(),
        CodeForm(typed["form"]),
        CodeOrigin(typed["channel"], typed["stratum"], typed["cluster"]),
    )
    return Made(
        Sentence(N_("The codes are made. Save them now: they are kept nowhere, and shown once.")),
        batch=made.batch,
        codes=made.codes,
        language=typed["slips-in"],
    )


def _show_once(asked: AskedWave, made: Made, desk: Desk, speech: Speech) -> None:
    _, name = speech.gettext, f"{asked.wave.id}-{made.batch}"
    with st.container(border=True, key="codes-once"):
        with st.container(horizontal=True):
            st.download_button(
                _("Save for mail merge (CSV)"),
                partial(_as_csv, made.codes, _address(asked)),
                f"{name}.csv",
                "text/csv",
                key=desk.key("csv"),
                on_click="ignore",
            )
            st.download_button(
                _("Save as slips to cut apart (PDF)"),
                partial(_as_slips, made, asked),
                f"{name}.pdf",
                "application/pdf",
                key=desk.key("slips"),
                on_click="ignore",
            )
        st.button(_("I have saved them"), key=desk.key("saved"), on_click=desk.forget_link)


def _as_csv(codes: tuple[str, ...], address: str) -> bytes:
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(["code", "address"])
    rows.writerows((code, address) for code in codes)
    return written.getvalue().encode("utf-8-sig")


def _as_slips(made: Made, asked: AskedWave) -> bytes:
    return code_slips(
        made.codes,
        name=full_name(asked, made.language),
        address=_address(asked),
        until=asked.wave.closes,
        speech=session.portal().catalogues.speech(made.language),
    )


def _address(asked: AskedWave) -> str:
    return f"{session.portal().settings.public_address.rstrip('/')}/s/{asked.wave.short}"


def _table(batches: list[BatchCount], speech: Speech) -> Markup:
    _, number = speech.gettext, speech.formatting.number
    fewer = _("fewer than %(count)s") % {"count": number(TELLING)}
    rows = [
        (
            number(each.number),
            [
                speech.formatting.date(each.made_on),
                number(each.issued),
                number(each.redeemed) if each.redeemed else fewer,
                ", ".join(
                    filter(None, (each.origin.channel, each.origin.stratum, each.origin.cluster))
                )
                or "–",
            ],
        )
        for each in batches
    ]
    heads = [_("Batch"), _("Made on"), _("Codes"), _("Used, rounded down"), _("For")]
    return tables.plain_table(_("Codes made so far"), heads, rows)
