"""`python -m nncourse.train` on one machine: metrics, checkpoints, going on, and what stops it."""

import faulthandler
import io
import json
import os
import queue
import re
import shutil
import sys
import threading
import types
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from nncourse import _workers, datasets, models, train, training
from nncourse._checkpoints import newest, save, set_aside


@pytest.fixture(autouse=True)
def as_before():
    """Take back what the program sets for the whole process."""
    yield
    keras.config.set_dtype_policy("float32")
    keras.config.set_floatx("float32")


@pytest.fixture
def run(shards, tmp_path):
    """Return a function that runs the program and gives its lines of metrics.

    Two epochs of 120 pictures in batches of 24 are ten steps.
    """

    def program(*arguments, name="run", data=shards):
        options = ["--data", data, "--checkpoint", tmp_path / name, "--epochs", 2, "--every", 4]
        options += ["--batch", 24, "--model", "linear", *arguments]
        train.main([str(option) for option in options])
        text = (tmp_path / name / "metrics.jsonl").read_text()
        return [json.loads(line) for line in text.splitlines()]

    return program


@pytest.fixture
def heard(monkeypatch):
    """Return what the watch is given: the patience, and then each call."""
    calls = []
    monkeypatch.setattr(train, "watch", lambda patience: calls.append(patience) or calls.append)
    return calls


@pytest.fixture
def handed_in(monkeypatch):
    """Return the rows that the only worker hands in."""
    rows = []
    monkeypatch.setattr(train, "gathered", lambda _, row: rows.append(row) or np.array([row]))
    return rows


def lost(*_):
    raise tf.errors.UnavailableError(None, None, "Socket closed")


def damage(path, how):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= how == "a bit"
    path.write_bytes(content[: {"a bit": None, "half": len(content) // 2, "all": 0}[how]])


def test_a_line_is_the_mean_over_the_steps_since_the_line_before(run):
    each, some = run("--every", 1, name="each"), run()
    assert [line["step"] for line in some] == [4, 8, 10, 10]
    assert [line["epoch"] for line in some[:3]] == [0.8, 1.6, 2.0]
    for column in ("loss", "accuracy"):
        means = [
            np.mean([line[column] for line in each[i:j]]) for i, j in ((0, 4), (4, 8), (8, 10))
        ]
        np.testing.assert_allclose([line[column] for line in some[:3]], means, rtol=1e-12)


def test_an_epoch_has_four_decimals(run):
    lines = run("--epochs", 1, "--batch", 40, "--every", 1)
    assert [line["epoch"] for line in lines[:3]] == [0.3333, 0.6667, 1.0]


def test_the_losses_are_those_of_keras_on_the_same_batches(run, shards):
    mine = [line["loss"] for line in run("--every", 1, "--rate", 0.01, "--seed", 3)[:10]]
    training.set_seed(3)
    model = models.linear_classifier()
    criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), criterion)
    files = [shards / name for name in datasets.CIFAR10_FILES]
    epochs = [training.picture_batches(files, 24, epoch, seed=3) for epoch in (0, 1)]
    keras_says = [model.train_on_batch(x, y) for epoch in epochs for x, y in epoch]
    np.testing.assert_allclose(mine, keras_says, rtol=1e-5)


def test_the_last_line_is_the_accuracy_on_the_test_pictures(run, shards, tmp_path, monkeypatch):
    def forgetful():
        layers = [keras.layers.Flatten(), keras.layers.Dense(10), keras.layers.Dropout(0.9)]
        return keras.Sequential([keras.Input((32, 32, 3)), *layers])

    monkeypatch.setitem(train.MODELS, "linear", forgetful)  # drops nothing when it is tested
    last = run()[-1]
    _, (kernel, bias, *_), _, _ = newest(tmp_path / "run")
    records = np.fromfile(shards / "test_batch.bin", np.uint8).reshape(-1, datasets.RECORD_BYTES)
    pictures = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1) / 255
    said = (pictures.reshape(len(pictures), -1) @ kernel + bias).argmax(axis=1)
    assert last == {"step": 10, "test_accuracy": np.mean(said == records[:, 0])}


def test_a_line_is_shown_as_soon_as_it_is_known(run, monkeypatch):
    shown = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", shown)
    lines = run()
    assert [json.loads(line) for line in shown.buffer.getvalue().splitlines()] == lines


@pytest.mark.parametrize("model", train.MODELS)
def test_going_on_after_an_epoch_gives_the_numbers_of_a_run_that_never_stopped(run, model):
    whole = run("--model", model, "--every", 5, name="whole")
    run("--model", model, "--every", 5, "--epochs", 1)
    assert run("--model", model, "--every", 5) == whole


@pytest.mark.parametrize("how", ["a bit", "half", "all"])
def test_a_damaged_checkpoint_is_refused_by_name_and_the_one_before_is_used(
    run, tmp_path, capsys, how
):
    whole = run("--precision", "float64")
    damage(tmp_path / "run" / "step-00000010.npz", how)
    assert run("--precision", "float64") == whole
    said = capsys.readouterr().err
    assert f"nncourse.train: {tmp_path / 'run' / 'step-00000010.npz'} is refused: " in said


def test_a_damaged_checkpoint_does_not_count_as_one_of_the_two_that_are_kept(run, tmp_path):
    run()
    folder = tmp_path / "run"
    damage(folder / "step-00000010.npz", "half")
    damaged = (folder / "step-00000010.npz").read_bytes()
    (folder / "step-00000010.aside").symlink_to("/dev/full")
    with pytest.raises(SystemExit, match="after step 10: No space left"):
        run("--every", 1)
    names = sorted(path.name for path in folder.glob("step*"))
    assert names == ["step-00000008.npz", "step-00000009.npz", "step-00000010.refused"]
    assert (folder / names[-1]).read_bytes() == damaged


def test_without_a_sound_checkpoint_nothing_is_begun_and_nothing_lost(run, tmp_path):
    run()
    files = sorted((tmp_path / "run").glob("*.npz"))
    for file in files:
        damage(file, "half")
    with pytest.raises(SystemExit, match=r"no checkpoint is whole; .* remove them .*00008.*"):
        run()
    assert sorted((tmp_path / "run").glob("*.npz")) == files


def test_a_full_disk_stops_the_program_and_leaves_the_checkpoint_before(run, tmp_path):
    whole = run(name="whole")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "step-00000008.aside").symlink_to("/dev/full")  # each write: no space left
    said = "run after step 8: No space left on device; the checkpoints that are there are whole"
    with pytest.raises(SystemExit, match=f"nncourse.train: cannot write to .*{said}"):
        run()
    assert [path.name for path in (tmp_path / "run").glob("step*")] == ["step-00000004.npz"]
    assert run() == whole


@pytest.mark.parametrize("cut", [1, 10, 40, 70])
def test_a_line_of_metrics_that_a_full_disk_cut_off_is_written_anew(run, tmp_path, cut):
    whole = run("--every", 5, name="whole")
    run("--every", 5, "--epochs", 1)
    with (tmp_path / "run" / "metrics.jsonl").open("a") as file:
        file.write(json.dumps(whole[1])[:cut])
    assert run("--every", 5) == whole


def test_only_the_newest_two_checkpoints_are_kept(run, tmp_path):
    run()
    names = sorted(path.name for path in (tmp_path / "run").iterdir())
    assert names == ["metrics.jsonl", "step-00000008.npz", "step-00000010.npz"]


def test_folders_around_that_of_the_checkpoints_are_made(run):
    assert run(name="a/b")[-1]["step"] == 10


def test_other_settings_than_those_of_the_checkpoint_are_refused(run):
    run()
    with pytest.raises(SystemExit, match=r"run was made with --batch 24, --seed 0$"):
        run("--batch", 12, "--seed", 1)


@pytest.mark.parametrize(("before", "now"), [("linear", "notes"), ("notes", "linear")])
def test_a_checkpoint_of_a_network_that_has_changed_is_refused(run, monkeypatch, before, now):
    arrays = {"linear": 8, "notes": 32}  # weights, two running means of each, step and rate
    networks = dict(train.MODELS)
    monkeypatch.setitem(train.MODELS, "linear", networks[before])
    run("--epochs", 1)
    monkeypatch.setitem(train.MODELS, "linear", networks[now])
    said = f"holds {arrays[before]} arrays, the network linear has {arrays[now]}"
    with pytest.raises(SystemExit, match=f"nncourse.train: the checkpoint in .*run {said}$"):
        run()


@pytest.mark.parametrize("name", [*datasets.CIFAR10_FILES, "test_batch.bin"])
def test_a_missing_file_is_named(run, shards, tmp_path, name):
    some = tmp_path / "some"
    some.mkdir()
    for path in shards.iterdir():
        (some / path.name).symlink_to(path)
    (some / name).unlink()
    with pytest.raises(SystemExit, match=rf"nncourse.train: {some / name} is missing"):
        run(data=some)


def test_a_label_that_is_none_is_said(run, shards, tmp_path):
    some = tmp_path / "some"
    shutil.copytree(shards, some)
    with (some / "data_batch_2.bin").open("r+b") as file:
        file.write(bytes([200]))
    with pytest.raises(SystemExit, match=r"label above 9\? .*= 200 is not in \[0, 10\)$"):
        run(data=some)


@pytest.mark.parametrize("node", ["", "\n[[a node]]", "\n\t [[{{node a}}]]\n\t [[another]]"])
def test_of_a_graph_no_more_is_said_than_what_is_wrong(run, monkeypatch, node):
    def fails(*_):
        raise tf.errors.InvalidArgumentError(None, None, f"A number is wrong.{node}")

    monkeypatch.setattr(train, "_train", fails)
    with pytest.raises(SystemExit, match=r"has it a label above 9\? A number is wrong\.$"):
        run()


def test_the_folder_around_the_files_is_taken_too(run, shards):
    assert run(data=shards.parent) == run(name="inner")


def test_a_checkpoint_folder_that_is_a_file_is_refused(run, tmp_path):
    (tmp_path / "run").write_text("")
    with pytest.raises(SystemExit, match=r"nncourse.train: .*File exists: .*run"):
        run()


@pytest.mark.parametrize("batch", [121, 1000])
def test_a_batch_of_more_pictures_than_there_are_is_refused(run, batch):
    said = f"--batch must be a multiple of 1, the number of devices, and at most 120, .*got {batch}"
    with pytest.raises(SystemExit, match=said):
        run("--batch", batch)


@pytest.mark.parametrize(("batch", "pictures", "replicas"), [(6, 6, 3), (3, 10, 3), (1, 1, 1)])
def test_a_batch_that_can_be_shared_out_is_taken(batch, pictures, replicas):
    train._check_batch(batch, pictures, replicas)


@pytest.mark.parametrize("batch", [7, 1203])
def test_a_batch_that_cannot_be_shared_out_is_refused(batch):
    said = "a multiple of 3, the number of devices, and at most 1,200, the number of pictures; got"
    with pytest.raises(ValueError, match=f"^--batch must be {said} {batch}$"):
        train._check_batch(batch, 1200, 3)


def test_what_is_not_said_has_a_default():
    options = train._parsed(["--data", "a", "--checkpoint", "b", "--epochs", "1"])
    told = {"data": Path("a"), "checkpoint": Path("b"), "epochs": 1}
    weights = {"model": "notes", "precision": "float32", "seed": 0}
    steps = {"batch": 64, "rate": 0.001, "every": 100, "patience": 300}
    assert vars(options) == told | weights | steps


@pytest.mark.parametrize("option", ["--data", "--checkpoint", "--epochs"])
def test_what_has_no_default_must_be_said(capsys, option):
    said = {"--data": "a", "--checkpoint": "b", "--epochs": "1"}
    del said[option]
    with pytest.raises(SystemExit, match="2"):
        train.main([word for pair in said.items() for word in pair])
    assert f"the following arguments are required: {option}\n" in capsys.readouterr().err


def test_help_says_what_each_option_is(capsys):
    with pytest.raises(SystemExit, match="0"):
        train.main(["--help"])
    usage, options = " ".join(capsys.readouterr().out.split()).split(" options: ")
    assert usage.startswith("usage: python -m nncourse.train [-h] --data DATA --checkpoint ")
    assert usage.endswith(
        "Train a network on CIFAR-10, on one machine or, where TF_CONFIG says so, as one worker of "
        "several. The first worker writes checkpoints and metrics.jsonl."
    )
    assert options.split(" --") == [
        "-h,",
        "help show this help message and exit",
        "data DATA folder with data_batch_1.bin and so on",
        "checkpoint CHECKPOINT folder that all workers share",
        "epochs EPOCHS how many to train in all",
        "model {linear,notes,normalised} default: notes",
        "batch BATCH pictures of all workers together; default: 64",
        "rate RATE learning rate of Adam; default: 0.001",
        "precision {float32,float64} default: float32",
        "seed SEED of the first weights and the order; default: 0",
        "every EVERY steps to a checkpoint; default: 100",
        "patience PATIENCE seconds without a step; default: 300",
    ]


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--epochs", "0", "must be a whole number of at least 1, got '0'"),
        ("--batch", "-1", "must be a whole number of at least 1, got '-1'"),
        ("--every", "x", "must be a whole number of at least 1, got 'x'"),
        ("--patience", "1.5", "must be a whole number from 1 to 1000000000, got '1.5'"),
        ("--patience", "1000000001", "must be .* to 1000000000, got '1000000001'"),
        ("--seed", "-1", "must be a whole number from 0 to 4294967295, got '-1'"),
        ("--seed", "4294967296", "must be .* to 4294967295, got '4294967296'"),
        ("--rate", "0", "must be a number above 0, got '0'"),
        ("--rate", "-0.1", "must be a number above 0, got '-0.1'"),
        ("--rate", "1e999", "must be a number above 0, got '1e999'"),
        ("--rate", "fast", "must be a number above 0, got 'fast'"),
        ("--rate", "1.2.3", "must be a number above 0, got '1.2.3'"),
        ("--model", "resnet", "invalid choice: 'resnet'"),
        ("--precision", "float16", "invalid choice: 'float16'"),
    ],
)
def test_a_wrong_option_is_named_before_a_folder_is_touched(
    run, tmp_path, capsys, option, value, said
):
    with pytest.raises(SystemExit, match="2"):
        run(f"{option}={value}")
    assert re.search(f"argument {option}: {said}", capsys.readouterr().err)
    assert not (tmp_path / "run").exists()


def test_the_largest_numbers_are_taken():
    options = ["--data", ".", "--checkpoint", ".", "--epochs", "1"]
    largest = train._parsed([*options, "--seed", "4294967295", "--patience", "1000000000"])
    assert (largest.seed, largest.patience) == (2**32 - 1, 10**9)
    assert train._parsed([*options, "--seed", "0", "--patience", "1"]).seed == 0
    train.watch(largest.patience)(False)  # Python's clock counts so far


@pytest.mark.parametrize(
    ("config", "who", "why"),
    [
        (None, "", "; start again: it goes on"),
        (
            '{"task": {"type": "worker", "index": 1}}',
            ", worker 1",
            ": another worker has stopped, hangs or cannot be reached; start all workers again: "
            "they go on",
        ),
    ],
)
def test_without_a_step_in_time_the_process_ends_and_says_why(monkeypatch, capfd, config, who, why):
    if config:
        monkeypatch.setenv("TF_CONFIG", config)
    left = threading.Event()
    _workers.watch(0.05, leave=lambda status: left.set() if status == 1 else None)
    assert left.wait(10)
    said = f"nncourse.train{who}: no step for 0.05 s{why} from the last checkpoint\n"
    assert said in capfd.readouterr().err


def test_with_steps_in_time_the_watch_goes_on_until_the_last(monkeypatch):
    asked, left, before = [], [], set(threading.enumerate())

    class Calls(queue.SimpleQueue):
        def get(self, timeout):
            asked.append(timeout)
            return super().get(timeout=60)  # "in time", however slow the machine is

    fake = types.SimpleNamespace(SimpleQueue=Calls, Empty=queue.Empty)
    monkeypatch.setattr(_workers, "queue", fake)
    call = _workers.watch(0.5, leave=left.append)
    for more in (True, True):
        call(more)
    [look] = [t for t in set(threading.enumerate()) - before if "(look)" in t.name]
    call(False)
    look.join(60)
    assert not look.is_alive()
    assert (asked, left) == ([0.5, 0.5, 0.5], [])


def test_a_lost_worker_is_told_from_other_errors(run, monkeypatch):
    monkeypatch.setattr(train, "gathered", lost)
    monkeypatch.setenv("TF_CONFIG", '{"index": 7}')
    monkeypatch.setattr(training, "distribution", tf.distribute.get_strategy)
    said = r"^nncourse.train, worker 7: another worker was lost \(UnavailableError\); start all"
    with pytest.raises(SystemExit, match=said):
        run()


def test_the_watch_hears_of_the_start_each_step_the_test_and_the_end(run, heard):
    run("--patience", 7)
    assert heard == [7, *[True] * (1 + 10 + 1), False]


def test_the_watch_hears_of_the_end_after_an_error(run, heard):
    with pytest.raises(SystemExit):
        run("--batch", 121)
    assert heard == [300, False]


def test_a_worker_hands_in_what_it_was_told_and_what_it_found(run, handed_in):
    run("--model", "notes", "--rate", 0.5, "--seed", 3, "--epochs", 1)
    run("--model", "notes", "--rate", 0.5, "--seed", 3, "--every", 2)
    first, end, again, _ = handed_in
    assert (first, end) == ([True, 1, 24, 0.5, 3, 4, 1, 0, 120, 0], [0])
    assert again == [True, 2, 24, 0.5, 3, 2, 1, 0, 120, 5]


def test_a_worker_that_cannot_begin_tells_the_others_and_waits_for_them(run, tmp_path, handed_in):
    with pytest.raises(SystemExit, match="at most 120"):
        run("--batch", 121, "--precision", "float64")
    with pytest.raises(SystemExit, match=r"data_batch_1.bin is missing"):
        run(data=tmp_path)
    too_large, missing = [False, 2, 121, 0.001, 0, 4, 0, 1, 120, 0], [False, 2, 24, 0.001, 0, 4]
    assert handed_in == [too_large, [0], [*missing, 0, 0, 0, 0], [0]]


TOLD = ["--epochs", "--batch", "--rate", "--seed", "--every", "--model", "--precision"]
FOUND = ["pictures in --data", "steps done in --checkpoint"]


@pytest.mark.parametrize("name", TOLD + FOUND)
def test_what_another_worker_was_told_or_found_otherwise_is_named(run, monkeypatch, name):
    column = 1 + (TOLD + FOUND).index(name)

    def with_another(_, row):
        return np.array([row, row + (np.arange(len(row)) == column)])

    monkeypatch.setattr(train, "gathered", with_another)
    with pytest.raises(SystemExit, match=f"^nncourse.train: the workers differ in {name}: "):
        run()


def test_a_worker_that_leaves_first_does_not_change_what_the_others_say(run, monkeypatch):
    def leaves(_, row):
        return np.array([row]) if len(row) > 1 else lost()

    monkeypatch.setattr(train, "gathered", leaves)
    assert run()[-1]["step"] == 10
    with pytest.raises(SystemExit, match="at most 120"):
        run("--batch", 121)


def test_a_worker_that_cannot_begin_is_named():
    table = np.array([[1, 3, 7], [1, 5, 7], [0, 9, 7]])
    said = _workers.difference(["a", "b"], table, {})
    assert str(said) == "worker 2 cannot begin: see what it says itself"


def test_numbers_are_handed_in_to_the_last_digit():
    strategy = tf.distribute.get_strategy()
    assert _workers.gathered(strategy, [0.1, 1e-9, 3]).tolist() == [[0.1, 1e-9, 3]]


def test_of_two_workers_with_two_devices_each_a_row_of_each_is_left():
    class Strategy:
        cluster_resolver = types.SimpleNamespace(
            task_id=1, cluster_spec=lambda: tf.train.ClusterSpec({"worker": ["a:1", "b:1"]})
        )
        run = staticmethod(lambda found: found())

        def gather(self, value, axis):
            return tf.concat([value, value, 10 * value, 10 * value], axis)

    assert _workers.place(Strategy()) == (1, 2)
    assert _workers.gathered(Strategy(), [1, 2]).tolist() == [[1, 2], [10, 20]]


def test_who_waits_in_vain_for_the_others_is_ended(monkeypatch):
    calls = []

    def later(timeout, exit, file):
        calls.append((timeout, exit, file.name))

    monkeypatch.setattr(faulthandler, "dump_traceback_later", later)
    monkeypatch.setattr(faulthandler, "cancel_dump_traceback_later", lambda: calls.append("off"))
    monkeypatch.setattr(training, "distribution", lambda: calls.append("wait"))
    _workers.joined(60)
    assert calls == [(60, True, os.devnull), "wait", "off"]


def test_a_worker_says_that_it_joins(monkeypatch, capsys):
    monkeypatch.setenv("TF_CONFIG", '{"task": {"type": "worker", "index": 12}}')
    monkeypatch.setattr(training, "distribution", tf.distribute.get_strategy)
    assert _workers.joined(60) is tf.distribute.get_strategy()
    said = "joins the other workers, and ends if they are not there in 60 s"
    assert capsys.readouterr().err == f"nncourse.train, worker 12: {said}\n"


def test_a_worker_that_cannot_join_says_where(monkeypatch):
    def taken():
        raise tf.errors.UnknownError(None, None, "the address is taken")

    monkeypatch.setattr(training, "distribution", taken)
    said = "^cannot join at the address in TF_CONFIG: the address is taken$"
    with pytest.raises(OSError, match=said):
        _workers.joined(60)


def test_what_differs_between_workers_is_named():
    names, choices = ["--batch", "--rate", "--model"], {"--model": ["linear", "notes"]}
    alike = [1, 64, 0.001, 1]

    def said(*last):
        return str(_workers.difference(names, np.array([alike, alike, last]), choices))

    assert said(*alike) == "None"
    assert said(0, 0, 0, 0) == "worker 2 cannot begin: see what it says itself"
    told = "the workers differ in --batch: 64 on worker 0, 64 on worker 1, 32 on worker 2"
    assert said(1, 32, 0.01, 0) == told
    told = "--rate: 0.001 on worker 0, 0.001 on worker 1, 0.00100001 on worker 2"
    assert said(1, 64, 0.00100001, 1).endswith(told)
    told = "--model: notes on worker 0, notes on worker 1, linear on worker 2"
    assert said(1, 64, 0.001, 0).endswith(told)


def test_each_worker_takes_its_part_of_the_batches_that_are_left(shards):
    class Strategy:
        num_replicas_in_sync = 3
        distribute_datasets_from_function = staticmethod(lambda pipeline: pipeline(context))

    context = tf.distribute.InputContext(num_input_pipelines=3, input_pipeline_id=1)
    options, files = types.SimpleNamespace(epochs=2, batch=24, seed=3), sorted(shards.glob("d*"))
    first, second = (training.picture_batches(files, 24, epoch, 3, 1, 3) for epoch in (0, 1))
    shares = list(train._batches(Strategy(), options, files, 5, 2))
    assert len(shares) == 8
    for (x, y), (mine, kinds) in zip(shares, first.skip(2).concatenate(second), strict=True):
        np.testing.assert_array_equal(x, mine)
        np.testing.assert_array_equal(y, kinds)


def test_a_checkpoint_comes_back_as_it_was(tmp_path):
    arrays = [np.arange(6.0).reshape(2, 3), np.float32(0.1), np.array(3)]
    path = save(tmp_path / "a" / "new", 7, arrays, {"model": "notes", "rate": 0.1})
    step, found, about, refused = newest(tmp_path / "a" / "new")
    assert (path.name, step, refused) == ("step-00000007.npz", 7, {})
    assert about == {"model": "notes", "rate": 0.1}
    for array, again in zip(arrays, found, strict=True):
        np.testing.assert_array_equal(again, array, strict=True)


def test_a_checkpoint_of_objects_is_refused_for_to_read_one_may_run_a_program(tmp_path):
    path = save(tmp_path, 7, [np.array([{"any": "object"}])], {})
    with pytest.raises(ValueError, match=rf"{re.escape(str(path))}: .*allow_pickle=False"):
        newest(tmp_path)


def test_what_is_wrong_is_said_of_each_checkpoint_if_only_by_the_kind_of_error(
    tmp_path, monkeypatch
):
    def ends(*_, **__):
        raise EOFError

    older, newer = (save(tmp_path, step, [], {}) for step in (7, 8))
    monkeypatch.setattr(np, "load", ends)
    said = f"remove them ({newer}: EOFError; {older}: EOFError)"
    with pytest.raises(ValueError, match=rf"^no checkpoint is whole; .*{re.escape(said)}$"):
        newest(tmp_path)


def test_a_step_may_have_any_number_of_digits(tmp_path):
    steps = (9, 12_345_678, 99_999_999, 100_000_000)
    for step in steps:
        save(tmp_path, step, [], {})
        assert newest(tmp_path)[0] == step
    assert {path.name for path in tmp_path.iterdir()} == {f"step-{step}.npz" for step in steps[2:]}
    set_aside(tmp_path, steps[2])
    assert {path.name for path in tmp_path.iterdir()} == {
        "step-99999999.npz",
        "step-100000000.refused",
    }


def test_files_of_other_names_are_left_alone(tmp_path):
    other = tmp_path / "step-best.npz"
    other.write_bytes(b"")
    for step in (1, 2, 3):
        save(tmp_path, step, [], {})
    set_aside(tmp_path, 0)
    assert other.exists()
    assert newest(tmp_path) == (0, [], {}, {})


def test_a_flipped_bit_is_refused_or_changes_nothing(tmp_path):
    array = np.float32([1.5, -2])
    _, newer = (save(tmp_path, step, [array], {"rate": 0.1}) for step in (7, 8))
    content = newer.read_bytes()
    refusals = 0
    for bit in range(0, 8 * len(content), 3):  # of each byte two or three
        damaged = bytearray(content)
        damaged[bit // 8] ^= 1 << bit % 8
        newer.write_bytes(damaged)
        step, arrays, about, refused = newest(tmp_path)
        np.testing.assert_array_equal(arrays, [array])
        assert about == {"rate": 0.1}
        assert (step, list(refused)) in [(8, []), (7, [str(newer)])]
        refusals += step == 7
    assert refusals > len(content)  # of all but names, times and sizes that nobody reads


@pytest.mark.parametrize(
    ("was", "now"), [(b"'<f4'", b"'<f2'"), (b"(64, 64)", b"(14, 64)"), (b"(64, 64)", b"(64, 14)")]
)
def test_a_damaged_part_that_is_not_read_to_its_end_is_refused(tmp_path, was, now):
    _, newer = (save(tmp_path, step, [np.eye(64, dtype=np.float32)], {}) for step in (7, 8))
    content = newer.read_bytes()
    assert content.count(was) == 1
    newer.write_bytes(content.replace(was, now))
    step, _, _, refused = newest(tmp_path)
    assert (step, refused) == (7, {str(newer): "arr_0.npy is damaged"})


def test_where_nothing_was_saved_there_is_nothing(tmp_path):
    assert newest(tmp_path / "nowhere") == (0, [], {}, {})
