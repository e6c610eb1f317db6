"""`load_vectors` and `pretrained_table` on small files written here, line by line and by law."""

import gzip
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nncourse.embedding import load_vectors, pretrained_table
from nncourse.encoders import Vocabulary

GLOVE = b"the 0.5 -1 2\nsoup 1 0 0.25\n. . . 0 1e-3 4\n"
WORD2VEC = b"2 3\n</s> 0.5 -1 2 \nsoup 1 0 0.25 \n"  # word2vec leaves a blank at the end
# What Python takes for the end of a line or for a blank, and a file of words does not.
ODD = ["\x85", "\xa0", "\u2028", "\u3000", "\x0b", "\x0c", "\x1c", "é", "東京", "🍲", "é", "<unk>"]
LETTERS = st.characters(blacklist_categories=["Cs"], blacklist_characters=" \r\n\ufeff")
WORDS = st.lists(st.text(LETTERS, min_size=1), min_size=1, max_size=6, unique=True)
NUMBERS = st.floats(width=32, allow_nan=False, allow_infinity=False)


@pytest.fixture
def file(tmp_path):
    """A function that writes bytes to a file and returns its path."""

    def write(content):
        path = tmp_path / "vectors.txt"
        path.write_bytes(content)
        return path

    return write


def lines(words, vectors):
    """A file as GloVe writes it."""
    rows = [" ".join(map(str, [word, *row])) for word, row in zip(words, vectors, strict=True)]
    return "".join(f"{row}\n" for row in rows).encode()


# Files that are read


def test_words_and_numbers_are_those_of_the_lines(file):
    words, vectors = load_vectors(file(GLOVE))
    assert words == ["the", "soup", ". . ."]
    assert vectors.dtype == np.float32
    np.testing.assert_array_equal(vectors, np.float32([[0.5, -1, 2], [1, 0, 0.25], [0, 1e-3, 4]]))


def test_a_heading_is_no_word(file):
    words, vectors = load_vectors(file(WORD2VEC))
    assert words == ["</s>", "soup"]
    np.testing.assert_array_equal(vectors, [[0.5, -1, 2], [1, 0, 0.25]])


@pytest.mark.parametrize("content", [b"the 1 2 \nsoup 3 4 \n", b"2 2 \nthe 1 2\nsoup 3 4\n"])
def test_a_blank_at_the_end_of_the_first_line_counts_for_nothing(file, content):
    words, vectors = load_vectors(file(content))
    assert words == ["the", "soup"]
    np.testing.assert_array_equal(vectors, [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    "content", [b"2 3.5\nsoup 1\n", b"2 x\n", b"-2 3\nsoup 1\n", b"two 3\n", b"2 3\t\na 1\n"]
)
def test_two_fields_that_are_not_two_whole_numbers_are_a_word_and_its_number(file, content):
    where = file(content)
    if b"x" in content:
        with pytest.raises(ValueError, match=r"line 1 must hold finite numbers .*, got b'x'"):
            load_vectors(where)
    else:
        assert load_vectors(where)[1].shape == (content.count(b"\n"), 1)


def test_three_whole_numbers_are_no_heading(file):
    words, vectors = load_vectors(file(b"2 3 4\nsoup 1 0\n"))
    assert words == ["2", "soup"]
    np.testing.assert_array_equal(vectors, [[3, 4], [1, 0]])


@pytest.mark.parametrize("end", [b"\r\n", b" \r\n"])
def test_line_breaks_of_windows_are_read(file, end):
    words, vectors = load_vectors(file(GLOVE.replace(b"\n", end)))
    assert words == ["the", "soup", ". . ."]
    assert vectors[2, 2] == 4


@pytest.mark.parametrize("content", [GLOVE, WORD2VEC])
def test_the_mark_with_which_some_programs_begin_a_file_is_no_part_of_a_word(file, content):
    words, vectors = load_vectors(file(b"\xef\xbb\xbf" + content))
    plain, numbers = load_vectors(file(content))
    assert words == plain
    np.testing.assert_array_equal(vectors, numbers)


def test_an_empty_file_with_a_mark_is_refused(file):
    with pytest.raises(ValueError, match="it is empty"):
        load_vectors(file(b"\xef\xbb\xbf"))


def test_a_word_with_blanks_on_the_first_line_needs_the_dimensions(file):
    content = b"at noon 1 2\nsoup 3 4\n"
    words, vectors = load_vectors(file(content), dimensions=2)
    assert words == ["at noon", "soup"]
    np.testing.assert_array_equal(vectors, [[1, 2], [3, 4]])
    with pytest.raises(ValueError, match=r"line 1 must hold finite numbers .*, got b'noon'"):
        load_vectors(file(content))


@pytest.mark.parametrize("dimensions", [3, np.int64(3)])
def test_the_dimensions_may_be_said_twice(file, dimensions):
    assert load_vectors(file(WORD2VEC), dimensions=dimensions)[0] == ["</s>", "soup"]


def test_odd_characters_are_parts_of_words(file):
    words, vectors = load_vectors(file(lines(ODD, np.arange(24).reshape(12, 2))), dimensions=2)
    assert words == ODD
    np.testing.assert_array_equal(vectors[:, 1], np.arange(1, 24, 2))


def test_the_first_of_equal_words_counts_and_the_second_is_not_read(file):
    words, vectors = load_vectors(file(b"soup 1 2\nstew 3 4\nsoup nan 6\n"))
    assert words == ["soup", "stew"]
    np.testing.assert_array_equal(vectors, [[1, 2], [3, 4]])


def test_only_wanted_words_are_kept_in_the_order_of_the_file(file):
    content = b"the 1 2\nsoup 3 4\nbad x nan\nstew 5 6\n"
    words, vectors = load_vectors(file(content), words=iter(["stew", "fish", "the"]))
    assert words == ["the", "stew"]
    np.testing.assert_array_equal(vectors, [[1, 2], [5, 6]])


@pytest.mark.parametrize("wanted", [[], ["fish"]])
def test_where_no_wanted_word_is_found_there_are_no_rows_and_all_columns(file, wanted):
    words, vectors = load_vectors(file(GLOVE), words=wanted)
    assert words == [] and vectors.shape == (0, 3) and vectors.dtype == np.float32


def test_a_heading_may_promise_nothing(file):
    assert load_vectors(file(b"0 7\n"))[1].shape == (0, 7)


def test_a_path_may_be_a_str_and_asking_twice_gives_the_same(file):
    path = str(file(GLOVE))
    np.testing.assert_array_equal(load_vectors(path)[1], load_vectors(path)[1])


@given(st.data(), WORDS, st.integers(1, 5), st.booleans())
def test_what_is_written_is_loaded_again(data, words, dimensions, heading):
    vectors = data.draw(arrays(np.float32, (len(words), dimensions), elements=NUMBERS))
    content = lines(words, vectors)
    with TemporaryDirectory() as folder:
        path = Path(folder, "vectors.txt")
        path.write_bytes(b"%d %d\n" % vectors.shape * (heading or dimensions == 1) + content)
        loaded, numbers = load_vectors(path)
        some, rows = load_vectors(path, words[::2])
    assert loaded == words and some == words[::2]
    np.testing.assert_array_equal(numbers, vectors)
    np.testing.assert_array_equal(rows, vectors[::2])


# Files that are refused


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"vectors.txt must hold a word and its numbers a line, it is empty"),
        (
            gzip.compress(GLOVE, mtime=0),
            r"must be a file of text, it is compressed: unpack it first",
        ),
        (b"PK\x03\x04 1\n", r"must be a file of text, it is compressed: unpack it first"),
        (b"\n", r"line 1 must hold a word and 1 numbers, with a blank before each, got b'\\n'"),
        (b"soup\n", r"line 1 must hold a word and 1 numbers, .*, got b'soup\\n'"),
        (b"the 1 2\nsoup 3\n", r"line 2 must hold a word and 2 numbers, .*, got b'soup 3\\n'"),
        (b"the 1 2\n 3 4\n", r"line 2 must hold a word and 2 numbers, .*, got b' 3 4\\n'"),
        (b"the 1 2\n  3 4\n", r"line 2 must hold a word and 2 numbers, .*, got b'  3 4\\n'"),
        (b"the 1 2\nsoup\t3\t4\n", r"line 2 must hold a word and 2 numbers, with a blank"),
        (b"the\t1\t2\n", r"line 1 must hold a word and 1 numbers, with a blank before each"),
        (b"the 1 2\n\n", r"line 2 must hold a word and 2 numbers, .*, got b'\\n'"),
        (b"the 1 2\na 3 4 5\n", r"line 2 must hold 2 numbers, got one more or .*: b'a 3 4 5\\n'"),
        (b"the 1\nat 12 3\n", r"line 2 must hold 1 numbers, got .* a word that ends with a number"),
        (b"a 1 2\nb 3 4\nc 5", r"line 3 must end with a line break: was the file cut off\?"),
        (b"a 1 2", r"line 1 must end with a line break: was the file cut off\?"),
        (b"the 1 2\n\xff 3 4\n", r"line 2 must be in UTF-8, got the word b'\\xff'"),
        (b"the 1 2\nsoup 3 nan\n", r"line 2 must hold finite numbers .*, got b'nan'"),
        (b"the 1 2\nsoup inf 4\n", r"line 2 must hold finite numbers .*, got b'inf'"),
        (b"the 1 2\nsoup 1e39 4\n", r"line 2 must hold finite numbers .* precision, got b'1e39'"),
        (b"the 1 2\nsoup 3 4,5\n", r"line 2 must hold finite numbers .*, got b'4,5'"),
        (b"the 1 2\nsoup 3 \t\n", r"line 2 must hold finite numbers .*, got b'\\t'"),
        (b"1 2\nsoup 3 nan\n", r"line 2 must hold finite numbers .*, got b'nan'"),
        (b"3 2\nsoup 3 4\n", r"vectors.txt must hold 3 words, as line 1 says, it holds 1"),
        (b"0 2\nsoup 3 4\n", r"vectors.txt must hold 0 words, as line 1 says, it holds 1"),
        (b"3 2\n", r"vectors.txt must hold 3 words, as line 1 says, it holds 0"),
        (b"3 0\n", r"line 1 must say at least 1 dimensions, it says 0"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_where(file, content, message):
    with pytest.raises(ValueError, match=message):
        load_vectors(file(content))


def test_a_long_line_is_shown_from_its_beginning(file):
    content = b"the 1 2\n" + b"x" * 100 + b"\n"
    with pytest.raises(ValueError, match=f"got b'{'x' * 60}'$"):
        load_vectors(file(content))


def test_a_word_that_ends_like_a_number_but_has_no_blank_is_a_word(file):
    assert load_vectors(file(b"the 1 2\n12 3 4\n. nan 3 4\n"))[0] == ["the", "12", ". nan"]


@pytest.mark.parametrize("dimensions", [2, 4])
def test_a_heading_that_says_other_dimensions_is_refused(file, dimensions):
    with pytest.raises(ValueError, match=f"line 1 must say {dimensions} dimensions, it says 3"):
        load_vectors(file(WORD2VEC), dimensions=dimensions)


def test_a_file_of_other_dimensions_is_refused(file):
    with pytest.raises(ValueError, match=r"line 1 must hold a word and 4 numbers, .*, got b'the 0"):
        load_vectors(file(GLOVE), dimensions=4)
    with pytest.raises(ValueError, match="line 1 must hold 2 numbers, got one more"):
        load_vectors(file(GLOVE), dimensions=2)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere\.txt"):
        load_vectors(tmp_path / "nowhere.txt")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("soup", "words must be several words, got 'soup'"),
        (3, "words must be several words, got 3"),
        (["soup", 3], r"words\[1\] must be a str, got 3"),
        ([b"soup"], r"words\[0\] must be a str, got b'soup'"),
    ],
)
def test_wanted_words_that_are_none_are_refused(file, words, message):
    with pytest.raises(TypeError, match=message):
        load_vectors(file(GLOVE), words)


@pytest.mark.parametrize(
    ("dimensions", "error", "message"),
    [
        (0, ValueError, "dimensions must be at least 1, got 0"),
        ("3", TypeError, "dimensions must be an integer, got '3'"),
    ],
)
def test_dimensions_that_are_no_size_are_refused(file, dimensions, error, message):
    with pytest.raises(error, match=message):
        load_vectors(file(GLOVE), dimensions=dimensions)


# The table


def test_row_k_is_the_vector_of_token_k():
    tokens = ["", "[UNK]", "stew", "soup", "the"]
    table, found = pretrained_table(tokens, ["the", "soup", "fish"], [[1, 2], [3, 4], [5, 6]])
    np.testing.assert_array_equal(table, [[0, 0], [0, 0], [0, 0], [3, 4], [1, 2]])
    np.testing.assert_array_equal(found, [False, False, False, True, True])


def test_the_table_goes_into_the_layer_of_keras():
    vocabulary = Vocabulary.build(["good soup", "good stew"])
    words, vectors = ["soup", "good"], np.float32([[1, 2], [3, 4]])
    table, found = pretrained_table(vocabulary.tokens, words, vectors)
    layer = keras.layers.Embedding(len(vocabulary), 2, trainable=False)
    layer.build()
    layer.set_weights([table])
    codes = vocabulary.encode_padded(["good stew", "soup"], 2)
    np.testing.assert_array_equal(layer(codes), [[[3, 4], [0, 0]], [[0, 0], [1, 2]]])
    assert found.sum() == 2 and layer.trainable_weights == []


@given(st.lists(st.text("abc", min_size=1), unique=True), st.lists(st.text("abc"), unique=True))
def test_each_token_has_its_vector_or_zeros(tokens, words):
    vectors = np.arange(1.0, 2 * len(words) + 1).reshape(len(words), 2)
    table, found = pretrained_table(["", *tokens], words, vectors)
    assert not found[0] and not table[0].any()
    for row, is_found, token in zip(table[1:], found[1:], tokens, strict=True):
        assert is_found == (token in words)
        np.testing.assert_array_equal(row, vectors[words.index(token)] if is_found else [0, 0])


def test_padding_has_zeros_even_if_there_is_a_vector_for_it():
    table, found = pretrained_table(["", "a"], ["", "a"], [[1], [2]])
    assert table.tolist() == [[0], [2]] and found.tolist() == [False, True]


def test_the_first_of_equal_words_has_its_row():
    assert pretrained_table(["", "a"], ["a", "a"], [[1], [2]])[0].tolist() == [[0], [1]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_table_has_the_type_of_the_vectors_and_leaves_them(dtype):
    vectors = np.ones((1, 2), dtype)
    table, _ = pretrained_table(["", "a"], iter(["a"]), vectors)
    table += 1
    assert table.dtype == dtype and (vectors == 1).all()


def test_without_vectors_the_table_is_zero():
    table, found = pretrained_table(["", "a"], [], np.zeros((0, 3)))
    assert table.shape == (2, 3) and not found.any() and not table.any()


@pytest.mark.parametrize("tokens", [["soup", "stew", "good"], ["[UNK]", ""], []])
def test_tokens_without_padding_are_refused(tokens):
    said = re.escape(f"tokens must begin with '' for padding, got {tokens[:2]}")
    with pytest.raises(ValueError, match=f"^{said}$"):
        pretrained_table(tokens, ["soup"], [[1]])


@pytest.mark.parametrize(
    ("tokens", "words", "message"),
    [
        ("soup", ["soup"], "tokens must be several words, got 'soup'"),
        (Vocabulary(("", "[UNK]")), ["soup"], r"tokens must be several words, got Vocabulary\("),
        (["", 1], ["soup"], r"tokens\[1\] must be a str, got 1"),
        ([""], "soup", "words must be several words, got 'soup'"),
    ],
)
def test_tokens_and_words_that_are_none_are_refused(tokens, words, message):
    with pytest.raises(TypeError, match=message):
        pretrained_table(tokens, words, [[1]])


@pytest.mark.parametrize(
    ("vectors", "error", "message"),
    [
        ([[1], [2]], ValueError, r"vectors must have shape \(1, dimensions\), got shape \(2, 1\)"),
        ([1], ValueError, r"vectors must have shape \(1, dimensions\), got shape \(1,\)"),
        ([[np.nan]], ValueError, r"vectors must be finite, got nan at \[0, 0\]"),
        ([["x"]], TypeError, "vectors must hold real numbers, got an array of <U1"),
    ],
)
def test_vectors_that_do_not_fit_the_words_are_refused(vectors, error, message):
    with pytest.raises(error, match=message):
        pretrained_table([""], ["soup"], vectors)


def test_a_word_may_be_an_x_and_a_number_may_not_end_in_one(tmp_path):
    path = tmp_path / "letters.txt"
    path.write_text("X 1 2\nXX 3 4\n", encoding="utf-8")
    words, vectors = load_vectors(path)
    assert (list(words), vectors.tolist()) == (["X", "XX"], [[1, 2], [3, 4]])
    path.write_text("a 1 2X\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1"):
        load_vectors(path)
    path.write_text("2 2X\na 1 2\nb 3 4\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line"):
        load_vectors(path)
