"""What every page needs: the view of the database, the templates, and answers as a page or as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from fastapi import Depends, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from dateline.errors import StoreError
from dateline.model import Reading
from dateline.serve import marks, words
from dateline.serve.accounts.mail import MailSettings
from dateline.serve.accounts.registration import Registration
from dateline.serve.accounts.viewer import settle, viewer_of
from dateline.serve.plain import visible
from dateline.store.collect_view import CollectView
from dateline.store.database import Database
from dateline.store.view import View

if TYPE_CHECKING:
    from dateline.serve.accounts.oidc import Provider

JSON = ".json"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("dateline.serve", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters.update(words.FILTERS)
    environment.filters.update(marks.FILTERS)
    return environment


def _shown(value: Any) -> Any:
    """What stands in a page, wherever it comes from: no letter that hides or turns the direction of writing.

    What was escaped by the template itself (``| e``) stays as it is: a form that has to send back what it was given.
    """
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@dataclass(frozen=True, slots=True)
class Site:
    """One site; kept in ``app.state.site``.

    Attributes:
        database: open for reading and writing; pages read through ``view``.
        full_text: whether everybody sees whole articles.
        address: how the site is reached from outside.
        read: reads a page, if this site does.
        admit: looks at the address of a source that is added, if this site adds any.
        registration: who may make an account.
        mail: through what mail is sent, if it is.
        provider: through whom people may sign in.
    """

    database: Database
    full_text: bool
    address: str
    read: Callable[[str, bytes], Reading] | None = None
    admit: Callable[[str], str] | None = None
    registration: Registration = Registration.INVITATION
    mail: MailSettings | None = None
    provider: Provider | None = None
    templates: Environment = field(default_factory=_templates)

    @property
    def view(self) -> View:
        """What is in the database, read-only."""
        return View(self.database)

    @property
    def collects(self) -> bool:
        """Whether there are sources; no, where that cannot be looked up: that page has something else to tell."""
        try:
            return CollectView(self.database).has_sources()
        except StoreError:
            return False

    def page(
        self, request: Request, template: str, values: Mapping[str, Any], *, status: int = 200
    ) -> Response:
        """A page of HTML; a template gets ``request``, ``site`` and ``viewer`` besides its values."""
        page = self.templates.get_template(template)
        text = page.render(request=request, site=self, viewer=viewer_of(request), **values)
        return settle(request, Response(text, status_code=status, media_type="text/html; charset=utf-8"))

    def json(self, value: Any, *, status: int = 200) -> Response:
        """Any of our types as JSON."""
        return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")

    def answer(self, request: Request, template: str, values: Mapping[str, Any], data: Any) -> Response:
        """The page, or the same as data where the address ends in ``.json``."""
        if wants_json(request):
            return settle(request, self.json(data))
        return self.page(request, template, values)


def wants_json(request: Request) -> bool:
    """Whether data were asked for: the address ends in ``.json``, or is one of the API's."""
    return request.url.path.endswith(JSON) or request.url.path.startswith("/api/")


async def site_of(request: Request) -> Site:
    """The site that a request is for; not in a thread of its own, which takes longer than to find it."""
    site: Site = request.app.state.site
    return site


CurrentSite = Annotated[Site, Depends(site_of)]
"""How a route asks for its site."""
