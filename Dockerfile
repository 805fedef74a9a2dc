# MijnZaken, as a user without rights and on a root that may be read-only. What must stay is in /var/lib/mijnzaken; the
# configuration is expected in /etc/mijnzaken/mijnzaken.yaml, its secrets in the environment.

FROM python:3.11-slim AS build
WORKDIR /build
# Nothing comes in but by its hash; the package itself is built by what came in so, and by nothing fetched on the way.
COPY requirements.txt ./
RUN python -m venv /opt/mijnzaken \
    && /opt/mijnzaken/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY pyproject.toml README.md LICENSE.md ./
COPY resolvers resolvers
COPY app app
RUN /opt/mijnzaken/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /opt/mijnzaken/bin/pip uninstall --yes setuptools

FROM python:3.11-slim
LABEL org.opencontainers.image.title="MijnZaken" \
      org.opencontainers.image.description="Eén GraphQL-ingang voor MijnZaken-informatie" \
      org.opencontainers.image.licenses="EUPL-1.2"
RUN groupadd --gid 1000 mijnzaken \
    && useradd --uid 1000 --gid 1000 --no-create-home --home-dir /var/lib/mijnzaken --shell /usr/sbin/nologin mijnzaken \
    && install --directory --owner=1000 --group=1000 /var/lib/mijnzaken
COPY --from=build /opt/mijnzaken /opt/mijnzaken
ENV PATH="/opt/mijnzaken/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /var/lib/mijnzaken
USER 1000:1000
VOLUME ["/var/lib/mijnzaken"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/_healthz/livez/', timeout=3)"]
ENTRYPOINT ["mijnzaken"]
CMD ["serve", "--config", "/etc/mijnzaken/mijnzaken.yaml", "--host", "0.0.0.0", "--port", "8000"]
