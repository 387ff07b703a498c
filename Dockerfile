# One image for web, worker, clock and the one-shot set-up; docker-compose.yml says which is which.
FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN useradd --system --uid 10001 --create-home ilc && install -d -o ilc -g ilc /app /data
WORKDIR /app

COPY requirements/base.txt requirements/base.txt
RUN pip install --require-hashes --only-binary :all: -r requirements/base.txt

COPY --chown=ilc:ilc . .
USER ilc
# Static files are part of the image, so that every web container serves the same ones.
ENV VAR_DIR=/data STATIC_DIR=/app/collected BIND=0.0.0.0 LOG_FORMAT=json
RUN EMBEDDED=yes VAR_DIR=/tmp/build python manage.py prepare --static && rm -rf /tmp/build

VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "gunicorn", "-c", "python:ilc.gunicorn", "ilc.wsgi"]
