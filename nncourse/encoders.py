"""From text to integers: tokens, a stable hash, a vocabulary, padding, one-hot rows."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from nncourse._checks import choice, integers_below, whole_number

PADDING, UNKNOWN = "", "[UNK]"  # the tokens of code 0 and code 1, as in Keras
# Accents and vowel signs that stand on the letter before them; Python's \w leaves them out. There
# are none between the two ranges and beyond them.
_ASSIGNED = (*range(0x1F000), *range(0xE0100, 0xE01F0))
_MARKS = "".join(c for c in map(chr, _ASSIGNED) if unicodedata.category(c)[0] == "M")
_WORD = re.compile(rf"\w[\w{_MARKS}]*(?:'\w[\w{_MARKS}]*)*")
_END = "\u00b6"  # ¶ between texts: no character of a word, and beyond ASCII
# For bytes.translate: ASCII in lower case, a blank for all but letters, digits, _ and '.
_PLAIN = re.sub(rb"[^\w']", b" ", bytes(range(128)).lower()) + bytes(range(128, 256))


def tokenize(text: str) -> list[str]:
    """Return the words of a text in lower case, without punctuation.

    A word is a run of letters, digits and underscores in any script, with the marks on them; an
    apostrophe inside a word belongs to it, straight or curly. The same word written with one
    character or with two, é or e and an accent, is the same token (Unicode's form NFC). Emoji are
    no words, but for the few that begin with a digit or a letter. Chinese and Japanese, written
    without spaces, give one token a run of characters.
    Hebrew and Arabic come in the order in which they are read. A word may have any length. Lower
    case is Python's and knows no language: a Turkish I becomes i, and İ becomes i and a dot above.

    Parameters
    ----------
    text : str
        Any text; a text without a word has no tokens.

    Returns
    -------
    list of str
        The tokens, in the order of the text.

    Raises
    ------
    TypeError
        If `text` is not a str.

    Examples
    --------
    >>> tokenize("Could have done better.")
    ['could', 'have', 'done', 'better']
    >>> tokenize("Don't!"), tokenize("...")
    (["don't"], [])
    >>> tokenize("Cafe\u0301 \u2615") == tokenize("caf\u00e9")
    True
    """
    lower = _text(text).lower().replace("\u2019", "'")
    return _WORD.findall(unicodedata.normalize("NFC", lower))


def hash_word(word: str, buckets: int) -> int:
    """Return the bucket of a word, the same on every machine and at every start of Python.

    Parameters
    ----------
    word : str
        A token.
    buckets : int
        How many codes there are, 0 among them; at least 2.

    Returns
    -------
    int
        A code in 1 .. buckets - 1. Code 0 is left for padding. Two words can have the same code.

    Raises
    ------
    TypeError
        If `word` is not a str or `buckets` not an int.
    ValueError
        If `buckets` is less than 2, or the word is no text that UTF-8 can write.

    Notes
    -----
    MD5 of the word's UTF-8 bytes as one large number, modulo ``buckets - 1``, plus 1. It is what
    the ``hashing_trick`` of Keras 2 did when asked for ``hash_function="md5"``.

    Examples
    --------
    >>> hash_word("work", 50)
    40
    """
    if not isinstance(word, str):
        raise TypeError(f"word must be a str, got {word!r}")
    buckets = whole_number(buckets, "buckets", 2)
    digest = hashlib.md5(word.encode(), usedforsecurity=False).hexdigest()
    return int(digest, 16) % (buckets - 1) + 1


def hash_encode(text: str, buckets: int) -> list[int]:
    """Return the code of every word of a text, by hashing.

    Parameters
    ----------
    text : str
        Any text.
    buckets : int
        How many codes there are, 0 among them; at least 2.

    Returns
    -------
    list of int
        One code in 1 .. buckets - 1 for each token of `tokenize`; empty for a text without words.

    Raises
    ------
    TypeError
        If `text` is not a str or `buckets` not an int.
    ValueError
        If `buckets` is less than 2.

    Examples
    --------
    >>> hash_encode("Good work", 50) == hash_encode("good WORK!", 50)
    True
    """
    whole_number(buckets, "buckets", 2)
    return [hash_word(word, buckets) for word in tokenize(text)]


@dataclass(frozen=True)
class Vocabulary:
    """A list of known tokens that cannot be changed; a token's code is its place in the list.

    Code 0 is padding and code 1 stands for every unknown word, so what an unknown word was is lost.
    Every token that `tokenize` can give comes back: ``decode(encode(token)) == [token]``. Others,
    such as "Good" or "new york", may be in the list, but no text is encoded with their codes.

    Parameters
    ----------
    tokens : tuple of str
        `PADDING`, `UNKNOWN`, then the known tokens, each once and without a line break.

    Raises
    ------
    TypeError
        If a token is not a str.
    ValueError
        If the list does not begin with the two, or a token occurs twice or breaks a line.

    Examples
    --------
    >>> vocabulary = Vocabulary.build(["Good work", "poor work"])
    >>> vocabulary.tokens
    ('', '[UNK]', 'work', 'poor', 'good')
    >>> vocabulary.encode("Good effort")
    [4, 1]
    >>> vocabulary.decode([4, 1, 0, 0])
    ['good', '[UNK]']
    """

    tokens: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a list that could not be told from another when it is read again."""
        object.__setattr__(self, "tokens", tuple(self.tokens))
        for code, token in enumerate(self.tokens):
            if not isinstance(token, str):
                raise TypeError(f"tokens[{code}] must be a str, got {token!r}")
            if "\n" in token:
                raise ValueError(f"tokens[{code}] must be on one line, got {token!r}")
        for code, token in enumerate(self.tokens):
            if self._codes[token] != code:
                raise ValueError(f"tokens must each occur once, got {token!r} again at {code}")
        if self.tokens[:2] != (PADDING, UNKNOWN):
            raise ValueError(f"tokens must begin with '' and '[UNK]', got {self.tokens[:2]}")

    @cached_property
    def _codes(self) -> dict[str, int]:
        """The code of each token, the first if it occurs twice."""
        return {token: code for code, token in reversed([*enumerate(self.tokens)])}

    @cached_property
    def _codes_of_bytes(self) -> dict[bytes, int]:
        """The code of each token in UTF-8, and 0 for the end of a text."""
        codes = {token.encode(errors="surrogatepass"): i for token, i in self._codes.items()}
        return codes | {_END.encode(): 0}

    @classmethod
    def build(cls, texts: Iterable[str], size: int | None = None) -> "Vocabulary":
        """Return the vocabulary of some texts, the most frequent words first.

        Parameters
        ----------
        texts : iterable of str
            What to learn the words from; not a single str. Words that are equally frequent come in
            the reverse order of the alphabet, as in Keras' ``TextVectorization``.
        size : int, optional
            How many codes there are at most, padding and unknown among them; at least 2. The
            rarest words are left out. All words by default.

        Returns
        -------
        Vocabulary
            Of ``min(size, words + 2)`` tokens.

        Raises
        ------
        TypeError
            If `texts` is a single str, a text is not a str, or `size` is not an integer.
        ValueError
            If `size` is less than 2.

        Examples
        --------
        >>> len(Vocabulary.build(["Good work", "poor work"], size=3))
        3
        """
        size = None if size is None else whole_number(size, "size", 2)
        counts = Counter(chain.from_iterable(map(tokenize, _several(texts))))
        words = sorted(counts, reverse=True)
        words.sort(key=counts.__getitem__, reverse=True)  # stable: the alphabet decides a tie
        return cls((PADDING, UNKNOWN, *words)[:size])

    def __len__(self) -> int:
        """Return how many codes there are."""
        return len(self.tokens)

    def encode(self, text: str) -> list[int]:
        """Return the code of each word of a text; 1 for a word that is not in the list.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        list of int
            One code in 1 .. len(self) - 1 for each token of `tokenize`.

        Raises
        ------
        TypeError
            If `text` is not a str.

        Examples
        --------
        >>> Vocabulary.build(["Good work"]).encode("good, good!")
        [3, 3]
        """
        return [self._codes.get(token, 1) for token in tokenize(text)]

    def encode_padded(
        self,
        texts: Iterable[str],
        length: int,
        padding: Literal["pre", "post"] = "pre",
        truncating: Literal["pre", "post"] = "pre",
        dtype: DTypeLike = np.int64,
    ) -> NDArray:
        """Return the padded codes of many texts, much faster than text by text.

        The result is that of `encode` for each text and `pad_sequences` for all of them.

        Parameters
        ----------
        texts : iterable of str
            At least one text; not a single str.
        length : int
            Columns of the result; at least 1.
        padding : {"pre", "post"}
            Where a short text is filled up with zeros: before it or after it.
        truncating : {"pre", "post"}
            Where a long text is cut: "pre" drops its first words, "post" its last.
        dtype : integer type, default numpy.int64
            Type of the result.

        Returns
        -------
        ndarray of `dtype`, shape (batch, length)
            A row a text.

        Raises
        ------
        TypeError
            If `texts` is a single str, a text is not a str, `length` is not an integer, or `dtype`
            is no integer type.
        ValueError
            If there is no text, `length` is less than 1, `padding` or `truncating` is neither
            word, or a code is outside the range of `dtype`.

        Notes
        -----
        All texts become one long row of codes, with a 0 before, between and after them. Each row
        of the result is taken out of it; where the text has no word, it takes the 0 beside it.

        Examples
        --------
        >>> vocabulary = Vocabulary.build(["Good work", "poor work"])
        >>> vocabulary.encode_padded(["Good!", "Poor, poor work"], 2, padding="post")
        array([[4, 0],
               [3, 2]])
        """
        length = _check_padding(length, padding, truncating, dtype)
        code_of, many = self._codes_of_bytes.get, _words(_several(texts))
        codes = [np.fromiter(map(code_of, words, repeat(1)), np.int64) for words in many]
        codes = np.concatenate([[0], *codes])
        ends = np.flatnonzero(codes == 0)[:, None]  # (batch + 1, 1)
        if len(ends) == 1:
            raise ValueError("texts must hold at least one text, got none")
        before, after, columns = ends[:-1], ends[1:], np.arange(length)
        first = before + 1 if truncating == "post" else np.maximum(before + 1, after - length)
        stop = np.minimum(first + length, after)
        if padding == "post":
            places = np.minimum(first + columns, stop)  # (batch, length)
        else:
            places = np.maximum(stop - length + columns, before)
        padded = codes[places]
        _check_range(int(padded.max()), limits=np.iinfo(dtype))
        return padded.astype(dtype, copy=False)

    def decode(self, codes: Iterable[int]) -> list[str]:
        """Return the token of each code, without padding.

        Parameters
        ----------
        codes : iterable of int
            Codes in 0 .. len(self) - 1, of one text.

        Returns
        -------
        list of str
            Tokens; ``"[UNK]"`` for code 1.

        Raises
        ------
        TypeError
            If a code is not an integer.
        ValueError
            If a code is negative or not below the number of codes, or they are no flat list.

        Examples
        --------
        >>> Vocabulary.build(["Good work"]).decode([0, 0, 3, 2])
        ['good', 'work']
        """
        codes = integers_below(list(codes), len(self), "codes", "a code of the vocabulary")
        if codes.ndim != 1:
            raise ValueError(f"codes must be those of one text, got shape {codes.shape}")
        return [self.tokens[code] for code in codes if code]

    def save(self, path: str | Path) -> None:
        r"""Write the tokens to a text file in UTF-8, one a line, the first line empty.

        Parameters
        ----------
        path : str or Path
            The file. What it held is replaced.

        Raises
        ------
        UnicodeEncodeError
            If a token is no text that UTF-8 can write. The file is not touched then.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "words.txt")
        ...     Vocabulary.build(["Good work"]).save(path)
        ...     path.read_text().split("\n")
        ['', '[UNK]', 'work', 'good', '']
        """
        text = "".join(f"{token}\n" for token in self.tokens)
        Path(path).write_bytes(text.encode())

    @classmethod
    def load(cls, path: str | Path) -> "Vocabulary":
        """Return the vocabulary of a file that `save` wrote.

        Parameters
        ----------
        path : str or Path
            The file.

        Returns
        -------
        Vocabulary
            Equal to the one that was saved.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file is not in UTF-8, does not end with a line break, or is no vocabulary.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> vocabulary = Vocabulary.build(["Good work"])
        >>> with TemporaryDirectory() as folder:
        ...     vocabulary.save(Path(folder, "words.txt"))
        ...     Vocabulary.load(Path(folder, "words.txt")) == vocabulary
        True
        """
        *tokens, rest = Path(path).read_bytes().decode().split("\n")
        if rest:
            raise ValueError(f"{path} must end with a line break, it ends with {rest!r}")
        return cls(tuple(tokens))


def pad_sequences(
    sequences: Iterable[Sequence[int]],
    length: int,
    padding: Literal["pre", "post"] = "pre",
    truncating: Literal["pre", "post"] = "pre",
    value: int = 0,
    dtype: DTypeLike = np.int64,
) -> NDArray:
    """Return sequences of any length as one rectangle of codes.

    Parameters
    ----------
    sequences : iterable of sequences of int
        The codes of each text.
    length : int
        Columns of the result; at least 1.
    padding : {"pre", "post"}
        Where a short sequence is filled up: before it or after it.
    truncating : {"pre", "post"}
        Where a long sequence is cut: "pre" drops its first codes, "post" its last.
    value : int, default 0
        What fills up.
    dtype : integer type, default numpy.int64
        Type of the result.

    Returns
    -------
    ndarray of `dtype`, shape (batch, length)
        A row a sequence. Like ``keras.utils.pad_sequences``, whose defaults these are but for its
        int32.

    Raises
    ------
    TypeError
        If a code, `length` or `value` is not an integer, or `dtype` no integer type.
    ValueError
        If there is no sequence, `length` is less than 1, `padding` or `truncating` is neither
        word, or a code or `value` is outside the range of `dtype`.

    Examples
    --------
    >>> pad_sequences([[16, 1], [26, 41, 1, 6]], 3, padding="post", truncating="post")
    array([[16,  1,  0],
           [26, 41,  1]])
    """
    length = _check_padding(length, padding, truncating, dtype)
    rows = [_codes(sequence, i) for i, sequence in enumerate(sequences)]
    if not rows:
        raise ValueError("sequences must hold at least one sequence, got none")
    kept = [codes[-length:] if truncating == "pre" else codes[:length] for codes in rows]
    codes, value = list(chain.from_iterable(kept)), _integer(value, "value")
    _check_range(value, *codes and (min(codes), max(codes)), limits=np.iinfo(dtype))
    lengths = np.array([len(row) for row in kept])[:, None]  # (batch, 1)
    place = np.arange(length)  # (length,)
    filled = place < lengths if padding == "post" else place >= length - lengths
    padded = np.full((len(rows), length), value, dtype)  # (batch, length)
    padded[filled] = codes
    return padded


def one_hot(codes: ArrayLike, size: int) -> NDArray[np.float64]:
    """Return for each code a row of zeros with a single one, at the code's place.

    Parameters
    ----------
    codes : array_like of int, any shape
        Codes in 0 .. size - 1.
    size : int
        Length of a row: the size of the vocabulary; at least 1.

    Returns
    -------
    ndarray of float64, shape of codes + (size,)
        The rows.

    Raises
    ------
    TypeError
        If a code or `size` is not an integer.
    ValueError
        If a code is negative or not below `size`, or `size` is less than 1.

    Examples
    --------
    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    size = whole_number(size, "size", 1)
    codes = integers_below(codes, size, "codes", "a row of the table")
    rows = np.zeros((*codes.shape, size))
    np.put_along_axis(rows, codes[..., None], 1, axis=-1)
    return rows


def character_ngrams(word: str, shortest: int = 3, longest: int = 6) -> list[str]:
    """Return all pieces of a word of some lengths; the word's ends are marked with < and >.

    Parameters
    ----------
    word : str
        A token.
    shortest : int, default 3
        Characters in the shortest pieces, marks among them; at least 1.
    longest : int, default 6
        Characters in the longest pieces; at least `shortest`.

    Returns
    -------
    list of str
        The pieces, the shortest first and those of one length in the order of the word; a piece
        that the word has twice comes twice. Empty if the marked word is too short.

    Raises
    ------
    TypeError
        If `word` is not a str, or `shortest` or `longest` is not an integer.
    ValueError
        If `shortest` is less than 1, or `longest` less than `shortest`.

    References
    ----------
    Bojanowski, Grave, Joulin and Mikolov, "Enriching word vectors with subword information", 2017.
    FastText adds the whole marked word to these.

    Examples
    --------
    >>> character_ngrams("her", longest=4)
    ['<he', 'her', 'er>', '<her', 'her>']
    """
    if not isinstance(word, str):
        raise TypeError(f"word must be a str, got {word!r}")
    shortest = whole_number(shortest, "shortest", 1)
    longest = whole_number(longest, "longest", shortest)
    marked = f"<{word}>"
    lengths = range(shortest, longest + 1)
    return [marked[i : i + n] for n in lengths for i in range(len(marked) - n + 1)]


def _several(texts: Iterable[str]) -> Iterable[str]:
    """Return the texts, unless they are one, whose characters would pass for texts."""
    if isinstance(texts, str):
        raise TypeError(f"texts must be several texts, got the single text {texts!r}")
    return texts


def _text(text: Any) -> str:
    """Return the text, if it is one."""
    if not isinstance(text, str):
        raise TypeError(f"text must be a str, got {text!r}")
    return text


def _words(texts: Iterable[str]) -> Iterator[list[bytes]]:
    """Yield the tokens of a thousand texts at a time in UTF-8, with `_END` after each text.

    The tokens of a thousand texts have room in the processor's cache. What is not ASCII is cut out
    at the blanks and tokenized by itself, the same piece only once.
    """
    cut = cache(lambda piece: piece if piece.isascii() else " ".join(tokenize(piece)))
    plain = [t if _text(t).isascii() else " ".join(map(cut, t.split())) for t in texts]
    for i in range(0, len(plain), 1000):
        joined = " " + f" {_END} ".join((*plain[i : i + 1000], ""))
        joined = joined.encode().translate(_PLAIN)
        if b"'" in joined:  # between two characters of a word it stays, if it is one alone
            joined = joined.replace(b"''", b"  ").replace(b" '", b"  ").replace(b"' ", b"  ")
        yield joined.split()


def _check_padding(length: Any, padding: Any, truncating: Any, dtype: DTypeLike) -> int:
    """Return the length, or say which of these options of a rectangle is not allowed."""
    choice(padding, "padding", ("pre", "post"))
    choice(truncating, "truncating", ("pre", "post"))
    if np.dtype(dtype).kind not in "iu":
        raise TypeError(f"dtype must be an integer type, got {np.dtype(dtype)}")
    return whole_number(length, "length", 1)


def _codes(sequence: Any, i: int) -> list[int]:
    """Return one sequence as a list of ints, or say which entry is none."""
    if type(sequence) is list and {*map(type, sequence)} <= {int}:
        return sequence  # nearly all that come, in a tenth of the time
    if isinstance(sequence, str | bytes) or not np.iterable(sequence):
        raise TypeError(f"sequences[{i}] must be a flat sequence of integers, got {sequence!r}")
    return [_integer(code, f"sequences[{i}][{j}]") for j, code in enumerate(sequence)]


def _integer(value: Any, name: str) -> int:
    """Return value as an int of any sign."""
    return whole_number(value, name, -(2**63))


def _check_range(*values: int, limits: np.iinfo) -> None:
    """Raise if a number is outside the range of a type."""
    for value in values:
        if not limits.min <= value <= limits.max:
            raise ValueError(
                f"codes and value must be within {limits.dtype}, {limits.min} to {limits.max}, "
                f"got {value}"
            )
