"""Which documents are copies of one story: syndicated, lightly edited, cut short. The only place for datasketch.

Broder 1997, "On the resemblance and containment of documents": shingles of words, MinHash, Jaccard index and containment.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHINGLE_WORDS = 3
"""One changed word spoils three shingles; at five words an editor's pass over a wire report left 0.65 instead of 0.72 of them."""

PERMUTATIONS = 128
"""The standard error of an estimated Jaccard index of 0.3 is 0.04; 4 bytes each."""

BAND_ROWS = 2
"""Bands of two rows: a pair at CUT_JACCARD meets in at least one of the 64 bands with probability 0.999."""

CONTAINMENT = 0.5
"""The share of the shorter one's shingles that the longer one has: half of it is taken over."""

CUT_JACCARD = 0.33
"""A copy cut to less than a third of its source is not linked: its containment, estimated from a signature, is noise. On pairs of
short reports the lowest copy had 0.36, an own report with two paragraphs of the other's quotes up to 0.30."""

FULL_JACCARD = 0.65
"""From here on neither is a digest that holds the other: of two stories of one length a digest shares 0.5 with each."""

APART_JACCARD = 0.1
"""Parts of one document less alike than this come from different stories: two copies of it, every eighth word changed in each,
but not the same ones, still have 0.14."""

SHORT_SHINGLES = 20
"""Two texts of fewer shingles are copies only if they are equal: a headline and a date are soon shared."""

NEIGHBOURS = 16
"""In a band's bucket each signature is compared with so many before and after it. Of thousands of reports made from one template
all pairs would be compared; their links join them all the same, one by way of another."""

SEED, SCHEME = 1, "affine32"
"""Signatures of different seeds or schemes cannot be compared, so they never change."""


def signature(text: str) -> bytes:
    """A MinHash of the words of ``text``, to be stored and compared by ``stories``: 4 bytes of size, then 4 a permutation.

    Give it the article alone: the boilerplate that an outlet puts on every page would make its short articles alike.
    Case, punctuation and white space make no difference. A text without words gives b"".
    """
    from datasketch import MinHash

    words = re.findall(r"\w+", text.casefold())
    if not words:
        return b""
    # A text of fewer words than a shingle is one shingle.
    last = max(1, len(words) - SHINGLE_WORDS + 1)
    shingles = {" ".join(words[first : first + SHINGLE_WORDS]).encode() for first in range(last)}
    # CRC-32 is enough, for the scheme mixes it again, and takes a fifth of the time of datasketch's SHA-1.
    minhash = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME, hashfunc=zlib.crc32)
    minhash.update_batch(shingles)
    return np.array([len(shingles), *minhash.hashvalues], "<u4").tobytes()


def stories(signatures: Mapping[str, bytes]) -> dict[str, str]:
    """document id -> the smallest id among its copies (its own where it has none). The same whatever the order given.

    A document that holds copies of several others which are no copies of one another is a digest: it joins none of them.
    """
    equal: defaultdict[bytes, list[str]] = defaultdict(list)
    for identifier in sorted(signatures):
        if signatures[identifier]:
            equal[signatures[identifier]].append(identifier)
    parents = {identifier: identifier for identifier in signatures}

    def root(identifier: str) -> str:
        while parents[identifier] != identifier:
            parents[identifier] = parents[parents[identifier]]
            identifier = parents[identifier]
        return identifier

    for smallest, *copies in equal.values():
        parents.update(dict.fromkeys(copies, smallest))
    if equal:
        first = [identifiers[0] for identifiers in equal.values()]
        for row, other in _links(np.stack([np.frombuffer(packed, "<u4") for packed in equal])):
            small, large = sorted((root(first[row]), root(first[other])))
            parents[large] = small
    return {identifier: root(identifier) for identifier in signatures}


def _links(table: "NDArray[np.uint32]") -> list[tuple[int, int]]:
    """Pairs of rows that are copies. table: (n, 1 + PERMUTATIONS), the number of shingles first."""
    sizes, hashes = table[:, 0].astype(np.float64), table[:, 1:]
    full: list[tuple[int, int]] = []
    cut: list[tuple[int, int]] = []
    pairs = _candidates(hashes)
    for first in range(0, len(pairs), 4096):
        rows, others = pairs[first : first + 4096].T
        jaccard = (hashes[rows] == hashes[others]).mean(axis=1)
        # |A and B| = J / (1 + J) (|A| + |B|)
        shared = jaccard / (1 + jaccard) * (sizes[rows] + sizes[others])
        shorter = np.minimum(sizes[rows], sizes[others])
        alike = (shorter >= SHORT_SHINGLES) & (shared >= CONTAINMENT * shorter) & (jaccard >= CUT_JACCARD)
        for row, other, whole in zip(rows[alike], others[alike], jaccard[alike] >= FULL_JACCARD, strict=True):
            (full if whole else cut).append((int(row), int(other)))
    return full + _without_digests(cut, sizes, hashes)


def _candidates(hashes: "NDArray[np.uint32]") -> "NDArray[np.int64]":
    """(m, 2): pairs of rows that agree in a whole band and stand near each other there, each once.

    Locality-sensitive hashing by sorting each band: 10,000 signatures take a few tenths of a second, in datasketch's
    MinHashLSH, which holds a dictionary a band, 9 seconds.
    """
    found = [np.empty(0, np.int64)]
    n = len(hashes)
    for first in range(0, PERMUTATIONS, BAND_ROWS):
        order = np.lexsort(hashes[:, first : first + BAND_ROWS].T)
        band = hashes[order, first : first + BAND_ROWS]
        # Rows that agree lie side by side; those ``apart`` places from each other are the same bucket too.
        for apart in range(1, NEIGHBOURS + 1):
            same = np.flatnonzero((band[apart:] == band[:-apart]).all(axis=1))
            if not same.size:
                break
            pair = np.sort(np.stack([order[same], order[same + apart]]), axis=0)
            found.append(pair[0] * n + pair[1])
    return np.stack(np.divmod(np.unique(np.concatenate(found)), n), axis=1)


def _without_digests(
    cut: list[tuple[int, int]], sizes: "NDArray[np.float64]", hashes: "NDArray[np.uint32]"
) -> list[tuple[int, int]]:
    """``cut`` without the links of a longer document to parts that have nothing to do with one another."""
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for pair in cut:
        short, long = sorted(pair, key=lambda row: (sizes[row], row))
        parts[long].append(short)
    return [(short, long) for long, shorts in parts.items() if not _apart(hashes[shorts]) for short in shorts]


def _apart(hashes: "NDArray[np.uint32]") -> bool:
    """Whether some two rows have nothing to do with each other, in a time that grows with the rows, not with their pairs.

    The row least like the first is compared with all. That is every pair of three rows; of more, a pair is missed only if
    each of the two is like both of these.
    """
    jaccard = (hashes == hashes[0]).mean(axis=1)
    farthest = (hashes == hashes[jaccard.argmin()]).mean(axis=1)
    return bool(min(jaccard.min(), farthest.min()) < APART_JACCARD)
