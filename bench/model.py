"""How fast a local model is: loading, the prefix, a question behind it, writing, leaving.

    python -m bench.model [NAME]

Says how busy the machine was: other programs on the same cores cost it dearly.
"""

from __future__ import annotations

import os
import statistics
import sys
import time

from rag import Models, Settings
from rag.llm.local import LocalChat

RULES = "You write one plain English sentence that says what the quotes say.\n" + "\n".join(
    f"Quotes: [1] The bridge at place {n} fell in {1900 + n} and {n * 3} workers were hurt.\n"
    f"Question: When did bridge {n} fall?\nSentence: It fell in {1900 + n} [1]."
    for n in range(1, 9)
)
QUESTIONS = (
    "Quotes: [1] The pact was signed in June 2023 in Pyongyang. [2] It lets the armies train "
    "together.\nQuestion: When was the pact signed?",
    "Quotes: [1] Some 3,000 soldiers crossed the border. [2] The minister denied it twice.\n"
    "Question: How many soldiers crossed the border?",
    "Quotes: [1] Bees make honey from nectar. [2] A hive keeps fifty thousand bees in summer.\n"
    "Question: What do bees make honey from?",
)


def main() -> None:
    """Measure the model named, or the default one."""
    settings = Settings()
    models = Models(settings.models)
    model = models.find(sys.argv[1]) if len(sys.argv) > 1 else models.default()
    if model is None:
        sys.exit("no model here: run `footnote models add qwen2.5-coder-1.5b`")
    chat = LocalChat(path=model.path, threads=settings.threads)
    print(f"{model.name}, {settings.threads} threads, load {os.getloadavg()[0]:.1f}")
    print(f"load            {timed(lambda: chat.warm([])):6.2f} s")
    prefix = timed(lambda: chat.warm([("system", RULES), ("user", "")]))
    print(f"prefix, once    {prefix:6.2f} s")
    firsts, wholes, speeds = [], [], []
    for question in QUESTIONS * 3:
        begun = time.perf_counter()
        times = [
            time.perf_counter() - begun
            for piece in chat.stream([("system", RULES), ("user", question)], max_tokens=32)
            if piece.text
        ]
        firsts.append(times[0])
        wholes.append(times[-1])
        speeds.append((len(times) - 1) / max(times[-1] - times[0], 1e-9))
    print(f"first token     {statistics.median(firsts):6.2f} s")
    print(f"whole reply     {statistics.median(wholes):6.2f} s")
    print(f"writing         {statistics.median(speeds):6.1f} tokens a second")
    asked = [("system", RULES), ("user", QUESTIONS[0])]
    print(f"first token's P {timed(lambda: chat.first_token_probabilities(asked)):6.2f} s")
    stream = chat.stream(asked)
    next(stream)
    begun = time.perf_counter()
    stream.close()  # type: ignore[attr-defined]
    chat.warm(asked)
    print(f"leaving         {time.perf_counter() - begun:6.2f} s until the next may begin")
    chat.close()


def timed(work: object) -> float:
    """Seconds that a call takes."""
    assert callable(work)
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
