# docker build --tag unrolled . && docker run --publish 8501:8501 --volume runs:/data unrolled
FROM python:3.13-slim

RUN useradd --create-home --uid 10001 unrolled && mkdir /data /cache && chown unrolled /data /cache
WORKDIR /tmp/unrolled
COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY rnn_core rnn_core
COPY app app
COPY pages pages
COPY assets assets
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps . && rm -rf /tmp/unrolled

USER unrolled
WORKDIR /home/unrolled
ENV UNROLLED_DATA=/data UNROLLED_CACHE=/cache PYTHONUNBUFFERED=1
# A first visitor then waits for nothing, on a machine of the same kind; on another one it is compiled anew.
RUN unrolled --warm-up

VOLUME /data
EXPOSE 8501
# Not by urllib, which would ask a proxy that the environment names.
HEALTHCHECK --start-period=60s --interval=30s --timeout=5s \
    CMD ["python", "-c", "import http.client, sys; server = http.client.HTTPConnection('127.0.0.1', 8501, timeout=4); server.request('GET', '/healthz'); sys.exit(server.getresponse().status != 200)"]
STOPSIGNAL SIGINT
CMD ["unrolled", "--host", "0.0.0.0"]
