# The portal as one image: hashed dependencies, no build tools, an ordinary user, data in a volume.
FROM python:3.11-slim AS dependencies
WORKDIR /srv/portal
RUN python -m venv /srv/venv
COPY requirements.lock ./
RUN /srv/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml ./
COPY bin/link_project.py bin/
RUN /srv/venv/bin/python bin/link_project.py

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PATH=/srv/venv/bin:$PATH \
    PORTAL_HOST=0.0.0.0 \
    PORTAL_PORT=8000 \
    PORTAL_DATA_DIR=/srv/data
RUN useradd --system --uid 10001 --user-group --no-create-home portal \
 && install -d -o portal -g portal -m 700 /srv/data
WORKDIR /srv/portal
COPY --from=dependencies /srv/venv /srv/venv
COPY alembic.ini pyproject.toml requirements.lock ./
COPY migrations migrations
COPY indicators indicators
COPY seed seed
COPY templates templates
COPY app app
USER portal
VOLUME /srv/data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORTAL_PORT\"]}/health/live', timeout=4)"]
# Migrating is an act of its own: docker run ... portal migrate
CMD ["portal", "serve"]
