"""What a server tells Prometheus: questions, seconds by stage, silences by reason. The only place for prometheus-client."""

from index import Manifest
from qa import Result

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds. An embedding takes a hundredth of one, an answer on a quiet laptop half of one, and 30 is the time limit."""

STAGES = ("wait", "embed", "search", "read", "merge", "total")
"""``wait`` is before the question's turn, ``total`` all the rest."""


class Metrics:
    """Counters of one server, in a registry of their own. Safe to share between threads."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._questions = Counter("quoth_questions", "Questions answered or met with silence.", registry=self._registry)
        self._abstentions = Counter("quoth_abstentions", "Questions met with silence.", ["reason"], registry=self._registry)
        self._refused = Counter("quoth_refused", "Requests not carried out.", ["reason"], registry=self._registry)
        self._seconds = Histogram(
            "quoth_stage_seconds", "Time of a question by stage.", ["stage"], buckets=BUCKETS, registry=self._registry
        )
        self._generation = Gauge("quoth_index_generation", "Generation of the index that is served.", registry=self._registry)
        self._documents = Gauge("quoth_index_documents", "Documents in that generation.", registry=self._registry)

    def answered(self, result: Result, waited: float) -> None:
        """Count a question; ``waited``: seconds before its turn."""
        self._questions.inc()
        if result.reason is not None:
            self._abstentions.labels(result.reason).inc()
        for stage in STAGES:
            spent = waited if stage == "wait" else getattr(result.milliseconds, stage) / 1000
            self._seconds.labels(stage).observe(spent)

    def refused(self, reason: str) -> None:
        """Count a request that was not carried out."""
        self._refused.labels(reason).inc()

    def generation(self, manifest: Manifest) -> None:
        """Tell what is served from now on."""
        self._generation.set(manifest.generation)
        self._documents.set(manifest.documents)

    def text(self) -> tuple[bytes, str]:
        """All of it in Prometheus' text format, and the media type."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        return generate_latest(self._registry), CONTENT_TYPE_LATEST
