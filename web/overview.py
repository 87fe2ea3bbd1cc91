"""How many documents each outlet and each month has, as pictures of escaped HTML: sharp, themed, and text to a screen reader."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import takewhile

from index.listing import Summary

OUTLETS = 8
"""Shown with a bar of their own; the rest share one."""

_MOST_COLUMNS = 120
"""Months; a longer time is shown by year."""

CSS = """
& {display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 1rem 2rem;}
& figure {margin: 0; display: flex; flex-direction: column;}
& figcaption {font-weight: 600; margin-bottom: 0.5rem;}
& .q-columns {display: flex; align-items: flex-end; gap: 1px; flex: 1 0 7rem;
  border-bottom: 1px solid var(--border-color-primary);}
& .q-columns span {flex: 1 1 0; min-width: 1px; background: var(--link-text-color); border-radius: 2px 2px 0 0;}
& .q-ends {display: flex; justify-content: space-between; font-size: 0.85rem; font-variant-numeric: tabular-nums;}
& dl {display: grid; grid-template-columns: minmax(4rem, max-content) 1fr max-content; gap: 0.3rem 0.6rem; margin: 0;
  align-items: center; font-size: 0.9rem;}
& dt {max-width: 11rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;}
& dd {margin: 0; text-align: right; font-variant-numeric: tabular-nums;}
& .q-track {display: block; height: 0.7rem;}
& .q-track span {display: block; height: 100%; min-width: 2px; background: var(--link-text-color); border-radius: 0 3px 3px 0;}
"""


def pictures(summary: Summary) -> str:
    """Both pictures as HTML in which every name is escaped; "" where nothing is known."""
    return _outlets(summary.outlets) + _months(summary.months)


def _outlets(outlets: Sequence[tuple[str | None, int]]) -> str:
    if not outlets:
        return ""
    most = outlets[0][1]
    rows = "".join(_bar(name or "outlet unknown", count, count / most) for name, count in outlets[:OUTLETS])
    if rest := outlets[OUTLETS:]:
        # No bar: beside one outlet each, hundreds together would make all others look like none.
        rows += _bar(f"{len(rest):,} more", sum(count for _, count in rest), 0.0)
    return f"<figure><figcaption>Documents by outlet</figcaption><dl>{rows}</dl></figure>"


def _bar(name: str, count: int, share: float) -> str:
    bar = f'<span style="width:{share:.1%}"></span>' if share else ""
    return (
        f'<dt title="{escape(name)}">{escape(name)}</dt><span class="q-track" aria-hidden="true">{bar}</span><dd>{count:,}</dd>'
    )


def _months(months: Sequence[tuple[str, int]]) -> str:
    if not months:
        return ""
    counts, unit = dict(months), "month"
    times = list(_from(months[0][0], months[-1][0]))
    if len(times) > _MOST_COLUMNS:
        unit, counts = "year", {}
        for month, count in months:
            counts[month[:4]] = counts.get(month[:4], 0) + count
        times = [f"{year:04}" for year in range(int(times[0][:4]), int(times[-1][:4]) + 1)]
    most = max(counts.values())
    fullest = next(time for time in times if counts.get(time) == most)
    columns = "".join(
        f'<span style="height:{counts.get(time, 0) / most:.1%}" title="{time}: {counts.get(time, 0):,}"></span>' for time in times
    )
    said = f"{times[0]} to {times[-1]}, most in {fullest}: {most:,}"
    ends = f"<span>{times[0]}</span><span>{times[-1] if len(times) > 1 else ''}</span>"
    return (
        f"<figure><figcaption>Documents by {unit}, at most {most:,}</figcaption>"
        f'<div class="q-columns" role="img" aria-label="Documents by {unit}, {said}">{columns}</div>'
        f'<div class="q-ends" aria-hidden="true">{ends}</div></figure>'
    )


def _from(first: str, last: str) -> Iterator[str]:
    """Every month from ``first`` to ``last``, also those without documents."""
    year, month = map(int, first.split("-"))
    every = (f"{year + (month - 1 + i) // 12:04}-{(month - 1 + i) % 12 + 1:02}" for i in range(12 * 10_000))
    yield from takewhile(lambda time: time <= last, every)
