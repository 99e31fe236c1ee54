"""Whole numbers shared out by chance so that they add up exactly."""

from collections import Counter


def shared(total, parts, rng, least=0, uneven=0.0):
    """``parts`` numbers of at least ``least`` each; the more ``uneven``, the more a few of them get."""
    weights = [rng.random() ** uneven + 0.02 for _ in range(parts)]
    more = Counter(rng.choices(range(parts), weights, k=total - least * parts))
    return [least + more[n] for n in range(parts)]
