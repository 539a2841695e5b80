# One image for both services of compose.yaml: the page, and the Chroma server it asks.
FROM python:3.11-slim

RUN useradd --create-home --uid 10001 footnote \
    && install --directory --owner=footnote --group=footnote /data /store
WORKDIR /app

# Without this index pip would fetch gigabytes of CUDA packages with torch.
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY rag rag
COPY ui ui
COPY evals evals
COPY corpus corpus
RUN pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu \
        -c constraints.txt ".[mcp]"

USER footnote
ENV FOOTNOTE_HOME=/data \
    FOOTNOTE_MODELS=/data/models \
    OMP_WAIT_POLICY=PASSIVE
EXPOSE 7860
CMD ["footnote", "chat", "--host", "0.0.0.0", "--port", "7860", "--no-open", "--users"]
