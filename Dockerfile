# newsieve with everything it needs, for whoever runs containers: docs/container.md. The steps are those of
# scripts/setup, which `make install` calls; tests/packaging/test_container.py compares them.
FROM python:3.12-slim-bookworm AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY newsieve newsieve
COPY spiders spiders
COPY pipelines pipelines
RUN python -m venv /opt/newsieve \
    && /opt/newsieve/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-input ".[postgres]"

FROM python:3.12-slim-bookworm
COPY --from=build /opt/newsieve /opt/newsieve
RUN useradd --uid 10001 --create-home newsieve \
    && install --directory --owner=newsieve --group=newsieve /data
ENV PATH=/opt/newsieve/bin:$PATH \
    NEWSIEVE_STORE=/data/newsieve.db
USER newsieve
WORKDIR /data
VOLUME /data
ENTRYPOINT ["newsieve"]
CMD ["--help"]
