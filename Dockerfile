# The register as an image: built from the locked dependencies, run by an account without rights on a read-only file system.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements.lock pyproject.toml ./
RUN python -m venv /opt/art28 && /opt/art28/bin/python -m pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY . .
RUN /opt/art28/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && /opt/art28/bin/python -m compileall -q /opt/art28 /app

FROM python:3.11-slim
# pg_dump and psql, for the backups of a register on PostgreSQL.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 1028 --home-dir /data --shell /usr/sbin/nologin art28 && install -d -o art28 -m 700 /data
COPY --from=build /opt/art28 /opt/art28
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/art28/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 ART28_DATA=/data ART28_HOST=0.0.0.0
USER art28
VOLUME /data
EXPOSE 8028
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8028/ready', timeout=4)"]
ENTRYPOINT ["art28"]
CMD ["serve"]
