# The image of web, worker, beat and migrate; docker-compose.yml says which command each runs.
FROM python:3.13-slim AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv
WORKDIR /app
# The packages first: they change less often than the code.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --extra saml
COPY manage.py LICENSE ./
COPY apps apps
COPY static static
COPY templates templates
# The settings insist on these three, but collecting files uses none of them.
RUN SECRET_KEY=build ALLOWED_HOSTS=build DATABASE_URL=postgresql:///build \
    .venv/bin/python manage.py collectstatic --noinput

FROM python:3.13-slim
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --home-dir /nonexistent namndkollen
WORKDIR /app
# Owned by root: the process cannot change its own code.
COPY --from=build /app /app
USER namndkollen
EXPOSE 8000
CMD ["gunicorn", "apps.config.wsgi", "--bind", "0.0.0.0:8000", "--config", "python:apps.config.gunicorn_settings", "--workers", "2", "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
