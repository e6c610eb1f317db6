"""The program that a cluster starts on each of its machines: `python -m nncourse.train --help`.

It trains on CIFAR-10's files from one checkpoint to the next. What stops it says so in a line;
whoever starts it again, on all machines, goes on from the last checkpoint.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import nncourse._quiet  # noqa: F401  # before Keras and TensorFlow

# isort: split
import keras
import numpy as np
import tensorflow as tf

from nncourse import models, training
from nncourse._checkpoints import newest, save, set_aside
from nncourse._workers import AGAIN, LOST, difference, gathered, joined, place, watch, who
from nncourse.datasets import CIFAR10_FILES, count_pictures

MODELS = {
    "linear": models.linear_classifier,
    "notes": models.convolutional_network,
    "normalised": partial(models.convolutional_network, normalised=True),
}
PRECISIONS = ("float32", "float64")
CHOICES = {"--model": list(MODELS), "--precision": list(PRECISIONS)}
SETTINGS = ("epochs", "batch", "rate", "seed", "every")  # that all workers must be told alike
KEPT = ("model", "batch", "rate", "seed", "precision")  # from one start to the next


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the arguments say, and stop with a line that says why if it cannot be done.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line by default.

    Raises
    ------
    SystemExit
        With 2 if an argument is wrong, with a message, and so 1, if something else is.

    Examples
    --------
    >>> main(["--data", "no-such-folder", "--epochs", "1", "--checkpoint", "."])
    Traceback (most recent call last):
    SystemExit: nncourse.train: no-such-folder/data_batch_1.bin is missing
    """
    options = _parsed(arguments)
    alive = watch(options.patience)
    try:
        _train(options, alive)
    except (OSError, RuntimeError, ValueError) as error:
        sys.exit(f"{who()}: {error}")
    except LOST as error:
        sys.exit(f"{who()}: another worker was lost ({type(error).__name__}); {AGAIN}")
    except tf.errors.InvalidArgumentError as error:
        reason = re.search(r"(.+)\n\s*\[\[", error.message + "\n[[")[1]  # before the graph's node
        sys.exit(f"{who()}: cannot train on a batch; has it a label above 9? {reason}")
    finally:
        alive(False)


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(
        "python -m nncourse.train",
        description="Train a network on CIFAR-10, on one machine or, where TF_CONFIG says so, "
        "as one worker of several. The first worker writes checkpoints and metrics.jsonl.",
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder with data_batch_1.bin and so on")
    add("--checkpoint", type=Path, required=True, help="folder that all workers share")
    add("--epochs", type=_whole(1), required=True, help="how many to train in all")
    add("--model", choices=MODELS, default="notes", help="default: notes")
    add("--batch", type=_whole(1), default=64, help="pictures of all workers together; default: 64")
    add("--rate", type=_rate, default=0.001, help="learning rate of Adam; default: 0.001")
    add("--precision", choices=PRECISIONS, default="float32", help="default: float32")
    add(
        "--seed",
        type=_whole(0, 2**32 - 1),
        default=0,
        help="of the first weights and the order; default: 0",
    )
    add("--every", type=_whole(1), default=100, help="steps to a checkpoint; default: 100")
    patience = _whole(1, 10**9)  # a clock of the system counts no more than some centuries
    add("--patience", type=patience, default=300, help="seconds without a step; default: 300")
    return parser.parse_args(arguments)


def _whole(least: int, most: float = np.inf) -> Callable[[str], int]:
    """Return a function that reads a whole number from `least` to `most`."""
    allowed = f"of at least {least}" if most == np.inf else f"from {least} to {most}"

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number {allowed}, got {text!r}")
        return int(text)

    return read


def _rate(text: str) -> float:
    """Return a number above 0."""
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate < np.inf:
        raise argparse.ArgumentTypeError(f"must be a number above 0, got {text!r}")
    return rate


def _train(options: argparse.Namespace, alive: Callable[[bool], None]) -> None:
    """Join the other workers, go on from the last checkpoint, train, and look at the test set."""
    strategy = joined(options.patience)
    files, per_epoch, done, arrays = _begun(strategy, options)
    alive(True)
    training.set_seed(options.seed)
    keras.config.set_dtype_policy(options.precision)
    keras.config.set_floatx(options.precision)
    with strategy.scope():
        model = MODELS[options.model]()
        optimizer = keras.optimizers.Adam(options.rate)
        take_step = training.training_step(model, optimizer)
        state = model.variables + optimizer.variables
        if len(arrays) not in (0, len(state)):
            told = f"holds {len(arrays)} arrays, the network {options.model} has {len(state)}"
            raise ValueError(f"the checkpoint in {options.checkpoint} {told}")
        for variable, array in zip(state, arrays, strict=False):  # none at the beginning
            variable.assign(array)
    first = place(strategy)[0] == 0
    sums, since = np.zeros(2), done
    for x, y in _batches(strategy, options, files[:-1], per_epoch, done):
        sums += take_step(x, y).numpy()
        done += 1
        alive(True)
        if done % options.every == 0 or done == per_epoch * options.epochs:
            if first:
                _record(options, done, done / per_epoch, sums / (done - since), state)
            sums, since = np.zeros(2), done
    accuracy = _accuracy(model, files[-1], alive)  # all workers: those without it would only wait
    if first:
        _say(options, {"step": done, "test_accuracy": accuracy})
    with suppress(*LOST):  # nobody leaves while another still counts
        gathered(strategy, [0])


def _begun(
    strategy: tf.distribute.Strategy, options: argparse.Namespace
) -> tuple[list[Path], int, int, list[np.ndarray]]:
    """Return the files, the steps of an epoch, those that are done, and the checkpoint's numbers.

    All workers come here and leave it together: if one cannot begin, none does.
    """
    problem, files, pictures, done, arrays = None, [], 0, 0, []
    try:
        files = _files(options.data)
        pictures = count_pictures(files[:-1])
        _check_batch(options.batch, pictures, strategy.num_replicas_in_sync)
        done, arrays = _resumed(options)
    except (OSError, ValueError) as error:
        problem = error
    values = {f"--{name}": getattr(options, name) for name in SETTINGS}
    values |= {name: words.index(getattr(options, name[2:])) for name, words in CHOICES.items()}
    values |= {"pictures in --data": pictures, "steps done in --checkpoint": done}
    table = gathered(strategy, [problem is None, *values.values()])
    if problem := problem or difference(list(values), table, CHOICES):
        with suppress(*LOST):  # once more, so that nobody leaves while another is still reading
            gathered(strategy, [0])
        raise problem
    if place(strategy)[0] == 0:
        set_aside(options.checkpoint, done)
        _forget(options.checkpoint / "metrics.jsonl", done)
    return files, pictures // options.batch, done, arrays


def _files(folder: Path) -> list[Path]:
    """Return the files to train on and, as the last, the one to test on; raise if one is bad."""
    inner = folder / "cifar-10-batches-bin"
    folder = inner if inner.is_dir() else folder
    files = [folder / name for name in (*CIFAR10_FILES, "test_batch.bin")]
    count_pictures(files)
    return files


def _check_batch(batch: int, pictures: int, replicas: int) -> None:
    """Raise if a batch cannot be shared out equally or is more than there is."""
    if batch % replicas or batch > pictures:
        raise ValueError(
            f"--batch must be a multiple of {replicas}, the number of devices, and at most "
            f"{pictures:,}, the number of pictures; got {batch}"
        )


def _batches(
    strategy: tf.distribute.Strategy,
    options: argparse.Namespace,
    files: list[Path],
    per_epoch: int,
    done: int,
) -> Iterator[tuple]:
    """Yield what this worker sees of the batches that are left after some steps."""
    replicas = strategy.num_replicas_in_sync
    for epoch in range(done // per_epoch, options.epochs):
        skipped = done % per_epoch if epoch == done // per_epoch else 0

        def pipeline(context, epoch=epoch, skipped=skipped):
            part, parts = context.input_pipeline_id, context.num_input_pipelines
            shares = training.picture_batches(
                files, options.batch, epoch, options.seed, part, parts
            )
            shares = shares.skip(skipped)
            return shares.rebatch(options.batch // replicas, drop_remainder=True)

        batches = iter(strategy.distribute_datasets_from_function(pipeline))
        for _ in range(skipped, per_epoch):
            yield next(batches)


def _accuracy(model: keras.Model, file: Path, alive: Callable[[bool], None]) -> float:
    """Return the accuracy on the pictures of a file."""
    right = []
    for x, y in training.picture_batches([file], 500):
        right.append(np.argmax(model(x, training=False), axis=1) == y)
        alive(True)
    return float(np.concatenate(right).mean())


def _resumed(options: argparse.Namespace) -> tuple[int, list[np.ndarray]]:
    """Return the steps of the newest sound checkpoint and its numbers."""
    options.checkpoint.mkdir(parents=True, exist_ok=True)
    done, arrays, about, refused = newest(options.checkpoint)
    for path, why in refused.items():
        print(f"{who()}: {path} is refused: {why}", file=sys.stderr)
    changed = {name for name, value in about.items() if value != getattr(options, name)}
    if changed:
        told = ", ".join(f"--{name} {about[name]}" for name in sorted(changed))
        raise ValueError(f"the checkpoint in {options.checkpoint} was made with {told}")
    return done, arrays


def _forget(metrics: Path, done: int) -> None:
    """Leave only the lines of steps that are done, for what follows will be counted anew."""
    lines = metrics.read_text().splitlines(keepends=True) if metrics.exists() else []
    whole = [line for line in lines if line.endswith("}\n")]  # a full disk may have cut the last
    kept = [line for line in whole if "loss" in line and json.loads(line)["step"] <= done]
    aside = metrics.with_suffix(".aside")
    aside.write_text("".join(kept))
    aside.replace(metrics)


def _record(
    options: argparse.Namespace,
    done: int,
    epoch: float,
    means: np.ndarray,
    state: list[keras.Variable],
) -> None:
    """Write a line of metrics, then the checkpoint it belongs to, as `_forget` expects."""
    loss, accuracy = means.tolist()
    about = {name: getattr(options, name) for name in KEPT}
    try:
        _say(options, {"step": done, "epoch": round(epoch, 4), "loss": loss, "accuracy": accuracy})
        save(options.checkpoint, done, [variable.numpy() for variable in state], about)
    except OSError as error:
        told = f"cannot write to {options.checkpoint} after step {done}: {error.strerror}"
        raise OSError(f"{told}; the checkpoints that are there are whole") from error


def _say(options: argparse.Namespace, line: dict[str, float]) -> None:
    """Append a line to the metrics and show it."""
    text = json.dumps(line)
    with (options.checkpoint / "metrics.jsonl").open("a") as file:
        file.write(text + "\n")
    print(text, flush=True)


if __name__ == "__main__":
    main()
