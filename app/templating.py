"""Jinja as all packages use it: escaping everything, refusing unknown names, speaking the person's language."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from markupsafe import Markup

from accounts import i18n, visits
from accounts.csrf import FIELD
from accounts.moments import last_day, local_day
from app.assets import Assets

FOLDER = Path(__file__).parent.parent / "templates"


def template_config(assets: Assets) -> TemplateConfig[JinjaTemplateEngine]:
    """Return the template engine with the names that every template and macro knows."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    engine = JinjaTemplateEngine.from_environment(environment)
    environment.globals.update(
        _=i18n.gettext,
        gettext=i18n.gettext,
        ngettext=i18n.ngettext,
        country_name=i18n.country_name,
        figure=i18n.figure,
        csrf=csrf,
        csrf_token=csrf_token,
        fmt_date=fmt_date,
        local_day=local_day,
        last_day=last_day,
        static=assets.url,
    )
    return TemplateConfig(instance=engine)


def csrf_token() -> str:
    """Return the token of this browser, for the header of requests that htmx makes."""
    return visits.current.get().csrf_token()


def csrf() -> Markup:
    """Return the hidden input that every form with method post needs."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, csrf_token())


def fmt_date(value: date | datetime | str | None) -> str:
    """Return a day as 2026-11-21, a moment as 2026-11-21 14:05, a partial date as written, and nothing for none."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else value or ""
