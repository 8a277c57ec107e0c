"""Where Piccolo finds the database and the tables: SQLite in the data folder, or PostgreSQL by DATABASE_URL."""

from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine

from app.settings import read_settings
from app.sqlite import Engine

_settings = read_settings()

DB: Engine | PostgresEngine
if _settings.database_url:
    DB = PostgresEngine(config={"dsn": _settings.database_url})
else:
    _settings.data.mkdir(parents=True, exist_ok=True)
    DB = Engine(str(_settings.sqlite_file))

APP_REGISTRY = AppRegistry(
    apps=["accounts.piccolo_app", "register.piccolo_app", "assessments.piccolo_app", "imports.piccolo_app"]
)
