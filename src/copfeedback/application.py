"""The one place that builds real things and wires them together."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from copfeedback.complaints.casework import Casework, build_casework
from copfeedback.complaints.choices import Choices
from copfeedback.complaints.copies import delete_old_keyrings
from copfeedback.complaints.counters import SEAL_PURPOSE, Counters
from copfeedback.complaints.early_warning import SEAL_PURPOSE as WARNING_PURPOSE
from copfeedback.complaints.early_warning import EarlyWarning
from copfeedback.complaints.figures import Figures
from copfeedback.complaints.filing import Filing
from copfeedback.complaints.following import Following
from copfeedback.complaints.heads import note_heads
from copfeedback.complaints.holders import Keys
from copfeedback.complaints.model import Clocks
from copfeedback.complaints.openings import Openings
from copfeedback.complaints.paper_holders import PaperHolders
from copfeedback.complaints.periodic_report import Reports
from copfeedback.complaints.promises import Promises
from copfeedback.complaints.published_series import ComplaintSeries
from copfeedback.complaints.retention import Retention
from copfeedback.complaints.roster_book import RosterBook
from copfeedback.complaints.stretching import Stretching
from copfeedback.evaluations.services import (
    EvaluationServices,
    Nearby,
    build_evaluation_services,
)
from copfeedback.forums.attendance_figures import Population
from copfeedback.forums.published_series import ForumSeries
from copfeedback.forums.services import ForumServices, build_forum_services
from copfeedback.forums_nearby import forums_nearby
from copfeedback.i18n.catalogues import Catalogues, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.operations import BACKUPS, Operations
from copfeedback.people.accounts import Accounts
from copfeedback.people.audit import Trail
from copfeedback.people.mail import Mail
from copfeedback.people.organisations import Organisations
from copfeedback.people.pace import ClientPace, Guesses
from copfeedback.people.passwords import AT_ONCE
from copfeedback.people.proofs import Proofs
from copfeedback.people.sectors import Sectors
from copfeedback.people.service import People
from copfeedback.people.single_sign_on import SingleSignOn
from copfeedback.profile.service import Profile
from copfeedback.ratings import Ratings
from copfeedback.results.all_series import AllSeries, SeriesSource
from copfeedback.results.closing import Closing
from copfeedback.results.followup import FollowUps
from copfeedback.results.free_text.excerpts import Excerpts
from copfeedback.results.free_text.service import Coding
from copfeedback.results.microdata import MicrodataExports
from copfeedback.results.releases import UnknownRelease
from copfeedback.results.service import Results
from copfeedback.results.survey_series import SurveySeries
from copfeedback.sealing import Seal
from copfeedback.server_secret import ServerSecret, server_secret
from copfeedback.settings import Settings, load_settings
from copfeedback.storage.engine import StorageUnavailable, open_database
from copfeedback.surveys.book import AskedWave, UnknownWave, WaveBook
from copfeedback.surveys.codes import CodeCheck
from copfeedback.surveys.files import SurveyFiles
from copfeedback.surveys.intake import Intake
from copfeedback.surveys.paper import Paper
from copfeedback.surveys.resuming import Drafts
from copfeedback.surveys.reviews import ReviewBook
from copfeedback.surveys.service import Surveys
from copfeedback.surveys.spoken import Recordings, read_recordings
from copfeedback.surveys.wave_model import Audience
from copfeedback.surveys.wave_wording import translation_notes
from copfeedback.waves_nearby import waves_nearby

PROJECT = Path(__file__).resolve().parents[2]
"""The checkout: pages, surveys and locales lie beside ``src``."""
DEMOGRAPHICS = PROJECT / "surveys" / "demographics.yaml"
"""The questions about the person, which all questionnaires share."""

_log = logging.getLogger(__name__)
_audit_log = logging.getLogger("copfeedback.audit")


@dataclass
class Portal(ForumServices, EvaluationServices):
    """Everything the doors call."""

    settings: Settings
    engine: Engine
    trail: Trail
    catalogues: Catalogues
    surveys: Surveys
    results: Results
    microdata: MicrodataExports
    follow_ups: FollowUps
    closing: Closing
    coding: Coding
    excerpts: Excerpts
    people: People
    single_sign_on: SingleSignOn
    accounts: Accounts
    keys: Keys
    organisations: Organisations
    sectors: Sectors
    profile: Profile
    operations: Operations
    intake: Intake
    codes: CodeCheck
    drafts: Drafts
    paper: Paper
    recordings: Recordings
    survey_files: SurveyFiles
    reviews: ReviewBook
    promises: Promises
    openings: Openings
    choices: Choices
    clocks: Clocks
    filing: Filing
    following: Following
    casework: Casework
    paper_holders: PaperHolders
    figures: Figures
    complaint_reports: Reports
    early_warning: EarlyWarning
    retention: Retention
    secret: ServerSecret
    _stopping: threading.Event = field(default_factory=threading.Event)
    _folder: threading.Thread | None = None
    _head_noted_on: date | None = None

    def translation_notes(self, asked: AskedWave, speech: Speech) -> list[str]:
        """What somebody has to know of a survey's words in their language."""
        published = self.surveys.book.published(asked)
        reviewed = speech.tag not in published.languages or self.reviews.is_reviewed(
            published, speech.tag
        )
        return translation_notes(asked, speech, reviewed=reviewed)

    def server_seal(self, purpose: str) -> Seal:
        """A seal under the portal's own secret, which is not in the database."""
        return self.secret.seal(purpose)

    def start_folding(self) -> None:
        """Fold pending answers, and close what is over, on a timer until ``stop``."""
        if self._folder is None:
            self._folder = threading.Thread(target=self._fold_on_timer, name="fold", daemon=True)
            self._folder.start()

    def stop(self) -> None:
        """End the thread and let go of the database."""
        self._stopping.set()
        if self._folder is not None:
            self._folder.join()
        self.engine.dispose()

    def _fold_on_timer(self) -> None:
        while not self._stopping.wait(self.settings.fold_every_seconds):
            try:
                self.surveys.fold_all()
                self.drafts.purge(self.surveys.today())
                self.closing.close_what_is_over()
                self._daily()
            except StorageUnavailable:
                _log.warning("folding waits: the database cannot be written now")
            except Exception as error:  # noqa: BLE001 - the timer must outlive any one failure
                _log.error("folding failed: %s", type(error).__name__)

    def _daily(self) -> None:
        """Once a day: shred and count what is due, and print the head of the audit trail.

        Printed, it can be noted elsewhere.
        """
        today = self.surveys.today()
        if today != self._head_noted_on:
            self.retention.erase_due()
            delete_old_keyrings(self.settings.data_dir / BACKUPS, self.trail.now())
            # No warning, but what is less is not printed, whichever way the portal was started.
            note_heads(self.trail)
            _audit_log.warning("head of the audit trail: %s", self.trail.head())
            self._head_noted_on = today
            self.figures.freeze_due()
            self.forum_figures.freeze_due()
            self.activities.freeze_due()


def build_portal(
    settings: Settings,
    *,
    today: Callable[[], date] | None = None,
    now: Callable[[], datetime] | None = None,
    locales: Path = PROJECT / "locales",
) -> Portal:
    """Build the portal for these settings; the clock can be exchanged."""
    now = now or (lambda: datetime.now(UTC))
    clock = now
    engine = open_database(settings.database)
    trail = Trail(engine, now)
    book = WaveBook(engine)
    intake = Intake(engine)
    zone = ZoneInfo(settings.time_zone)
    today = today or (lambda: clock().astimezone(zone).date())
    pace = ClientPace(monotonic, settings.sendings_at_once, settings.seconds_per_sending)
    surveys = Surveys(engine, book, intake, today, pace)
    results = Results(trail, book, today, zone)

    def is_public(wave_id: str) -> bool:
        return results.release_of(wave_id) is not None

    def is_release(name: str) -> bool:
        """Whether results can be read under the name of a wave or of a release."""
        try:
            return bool(results.find_publication(name)) if "." in name else is_public(name)
        except (UnknownRelease, UnknownWave):
            return False

    coding = Coding(trail, book, is_public, today)
    # Apart from the codes of complainants: who lodges a complaint keeps no caseworker waiting.
    stretching = Stretching(AT_ONCE)
    roster_book = RosterBook(trail, settings, today)
    keys = Keys(trail, roster_book, stretching, Proofs(trail, monotonic), today)
    catalogues = Catalogues(locales)
    clocks = Clocks(**{each.name: getattr(settings, each.name) for each in fields(Clocks)})
    promises = Promises(trail, clocks, tuple(catalogues.languages))
    openings = Openings(trail, promises, today, surveys.is_demonstration)
    secret = server_secret(settings)
    counters = Counters(secret.seal(SEAL_PURPOSE))
    codes = Stretching(settings.argon2_at_once)
    filing = Filing(
        trail,
        keys.roster,
        codes,
        clocks,
        today,
        pace=ClientPace(monotonic, settings.sendings_at_once, settings.seconds_per_sending),
        languages=openings.open_languages,
        count=counters.count_filing,
    )
    following = Following(
        trail, codes, clocks, today, Guesses(monotonic), rated=Ratings(surveys).rate
    )

    def in_languages(message: str) -> Translations:
        """One of the portal's own sentences in each language it has."""
        spoken = map(catalogues.speech, catalogues.languages)
        return Translations({each.tag: each.gettext(message) for each in spoken})

    in_forums = build_forum_services(
        trail,
        today,
        languages=tuple(catalogues.languages),
        is_release=is_release,
        population=lambda: _population(book),
        pace=ClientPace(monotonic, settings.sendings_at_once, settings.seconds_per_sending),
        in_languages=in_languages,
    )
    figures = Figures(trail, counters, today)
    of_forums = ForumSeries(
        in_forums.forums, in_forums.commitments, in_forums.forum_figures, today, in_languages
    )
    sources: dict[SeriesSource, bool] = {
        SurveySeries(results.across_waves, in_languages): settings.has_surveys,
        ComplaintSeries(figures, in_languages): settings.has_complaints,
        of_forums: settings.has_forums,
    }
    # Their pages are not there where a feature is left out.
    series = AllSeries(*(source for source, offered in sources.items() if offered))
    in_evaluations = build_evaluation_services(
        trail,
        today,
        languages=tuple(catalogues.languages),
        weekend=settings.weekend_days,
        results=results,
        nearby=Nearby(series.series, series.names, forums_nearby(in_forums), waves_nearby(book)),
        in_languages=in_languages,
        local_day=lambda moment: moment.astimezone(ZoneInfo(settings.time_zone)).date(),
    )
    return Portal(
        **vars(in_forums),
        **vars(in_evaluations),
        settings=settings,
        engine=engine,
        trail=trail,
        catalogues=catalogues,
        surveys=surveys,
        results=results,
        microdata=MicrodataExports(trail, book),
        follow_ups=FollowUps(trail, book, today),
        closing=Closing(trail, book, results, today),
        coding=coding,
        excerpts=Excerpts(trail, book, coding, is_public),
        people=People(engine, settings, trail, keys=keys),
        single_sign_on=SingleSignOn(settings, trail),
        accounts=Accounts(trail, settings, Mail(settings), keys),
        keys=keys,
        organisations=Organisations(trail),
        sectors=Sectors(trail),
        profile=Profile(trail),
        operations=Operations(engine, trail, settings, surveys),
        intake=intake,
        codes=CodeCheck(engine, Guesses(monotonic)),
        drafts=Drafts(engine, Guesses(monotonic), pace),
        paper=Paper(engine),
        recordings=read_recordings(PROJECT / "surveys"),
        survey_files=SurveyFiles(engine),
        reviews=ReviewBook(engine),
        promises=promises,
        openings=openings,
        choices=Choices(Sectors(trail), Organisations(trail)),
        clocks=clocks,
        filing=filing,
        following=following,
        paper_holders=PaperHolders(trail, keys.roster),
        casework=build_casework(trail, keys.roster, clocks, today, counters.count_closing),
        figures=figures,
        complaint_reports=Reports(trail, today),
        early_warning=EarlyWarning(
            trail,
            counters,
            secret.seal(WARNING_PURPOSE),
            today,
            deviations=settings.signal_deviations,
            least=settings.signal_least,
        ),
        retention=Retention(trail, clocks, today),
        secret=secret,
    )


def _population(book: WaveBook) -> Population:
    """How many people there are, as the latest wave that knows says; nothing where none does."""
    knowing = (each.wave for each in book.all() if each.wave.plan.population)
    public = [wave for wave in knowing if wave.plan.audience is Audience.PUBLIC]
    return max(public, key=lambda wave: wave.opens).plan.population if public else {}


@cache
def portal() -> Portal:
    """The portal of this process, built from the environment at first use."""
    return build_portal(load_settings())
