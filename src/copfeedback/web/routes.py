"""All addresses of the light door."""

from __future__ import annotations

from starlette.convertors import IntegerConvertor, StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.complaints.promise_model import PromisePage
from copfeedback.web.complaint_figures import ComplaintFigures
from copfeedback.web.complaint_follow_routes import follow_routes
from copfeedback.web.complaint_intake import ComplaintIntake
from copfeedback.web.complaint_pages import ComplaintPages
from copfeedback.web.errors import Handler, answering_errors
from copfeedback.web.evaluation_routes import evaluation_routes
from copfeedback.web.features import offered
from copfeedback.web.forms import MOST_DIGITS
from copfeedback.web.forum_routes import forum_routes
from copfeedback.web.forums import ForumPages
from copfeedback.web.help import HelpPages
from copfeedback.web.officers import OfficerPages
from copfeedback.web.open_data_routes import open_data_routes
from copfeedback.web.public import PublicPages, wanted_language
from copfeedback.web.rendering import Renderer
from copfeedback.web.results import ResultPages
from copfeedback.web.staff_routes import staff_routes
from copfeedback.web.survey_files import SurveyFiles
from copfeedback.web.surveys import SurveyPages


def light_door_routes(portal: Portal) -> list[Route]:
    """The routes of the light door; ``{lang}`` matches the portal's languages alone.

    ``{…:number}`` matches numbers that the databases can keep.
    """

    class LanguageConvertor(StringConvertor):
        regex = "|".join(portal.catalogues.languages)

    class PromiseConvertor(StringConvertor):
        regex = "|".join(PromisePage)

    class NumberConvertor(IntegerConvertor):
        regex = f"[0-9]{{1,{MOST_DIGITS}}}"

    register_url_convertor("lang", LanguageConvertor())
    register_url_convertor("promise", PromiseConvertor())
    register_url_convertor("number", NumberConvertor())
    renderer = Renderer(portal)
    wrap = answering_errors(
        renderer,
        lambda request: request.path_params.get("lang") or wanted_language(portal, request).tag,
    )
    public, surveys = PublicPages(portal, renderer), SurveyPages(portal, renderer)
    files = SurveyFiles(portal)
    results = ResultPages(portal, renderer)
    writing = ComplaintIntake(portal, renderer)
    complaints = ComplaintPages(portal, renderer)
    home = ForumPages(portal, renderer).all
    if portal.settings.has_complaints:
        home = complaints.entry
    if portal.settings.has_surveys:
        home = public.home
    figures = ComplaintFigures(portal, renderer)
    officers, helping = OfficerPages(portal, renderer), HelpPages(portal, renderer)

    def get(path: str, handler: Handler) -> Route:
        return Route(path, wrap(handler), methods=["GET"])

    def post(path: str, handler: Handler) -> Route:
        return Route(path, wrap(handler), methods=["POST"])

    routes = [
        post("/{lang:lang}/surveys/{wave}", surveys.answer),
        get("/{lang:lang}/surveys/{wave}", surveys.introduce),
        get("/{lang:lang}/surveys/{wave}/thanks", surveys.thank),
        get("/{lang:lang}/kiosk/{wave}", surveys.introduce_kiosk),
        get("/{lang:lang}/assisted/{wave}", surveys.offer_help),
        get("/sounds/{survey}/{name:path}", files.sound),
        get("/pictograms/{name}", files.pictogram),
        get("/files/{survey}/{version:number}/{name}", files.file),
        get("/{lang:lang}/", home),
        get("/{lang:lang}", _with_slash),
        get("/{lang:lang}/surveys", public.surveys),
        get("/{lang:lang}/results", results.overview),
        get("/{lang:lang}/results/policy", results.policy),
        *forum_routes(portal, renderer, get, post),
        *evaluation_routes(portal, renderer, get),
        *open_data_routes(portal, get),
        get("/{lang:lang}/results/{wave}", results.wave),
        get("/{lang:lang}/results/{wave}/{item}", results.item),
        get("/{lang:lang}/complaints", complaints.entry),
        get("/{lang:lang}/complaints/{page:promise}", complaints.page),
        get("/{lang:lang}/officers", officers.all),
        get("/{lang:lang}/officers/{code}", officers.one),
        get("/{lang:lang}/complaints/new", writing.begin),
        post("/{lang:lang}/complaints/new", writing.answer),
        get("/{lang:lang}/complaints/form.pdf", writing.paper),
        get("/{lang:lang}/complaints/sounds/{name}", writing.sound),
        get("/{lang:lang}/complaints/figures", figures.figures),
        get("/{lang:lang}/complaints/figures/{number:number}", figures.report),
        get("/{lang:lang}/help", helping.help),
        get("/logo", helping.logo),
        get("/s/{wave}", public.short),
        get("/s/{wave}/{channel}", public.short),
        *follow_routes(portal, renderer, get, post),
        *staff_routes(portal, renderer, get, post),
        get("/healthz", public.healthy),
        get("/readyz", public.ready),
    ]
    return offered(routes, portal.settings)


async def _with_slash(request: Request) -> Response:
    return RedirectResponse(f"/{request.path_params['lang']}/", 308)
