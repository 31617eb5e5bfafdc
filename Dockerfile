# syntax=docker/dockerfile:1

FROM python:3.11-slim-bookworm AS build

# PyTorch's own index of CPU builds; empty for the build with CUDA.
ARG TORCH_INDEX_URL=https://download.pytorch.org/whl/cpu

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore

RUN python -m venv --without-pip /opt/dateline

WORKDIR /build

# What the project depends on, in a layer that lasts until pyproject.toml changes.
COPY pyproject.toml ./
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" \
      > requirements.txt \
    && pip --python /opt/dateline/bin/python install ${TORCH_INDEX_URL:+--extra-index-url "${TORCH_INDEX_URL}"} \
      --requirement requirements.txt

COPY README.md LICENSE NOTICE ./
COPY models models
COPY pipeline pipeline
RUN pip --python /opt/dateline/bin/python install --no-deps . \
    && test -f "$(/opt/dateline/bin/python -c 'import models; print(models.__path__[0])')/weights/dateline-small/model.safetensors"


FROM python:3.11-slim-bookworm

LABEL org.opencontainers.image.title="Dateline" \
      org.opencontainers.image.description="Turns a stream of news articles into coded events" \
      org.opencontainers.image.licenses="Apache-2.0"

RUN groupadd --system --gid 10001 dateline \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin dateline \
    && install --directory --owner 10001 --group 10001 /var/lib/dateline

COPY --from=build /opt/dateline /opt/dateline

# Libraries that write to the home directory find the only folder that can be written.
ENV PATH=/opt/dateline/bin:$PATH \
    HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATELINE_WEB_PORT=8080

USER 10001:10001
WORKDIR /tmp
EXPOSE 8080

HEALTHCHECK --interval=15s --timeout=10s --start-period=90s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['DATELINE_WEB_PORT'] + '/health', timeout=5)"]

ENTRYPOINT ["dateline"]
CMD ["worker"]
