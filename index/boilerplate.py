"""Which ranges of a text are the article: menus, link lists, comment forms and what follows the end are not."""


def article_ranges(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """The [start, end) ranges of ``text`` from ``start`` on that are article, in order, never overlapping."""
    return ((start, len(text)),)
