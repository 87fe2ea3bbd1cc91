"""Measures of one ranked list, by their standard names and implementation (ir_measures, MacAvaney et al. 2022)."""

from collections.abc import Sequence

DEPTHS = (1, 5, 8)
"""8 is what is read by default: past it no passage can give an answer."""


def passage_measures(relevant: Sequence[bool]) -> dict[str, float]:
    """recall@k and MRR of one question; ``relevant`` says of each passage, best first, whether it holds an accepted answer.

    ``recall@k`` is 1.0 when a relevant passage stands among the first k (Success@k), ``mrr`` is 1 / rank of the first one
    (Voorhees 1999), 0 where there is none.
    """
    import ir_measures
    from ir_measures import RR, Success

    names = {f"recall@{k}": Success @ k for k in DEPTHS} | {"mrr": RR}
    found = _calculate(ir_measures, list(names.values()), [str(i) for i, is_ in enumerate(relevant) if is_], len(relevant))
    return {name: found[str(measure)] for name, measure in names.items()}


def document_gain(ranked: Sequence[str], relevant: Sequence[str]) -> float:
    """nDCG@8 of one question over documents (Jarvelin and Kekalainen 2002), in [0, 1], each relevant one with a gain of 1.

    ``ranked`` are documents, best first; a document counts where it first stands. ``relevant`` are those that hold the
    answer, at least one: the best list has all of them on top, whether they were found or not.
    """
    import ir_measures
    from ir_measures import nDCG

    order = list(dict.fromkeys(ranked))
    places = [str(order.index(name)) if name in order else f"missing {name}" for name in dict.fromkeys(relevant)]
    return _calculate(ir_measures, [nDCG @ 8], places, len(order))["nDCG@8"]


def _calculate(ir_measures: object, measures: list[object], relevant: list[str], length: int) -> dict[str, float]:
    # The library knows no question without relevant documents, and none without a list: both are a plain 0 here.
    if not relevant or not length:
        return {str(measure): 0.0 for measure in measures}
    judged = {"q": dict.fromkeys(relevant, 1)}
    run = {"q": {str(place): float(length - place) for place in range(length)}}
    return {str(m.measure): float(m.value) for m in ir_measures.iter_calc(measures, judged, run)}  # type: ignore[attr-defined]
