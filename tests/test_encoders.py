"""`nncourse.encoders` against the notes' matrix, other programs' numbers, Keras and laws."""

import hashlib
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import datasets
from nncourse.encoders import (
    Vocabulary,
    character_ngrams,
    hash_encode,
    hash_word,
    one_hot,
    pad_sequences,
    tokenize,
)

SIDES = st.sampled_from(["pre", "post"])


def test_notes_codes_padded_give_the_matrix_of_the_notes():
    expected = """
        16  1  0  0
        46 17  0  0
         5 10  0  0
        35 17  0  0
        27  0  0  0
         2  0  0  0
         4 10  0  0
        40 46  0  0
         4 17  0  0
        26 41  1  6
    """
    padded = pad_sequences(datasets.NOTES_CODES, 4, padding="post")
    np.testing.assert_array_equal(padded, np.array(expected.split(), int).reshape(10, 4))


@pytest.mark.parametrize("padding", ["pre", "post"])
@pytest.mark.parametrize("truncating", ["pre", "post"])
@pytest.mark.parametrize(
    "dtype", [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
)
@given(st.data())
def test_pad_sequences_equals_keras(padding, truncating, dtype, data):
    limits = np.iinfo(dtype)
    code = st.integers(0, 99) | st.integers(int(limits.min), int(limits.max))
    sequences = data.draw(st.lists(st.lists(code, max_size=6), min_size=1, max_size=5))
    length, value = data.draw(st.integers(1, 7)), data.draw(code)
    ours = pad_sequences(sequences, length, padding, truncating, value, dtype)
    theirs = keras.utils.pad_sequences(sequences, length, dtype, padding, truncating, value)
    np.testing.assert_array_equal(ours, theirs, strict=True)


@pytest.mark.parametrize(
    ("padding", "truncating", "expected"),
    [
        ("pre", "pre", [[0, 0, 1], [3, 4, 5]]),
        ("pre", "post", [[0, 0, 1], [2, 3, 4]]),
        ("post", "pre", [[1, 0, 0], [3, 4, 5]]),
        ("post", "post", [[1, 0, 0], [2, 3, 4]]),
    ],
)
def test_pad_sequences_fills_and_cuts_on_the_side_that_was_chosen(padding, truncating, expected):
    padded = pad_sequences([[1], [2, 3, 4, 5]], 3, padding, truncating)
    np.testing.assert_array_equal(padded, expected)


def test_pad_sequences_takes_arrays_and_empty_sequences():
    np.testing.assert_array_equal(pad_sequences([np.array([7, 8]), []], 2), [[7, 8], [0, 0]])


@pytest.mark.parametrize(
    ("sequences", "message"),
    [
        ([[1.0]], r"sequences\[0\]\[0\] must be an integer, got 1.0"),
        ([[1], [2, True]], r"sequences\[1\]\[1\] must be an integer, got True"),
        ([[[1]]], r"sequences\[0\]\[0\] must be an integer, got \[1\]"),
        ([3], r"sequences\[0\] must be a flat sequence of integers, got 3"),
        (["12"], r"sequences\[0\] must be a flat sequence of integers, got '12'"),
    ],
)
def test_pad_sequences_refuses_what_is_no_code(sequences, message):
    with pytest.raises(TypeError, match=message):
        pad_sequences(sequences, 2)


def test_pad_sequences_refuses_nothing():
    with pytest.raises(ValueError, match=r"^sequences must hold at least one sequence, got none$"):
        pad_sequences([], 2)


@pytest.mark.parametrize("length", [0, -1])
def test_pad_sequences_refuses_a_length_below_one(length):
    with pytest.raises(ValueError, match=f"length must be at least 1, got {length}"):
        pad_sequences([[1]], length)


@pytest.mark.parametrize(
    ("sequences", "value", "got"), [([[1, 128]], 0, 128), ([[-129], []], 0, -129), ([[]], 200, 200)]
)
def test_pad_sequences_refuses_what_the_type_cannot_hold(sequences, value, got):
    message = f"codes and value must be within int8, -128 to 127, got {got}"
    with pytest.raises(ValueError, match=message):
        pad_sequences(sequences, 3, value=value, dtype="int8")


def test_pad_sequences_refuses_a_type_that_is_not_for_codes():
    with pytest.raises(TypeError, match="dtype must be an integer type, got float32"):
        pad_sequences([[1]], 2, dtype="float32")


@pytest.mark.parametrize("argument", ["padding", "truncating"])
def test_pad_sequences_refuses_an_unknown_side(argument):
    with pytest.raises(ValueError, match=f"{argument} must be 'pre' or 'post', got 'after'"):
        pad_sequences([[1]], 2, **{argument: "after"})


def test_pad_sequences_refuses_a_value_that_is_no_integer():
    with pytest.raises(TypeError, match=r"value must be an integer, got 0\.5"):
        pad_sequences([[1]], 2, value=0.5)


def test_pad_sequences_refuses_a_value_that_no_type_can_hold():
    with pytest.raises(ValueError, match=f"value must be at least {-(2**63)}, got {-(2**63) - 1}"):
        pad_sequences([[1]], 2, value=-(2**63) - 1)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Could have done better.", ["could", "have", "done", "better"]),
        ("Don't -- stop!", ["don't", "stop"]),
        ("well-done", ["well", "done"]),
        ("Schön, naïve", ["schön", "naïve"]),
        ("scho\u0308n", ["sch\u00f6n"]),  # o and two dots make one character
        (
            "x\u00b2 \ufb01ne",
            ["x\u00b2", "\ufb01ne"],
        ),  # only accents are put together: NFC, not NFKC
        ("q\u0307x", ["q\u0307x"]),  # there is no q with a dot, so the mark stays
        ("Don\u2019t", ["don't"]),
        ("rock 'n' roll", ["rock", "n", "roll"]),
        ("हिन्दी में", ["हिन्दी", "में"]),  # vowel signs are no letters to Python
        ("שלום עולם", ["שלום", "עולם"]),
        ("我爱苹果。", ["我爱苹果"]),
        ("İstanbul ISPARTA", ["i̇stanbul", "isparta"]),
        ("good 👍🏽 work 👩\u200d💻", ["good", "work"]),
        ("𑀓𑀸", ["𑀓𑀸"]),  # Brahmi: a vowel sign beyond the first plane
        ("葛\U000e0100城", ["葛\U000e0100城"]),  # another form of the first sign
        ("می\u200cرود", ["می", "رود"]),  # a mark that keeps letters apart parts words
        ("x" * 10_000, ["x" * 10_000]),
        ("snake_case 3rd 2,5", ["snake_case", "3rd", "2", "5"]),
        ("  ", []),
        ("...", []),
    ],
)
def test_tokens_are_lower_case_words_without_punctuation(text, tokens):
    assert tokenize(text) == tokens


def test_every_mark_stays_with_its_letter():
    marks = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c)[0] == "M"]
    assert len(marks) > 2000
    assert [mark for mark in marks if len(tokenize(f"x{mark}x")) != 1] == []


@given(st.text())
def test_a_text_gives_the_same_tokens_however_its_accents_are_written(text):
    one, two = (tokenize(unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
    assert tokenize(text) == one == two


@given(st.text())
def test_a_token_is_its_own_only_token(text):
    assert all(tokenize(token) == [token] for token in tokenize(text))


def test_tokenize_refuses_what_is_no_text():
    with pytest.raises(TypeError, match="text must be a str, got b'good'"):
        tokenize(b"good")


def test_hash_word_is_what_md5sum_says():
    """`printf work | md5sum`, then `bc`: 0x67e92c8765a9bc7fb2d335c459de9eb5 % 49 + 1."""
    assert hash_word("work", 50) == 0x67E92C8765A9BC7FB2D335C459DE9EB5 % 49 + 1 == 40


def test_hash_word_works_where_md5_may_not_be_used_for_security(monkeypatch):
    """As on computers that follow FIPS."""
    original = hashlib.md5

    def md5(data, usedforsecurity=True):
        if usedforsecurity:
            raise ValueError("disabled for FIPS")
        return original(data)

    monkeypatch.setattr(hashlib, "md5", md5)
    assert hash_word("work", 50) == 40


def test_hash_encode_is_the_same_in_another_start_of_python():
    program = "from nncourse.encoders import hash_encode; print(hash_encode('Well done', 50))"
    for seed in ("1", "2"):
        command = [sys.executable, "-c", program]
        env = {**os.environ, "PYTHONHASHSEED": seed}
        printed = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        assert printed.stdout == "[15, 31]\n"


@given(st.lists(st.text("abcxyz", min_size=1), max_size=4), st.integers(2, 99))
def test_codes_by_hashing_are_those_of_keras_2(words, buckets):
    keras_2 = pytest.importorskip("keras.src.legacy.preprocessing.text")  # no longer public
    text = " ".join(words)
    assert hash_encode(text, buckets) == keras_2.hashing_trick(text, buckets, "md5")


def test_great_and_work_share_a_bucket():
    assert hash_encode("great work", 50) == [40, 40]


@given(st.text(), st.integers(2, 1000))
def test_codes_leave_zero_for_padding_and_stay_below_the_buckets(text, buckets):
    codes = hash_encode(text, buckets)
    assert len(codes) == len(tokenize(text))
    assert all(1 <= code < buckets for code in codes)


def test_an_empty_text_has_no_codes():
    assert hash_encode("", 50) == []


@pytest.mark.parametrize("encode", [hash_word, hash_encode])
def test_hashing_refuses_fewer_than_two_buckets(encode):
    with pytest.raises(ValueError, match="buckets must be at least 2, got 1"):
        encode("work", 1)


@pytest.mark.parametrize("encode", [hash_word, hash_encode])
def test_hashing_refuses_a_fraction_of_a_bucket(encode):
    with pytest.raises(TypeError, match=r"buckets must be an integer, got 50\.0"):
        encode("work", 50.0)


def test_hash_word_refuses_what_is_no_word():
    with pytest.raises(TypeError, match="word must be a str, got 3"):
        hash_word(3, 50)


def test_hash_word_refuses_half_a_character():
    with pytest.raises(ValueError, match="surrogates not allowed"):
        hash_word("\ud800", 50)


def test_one_hot_equals_keras():
    codes = np.array([[2, 0], [1, 1]])
    np.testing.assert_array_equal(one_hot(codes, 3), keras.ops.one_hot(codes, 3))


def test_one_hot_rows_of_a_large_vocabulary_take_the_room_of_the_rows_alone():
    """A million columns: a square matrix of them would take eight terabytes."""
    rows = one_hot([[999_999], [7]], 1_000_000)
    assert rows.shape == (2, 1, 1_000_000) and rows.dtype == np.float64 and rows.sum() == 2
    assert rows[0, 0, 999_999] == rows[1, 0, 7] == 1


def test_one_hot_of_a_single_code_is_a_row():
    np.testing.assert_array_equal(one_hot(2, 3), [0, 0, 1])


@pytest.mark.parametrize("code", [-1, 3])
def test_one_hot_refuses_codes_outside_the_vocabulary(code):
    with pytest.raises(
        ValueError, match=f"codes must each be a row of the table, 0 to 2, got {code} at"
    ):
        one_hot([0, code], 3)


def test_one_hot_refuses_float_codes():
    with pytest.raises(TypeError, match="codes must be integers, got an array of float64"):
        one_hot([0.0], 3)


def test_one_hot_refuses_an_empty_vocabulary():
    with pytest.raises(ValueError, match="size must be at least 1, got 0"):
        one_hot([0], 0)


TEXTS = ["Good work", "poor work", "Good, good!", "İ can't 我"]
WORDS = st.text().map(tokenize).filter(len).map(lambda words: words[0])


def test_the_most_frequent_words_come_first_and_the_alphabet_decides_backwards():
    tokens = ("", "[UNK]", "good", "work", "我", "poor", "i̇", "can't")
    assert Vocabulary.build(TEXTS).tokens == tokens


def test_the_vocabulary_of_the_ten_sentences_is_that_of_keras():
    layer = keras.layers.TextVectorization()
    layer.adapt(list(datasets.SENTENCES))
    assert list(Vocabulary.build(datasets.SENTENCES).tokens) == layer.get_vocabulary()


@given(st.lists(st.text("abc d", max_size=12), min_size=1), st.integers(3, 9))
def test_codes_are_those_of_keras(texts, size):
    layer = keras.layers.TextVectorization(max_tokens=size, output_sequence_length=4)
    layer.adapt([*texts, "a"])
    vocabulary = Vocabulary.build([*texts, "a"], size)
    codes = pad_sequences([vocabulary.encode(text) for text in texts], 4, "post", "post")
    assert list(vocabulary.tokens) == layer.get_vocabulary()
    np.testing.assert_array_equal(codes, layer(texts))
    at_once = vocabulary.encode_padded(texts, 4, "post", "post")
    np.testing.assert_array_equal(at_once, codes, strict=True)


@given(
    st.lists(st.text() | st.text("aB' ") | st.text("Zé\u0301\u2019_3\0\n\r\x1c¶"), min_size=1),
    st.integers(1, 5),
    SIDES,
    SIDES,
    st.sampled_from(["int8", "uint16", "int64"]),
)
def test_many_texts_at_once_get_the_codes_of_one_by_one(texts, length, padding, truncating, dtype):
    vocabulary = Vocabulary.build(texts[::2])
    at_once = vocabulary.encode_padded(texts, length, padding, truncating, dtype)
    one_by_one = [vocabulary.encode(text) for text in texts]
    expected = pad_sequences(one_by_one, length, padding, truncating, dtype=dtype)
    np.testing.assert_array_equal(at_once, expected, strict=True)


@pytest.mark.parametrize("batch", [1, 999, 1000, 1001, 2001])
def test_thousands_of_texts_get_the_codes_of_one_by_one(batch):
    kinds = ["'good", "", "naïve caf\u00e9 naïve", "ΟΔΟΣ ΣΑΣ", "a \u0301b", "'don't'", "work'"]
    texts = [kinds[i % 7] for i in range(batch)]
    vocabulary = Vocabulary.build(kinds)
    expected = pad_sequences(map(vocabulary.encode, texts), 3)
    np.testing.assert_array_equal(vocabulary.encode_padded(texts, 3), expected)


def test_every_character_of_ascii_parts_words_at_once_as_it_does_alone():
    texts = [f"{a}{c}{b}" for c in map(chr, range(128)) for a in ("x", "X'") for b in ("y", "'Y")]
    vocabulary = Vocabulary.build(texts)
    expected = pad_sequences(map(vocabulary.encode, texts), 3)
    np.testing.assert_array_equal(vocabulary.encode_padded(iter(texts), 3), expected)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((["good", b"work"], 2), TypeError, "text must be a str, got b'work'"),
        (("good work", 2), TypeError, "must be several texts, got the single text 'good work'"),
        (([], 2), ValueError, "^texts must hold at least one text, got none$"),
        ((["good"], 0), ValueError, "length must be at least 1, got 0"),
        ((["good"], 2, "after"), ValueError, "padding must be 'pre' or 'post', got 'after'"),
        ((["good"], 2, "pre", ""), ValueError, "truncating must be 'pre' or 'post', got ''"),
        ((["good"], 2, "pre", "pre", float), TypeError, "must be an integer type, got float64"),
    ],
)
def test_encode_padded_refuses_what_the_two_functions_refuse(arguments, error, message):
    with pytest.raises(error, match=message):
        Vocabulary.build(TEXTS).encode_padded(*arguments)


def test_encode_padded_refuses_a_code_that_the_type_cannot_hold():
    vocabulary = Vocabulary(("", "[UNK]", *(f"w{i}" for i in range(2, 129))))
    assert vocabulary.encode_padded(["w128 w127"], 1, dtype="int8") == [[127]]
    with pytest.raises(ValueError, match="must be within int8, -128 to 127, got 128"):
        vocabulary.encode_padded(["w1 w128"], 2, dtype="int8")


def test_a_token_that_no_text_has_does_not_disturb_the_others():
    vocabulary = Vocabulary(("", "[UNK]", "goo\ud800d", "\u00b6", "good"))
    np.testing.assert_array_equal(vocabulary.encode_padded(["Good \ud800 \u00b6"], 2), [[0, 4]])


def test_a_single_text_is_no_list_of_texts():
    with pytest.raises(TypeError, match="must be several texts, got the single text 'good work'"):
        Vocabulary.build("good work")


def test_no_codes_are_decoded_to_no_words():
    assert Vocabulary.build(TEXTS).decode([]) == []


def test_codes_of_several_texts_are_not_decoded_at_once():
    with pytest.raises(ValueError, match=r"codes must be those of one text, got shape \(1, 2\)"):
        Vocabulary.build(TEXTS).decode([[2, 3]])


@given(st.lists(WORDS, unique=True))
def test_every_known_token_comes_back(words):
    vocabulary = Vocabulary(("", "[UNK]", *words))
    assert [vocabulary.decode(vocabulary.encode(word)) for word in words] == [[w] for w in words]


@given(st.lists(st.text()))
def test_the_words_of_known_texts_come_back(texts):
    vocabulary = Vocabulary.build(texts)
    for text in (*texts, *vocabulary.tokens[2:]):
        assert vocabulary.decode(vocabulary.encode(text)) == tokenize(text)


UNUSUAL = {
    "accents": ("Schön scho\u0308n", ["schön", "schön"]),
    "a mark without a character of its own": ("q\u0307 Q\u0307", ["q\u0307", "q\u0307"]),
    "emoji": ("good 👍🏽 work 👩\u200d💻", ["good", "work"]),
    "nothing but emoji": ("👍", []),
    "Hebrew, from right to left": ("שלום, עולם!", ["שלום", "עולם"]),
    "Arabic with vowel signs": ("مَرْحَبًا بِكَ", ["مَرْحَبًا", "بِكَ"]),
    "Chinese": ("我爱苹果。", ["我爱苹果"]),
    "Japanese": ("りんごが好き、とても", ["りんごが好き", "とても"]),
    "Turkish": ("İyi IŞIK \u0131l\u0131k", ["i\u0307yi", "işik", "\u0131l\u0131k"]),
    "a word of 10,000 letters": ("Ä" * 10_000, ["ä" * 10_000]),
    "a word of 10,000 marks": ("a" + "\u0323" * 10_000, ["\u1ea1" + "\u0323" * 9_999]),
}


@pytest.mark.parametrize(("text", "tokens"), UNUSUAL.values(), ids=UNUSUAL)
def test_unusual_text_goes_through_all_that_takes_text(text, tokens, tmp_path):
    assert tokenize(text) == tokens
    assert hash_encode(text, 50) == [hash_word(token, 50) for token in tokens]
    Vocabulary.build([text]).save(tmp_path / "words.txt")
    vocabulary = Vocabulary.load(tmp_path / "words.txt")
    codes = vocabulary.encode(text)
    assert 1 not in codes and vocabulary.decode(codes) == tokens
    np.testing.assert_array_equal(vocabulary.encode_padded([text], 2), pad_sequences([codes], 2))


def test_a_token_that_no_text_has_is_kept_but_never_given():
    vocabulary = Vocabulary(("", "[UNK]", "Good", "new york"))
    assert vocabulary.encode("Good new york [UNK]") == [1, 1, 1, 1]
    assert vocabulary.decode([2, 3]) == ["Good", "new york"]


@given(st.lists(WORDS, unique=True))
def test_what_is_saved_is_loaded_again(words):
    with TemporaryDirectory() as folder:
        path = Path(folder, "words.txt")
        Vocabulary(("", "[UNK]", *words)).save(path)
        assert Vocabulary.load(path).tokens == ("", "[UNK]", *words)


def test_unknown_words_have_code_one_and_padding_is_left_out():
    vocabulary = Vocabulary.build(["good work"])
    assert vocabulary.encode("Bad work") == [1, 2]
    assert vocabulary.decode([1, 2, 0]) == ["[UNK]", "work"]


def test_a_text_without_words_has_no_codes():
    assert Vocabulary.build(TEXTS).encode("... ") == []


def test_a_vocabulary_cannot_be_changed():
    words = ["", "[UNK]", "good"]
    vocabulary = Vocabulary(words)
    words.append("bad")
    with pytest.raises(AttributeError, match="cannot assign to field 'tokens'"):
        vocabulary.tokens = ()
    with pytest.raises(AttributeError, match="cannot delete field 'tokens'"):
        del vocabulary.tokens
    with pytest.raises(AttributeError, match="cannot assign to field 'size'"):
        vocabulary.size = 3
    assert len(vocabulary) == 3 and hash(vocabulary) == hash(Vocabulary(("", "[UNK]", "good")))


def test_the_size_counts_padding_and_unknown():
    assert Vocabulary.build(TEXTS, 4).tokens == ("", "[UNK]", "good", "work")
    assert Vocabulary.build([], 2).tokens == ("", "[UNK]")
    with pytest.raises(ValueError, match="size must be at least 2, got 1"):
        Vocabulary.build(TEXTS, 1)


@pytest.mark.parametrize(
    ("tokens", "error", "message"),
    [
        ((), ValueError, r"tokens must begin with '' and '\[UNK\]', got \(\)"),
        (("", "good", "bad"), ValueError, r"begin with '' and '\[UNK\]', got \('', 'good'\)$"),
        (("", "[UNK]", "a", "b", "a"), ValueError, "each occur once, got 'a' again at 4"),
        (("", "[UNK]", "a\nb"), ValueError, r"tokens\[2\] must be on one line, got 'a\\nb'"),
        (("", "[UNK]", 3), TypeError, r"tokens\[2\] must be a str, got 3"),
        (("", "[UNK]", ["a"]), TypeError, r"tokens\[2\] must be a str, got \['a'\]"),
    ],
)
def test_a_list_that_is_no_vocabulary_is_refused(tokens, error, message):
    with pytest.raises(error, match=message):
        Vocabulary(tokens)


@pytest.mark.parametrize("code", [-1, 4])
def test_a_code_outside_the_vocabulary_is_refused(code):
    message = f"codes must each be a code of the vocabulary, 0 to 3, got {code}"
    with pytest.raises(ValueError, match=message):
        Vocabulary.build(["good work"]).decode([2, code])


def test_a_file_that_is_cut_off_is_refused(tmp_path):
    (tmp_path / "words.txt").write_text("\n[UNK]\ngood\nwor")
    with pytest.raises(
        ValueError, match=r"words\.txt must end with a line break, it ends with 'wor'"
    ):
        Vocabulary.load(tmp_path / "words.txt")


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "words.txt").write_bytes(b"\n[UNK]\nsch\xf6n\n")
    with pytest.raises(UnicodeDecodeError, match="invalid start byte"):
        Vocabulary.load(tmp_path / "words.txt")


def test_a_token_that_cannot_be_written_leaves_the_file_as_it_was(tmp_path):
    Vocabulary.build(["good"]).save(tmp_path / "words.txt")
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        Vocabulary(("", "[UNK]", "\ud800")).save(tmp_path / "words.txt")
    assert Vocabulary.load(tmp_path / "words.txt") == Vocabulary.build(["good"])


# Pieces of words


@pytest.mark.parametrize(
    ("lengths", "pieces"),
    [
        ((3, 3), "<ha har arm rm>"),
        ((4, 5), "<har harm arm> <harm harm>"),
        ((1, 2), "< h a r m > <h ha ar rm m>"),
        ((6, 9), "<harm>"),
        ((7, 9), ""),
    ],
)
def test_pieces_of_a_word_are_those_of_the_pencil(lengths, pieces):
    assert character_ngrams("harm", *lengths) == pieces.split()


def test_pieces_have_three_to_six_characters():
    assert character_ngrams("harm") == (
        ["<ha", "har", "arm", "rm>", "<har", "harm", "arm>", "<harm", "harm>", "<harm>"]
    )


def test_no_piece_is_longer_than_six_unless_asked_for():
    assert {len(piece) for piece in character_ngrams("harmless")} == {3, 4, 5, 6}


@given(st.text(), st.integers(1, 8), st.integers(0, 3))
def test_pieces_are_all_substrings_of_the_marked_word(word, shortest, more):
    marked, longest = f"<{word}>", shortest + more
    ends = range(len(marked) + 1)
    every = [marked[i:j] for i in ends for j in ends if shortest <= j - i <= longest]
    assert sorted(character_ngrams(word, shortest, longest)) == sorted(every)


def test_a_piece_that_occurs_twice_comes_twice():
    assert character_ngrams("papa", 2, 2) == ["<p", "pa", "ap", "pa", "a>"]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((b"harm",), TypeError, "word must be a str, got b'harm'"),
        (("harm", 0), ValueError, "shortest must be at least 1, got 0"),
        (("harm", 3, 2), ValueError, "longest must be at least 3, got 2"),
        (("harm", "3"), TypeError, "shortest must be an integer, got '3'"),
        (("harm", 3, 4.0), TypeError, r"longest must be an integer, got 4\.0"),
    ],
)
def test_pieces_of_no_word_or_no_length_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        character_ngrams(*arguments)
