# One image, two commands: `drumbeat serve` for the pages, `drumbeat work` for the work.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
RUN pip install --no-cache-dir uv==0.13.9
COPY pyproject.toml requirements.lock README.md ./
# The same pins and hashes, without the tools for development.
RUN uv pip compile -q pyproject.toml --universal --generate-hashes --no-header -o requirements.lock \
 && uv venv /opt/drumbeat \
 && uv pip sync -q --require-hashes --python /opt/drumbeat/bin/python requirements.lock
COPY src ./src
RUN uv pip install -q --no-deps --python /opt/drumbeat/bin/python .

FROM python:3.11-slim-bookworm
# `drumbeat backup` and `restore` ask the tools of PostgreSQL, of the server's own version.
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends postgresql-client-15 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home drumbeat \
 && install -d -o drumbeat -g drumbeat -m 0700 /var/lib/drumbeat
COPY --from=build /opt/drumbeat /opt/drumbeat
ENV PATH=/opt/drumbeat/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DRUMBEAT_HOME=/var/lib/drumbeat
USER drumbeat
WORKDIR /var/lib/drumbeat
VOLUME /var/lib/drumbeat
EXPOSE 8000
CMD ["drumbeat", "serve", "--bind", "0.0.0.0:8000"]
