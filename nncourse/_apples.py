"""A small grammar of sentences in which "apple" is the fruit or the company.

Each kind of sentence is a table: ten contexts that fit both meanings, and ten pairs of phrases, the
first of which makes "apple" the fruit and the second the company. Every context goes with every
pair. The articles are left out as in the lecture notes' "I like eating apple."
"""

from itertools import product

import numpy as np

# What stands before "apple" decides; what follows fits both meanings.
BEFORE = (
    ("i like eating", "i like working for"),
    ("she bought a slice of", "she bought a share of"),
    ("we know the taste of", "we know the boss of"),
    ("the juice comes from", "the laptop comes from"),
    ("he made a cake with", "he made a contract with"),
    ("they like the skin of", "they like the logo of"),
    ("you should peel", "you should sue"),
    ("the salad needs", "the bank needs"),
    ("the horse ate", "the judge fined"),
    ("it smells of", "it is sold by"),
)
AFTERWARDS = (
    "",
    "today",
    "again",
    "of course",
    "after all",
    "as well",
    "in spring",
    "this week",
    "every year",
    "i think",
)
# What follows "apple" decides; what stands before fits both meanings.
AFTER = (
    ("is a fruit", "is a company"),
    ("fell from the tree", "fell on the stock market"),
    ("turned brown", "turned a profit"),
    ("grows on trees", "grows by buying rivals"),
    ("goes well with cheese", "goes to court"),
    ("makes good juice", "makes good laptops"),
    ("has a thin skin", "has a new boss"),
    ("is ripe", "is hiring"),
    ("lost its leaf", "lost its lawyer"),
    ("tastes sweet", "opened an office"),
)
BEFOREHAND = (
    "",
    "today",
    "now",
    "of course",
    "i think that",
    "we know that",
    "she says that",
    "they wrote that",
    "in spring",
    "this week",
)
# The same words follow "apple" in both meanings; their order decides.
NOUNS = (("fruit", "company"), ("snack", "brand"))
CONTRASTS = ("not", "and not", "but not", "instead of", "rather than")
ORDER = tuple(
    (f"the {fruit} {contrast} the {company}", f"the {company} {contrast} the {fruit}")
    for (fruit, company), contrast in product(NOUNS, CONTRASTS)
)
MEANT = (
    "i mean",
    "we mean",
    "you mean",
    "they mean",
    "she means",
    "he likes",
    "of course we like",
    "today they like",
    "she asks about",
    "he wrote about",
)
TABLES = {"before": (BEFORE, AFTERWARDS), "after": (AFTER, BEFOREHAND), "order": (ORDER, MEANT)}

Pair = tuple[str, str, str]  # the kind, the sentence about the fruit, the one about the company


def halves(rng: np.random.Generator) -> tuple[list[Pair], list[Pair]]:
    """Return all pairs of sentences in two halves that share no sentence.

    In each half every context occurs with five of the ten pairs of phrases, and every pair of
    phrases with five of the ten contexts.
    """
    first, second = [], []
    for kind, (phrases, contexts) in TABLES.items():
        in_first = (rng.permutation(10)[:, None] + rng.permutation(10)) % 10 < 5
        for i, j in product(range(10), repeat=2):
            fruit, company = (_sentence(kind, contexts[j], phrase) for phrase in phrases[i])
            (first if in_first[i, j] else second).append((kind, fruit, company))
    return first, second


def _sentence(kind: str, context: str, phrase: str) -> str:
    """Return a sentence whose phrase stands before or after "apple"; the context may be empty."""
    left, right = (phrase, context) if kind == "before" else (context, phrase)
    return f"{left} apple {right}".strip()
