"""A small grammar of sentences, each about one noun of seven classes.

A noun has a word of its own; the forms of its class put it beside that word and beside words that
the whole class shares. In a form, ``{noun}`` is the noun, ``{own}`` its own word, and another name
in braces a word out of the list of that name.
"""

import numpy as np

ANIMALS = (
    ("cat", "purrs"),
    ("dog", "barks"),
    ("horse", "neighs"),
    ("cow", "moos"),
    ("sheep", "bleats"),
    ("pig", "grunts"),
    ("lion", "roars"),
    ("wolf", "howls"),
)
FRUITS = (
    ("apple", "cider"),
    ("pear", "tart"),
    ("plum", "jam"),
    ("cherry", "cake"),
    ("peach", "pie"),
    ("melon", "salad"),
    ("fig", "bread"),
    ("lemon", "ice"),
)
DRINKS = (
    ("tea", "leaves"),
    ("coffee", "beans"),
    ("milk", "powder"),
    ("cocoa", "butter"),
    ("juice", "glasses"),
    ("cola", "cans"),
    ("wine", "bottles"),
    ("beer", "barrels"),
)
FIRMS = (
    ("apple", "laptops"),
    ("nokia", "phones"),
    ("sony", "cameras"),
    ("intel", "chips"),
    ("toyota", "cars"),
    ("boeing", "planes"),
    ("siemens", "trains"),
    ("philips", "lamps"),
)
CAPITALS = (
    ("paris", "france", "french"),
    ("rome", "italy", "italian"),
    ("berlin", "germany", "german"),
    ("madrid", "spain", "spanish"),
    ("tokyo", "japan", "japanese"),
    ("cairo", "egypt", "arabic"),
    ("athens", "greece", "greek"),
    ("oslo", "norway", "norwegian"),
)
GENDERS = (
    ("king", "queen", "rules"),
    ("man", "woman", "works"),
    ("boy", "girl", "plays"),
    ("prince", "princess", "inherits"),
    ("actor", "actress", "performs"),
    ("waiter", "waitress", "serves"),
    ("uncle", "aunt", "visits"),
    ("monk", "nun", "prays"),
)
# How many in ten sentences with a pronoun about a job have "his" and not "her". Invented.
JOBS = (
    ("doctor", "heals", 9),
    ("pilot", "flies", 8),
    ("lawyer", "pleads", 7),
    ("baker", "bakes", 6),
    ("teacher", "explains", 4),
    ("singer", "sings", 3),
    ("dancer", "dances", 2),
    ("nurse", "cares", 1),
)
LISTS = {
    "size": ("big", "small", "young", "old"),
    "moves": ("sleeps", "runs", "hides", "jumps", "waits"),
    "land": ("barn", "field", "forest", "garden"),
    "peel": ("peel", "wash", "cut", "eat"),
    "ripe": ("ripe", "sweet", "sour", "fresh"),
    "pour": ("drink", "pour", "order", "spill"),
    "heat": ("hot", "cold"),
    "meal": ("breakfast", "lunch", "dinner", "supper"),
    "builds": ("builds", "sells", "designs", "exports"),
    "deal": ("shares", "factories", "offices", "profits"),
    "speak": ("speak", "learn", "teach", "hear"),
    "street": ("streets", "suburbs", "museums", "towers"),
    "coast": ("coasts", "borders", "mountains", "lakes"),
    "finds": ("finds", "loses", "likes", "wants", "shows"),
    "thing": ("hat", "letter", "key", "book", "ring"),
    "friend": ("friend", "cousin", "guest", "neighbour"),
    "pay": ("pay", "call", "ask", "thank"),
    "day": ("monday", "tuesday", "friday", "sunday"),
}
FORMS = {
    "animal": (
        "the {size} {noun} {moves} in the {land}",
        "the {noun} {own} in the {land}",
        "the {size} {noun} {own}",
    ),
    "fruit": (
        "we {peel} a {ripe} {noun}",
        "they {peel} the {ripe} {noun}",
        "they make {noun} {own}",
    ),
    "drink": (
        "we {pour} {heat} {noun} at {meal}",
        "they {pour} {noun} at {meal}",
        "we buy {noun} {own}",
    ),
    "firm": (
        "{noun} {builds} {own}",
        "{noun} {builds} new {own}",
        "the {deal} of {noun} grow",
    ),
    "capital": (
        "they {speak} {own} in {noun}",
        "the {street} of {noun} are old",
        "we walk through {noun}",
    ),
    "country": (
        "they {speak} {own} in {noun}",
        "the {coast} of {noun} are far",
        "we drive across {noun}",
    ),
    "person": (
        "the {noun} {finds} {his} {thing}",
        "the {noun} and {his} {friend} smile",
        "the {noun} {own} every day",
    ),
    "job": (
        "the {noun} {finds} {his} {thing}",
        "we {pay} the {noun} on {day}",
        "the {noun} {own} for money",
    ),
}
# A kind, a noun, its own word, and in how many of ten sentences "his" stands and not "her".
ROWS = (
    *(("animal", *row, 0) for row in ANIMALS),
    *(("fruit", *row, 0) for row in FRUITS),
    *(("drink", *row, 0) for row in DRINKS),
    *(("firm", *row, 0) for row in FIRMS),
    *(("capital", capital, language, 0) for capital, _, language in CAPITALS),
    *(("country", country, language, 0) for _, country, language in CAPITALS),
    *(("person", he, verb, 10) for he, _, verb in GENDERS),
    *(("person", she, verb, 0) for _, she, verb in GENDERS),
    *(("job", *row) for row in JOBS),
)
# What there is to be found: which nouns belong together. "apple", with two classes, is left out.
CLASSES = {
    "animals": tuple(noun for noun, _ in ANIMALS),
    "fruits": tuple(noun for noun, _ in FRUITS if noun != "apple"),
    "drinks": tuple(noun for noun, _ in DRINKS),
    "firms": tuple(noun for noun, _ in FIRMS if noun != "apple"),
    "places": tuple(place for *pair, _ in CAPITALS for place in pair),
    "people": tuple(person for *pair, _ in GENDERS for person in pair),
    "jobs": tuple(noun for noun, *_ in JOBS),
}


def sentence(rng: np.random.Generator) -> str:
    """Return one sentence: each row of ROWS is as likely as any other, and so is each form."""
    kind, noun, own, his = ROWS[rng.integers(len(ROWS))]
    form = FORMS[kind][rng.integers(len(FORMS[kind]))]
    words = {name: rng.choice(words) for name, words in LISTS.items() if f"{{{name}}}" in form}
    pronoun = "his" if rng.integers(10) < his else "her"
    return form.format(noun=noun, own=own, his=pronoun, **words)
