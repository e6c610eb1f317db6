"""The workers of a cluster: who they are, whether all are there, and what they were told."""

import faulthandler
import os
import queue
import re
import sys
import threading
from collections.abc import Callable

import nncourse._quiet  # noqa: F401  # before TensorFlow

# isort: split
import numpy as np
import tensorflow as tf

from nncourse import training

LOST = (
    tf.errors.AbortedError,
    tf.errors.CancelledError,
    tf.errors.DeadlineExceededError,
    tf.errors.InternalError,
    tf.errors.UnavailableError,
)
AGAIN = "start all workers again: they go on from the last checkpoint"
AGAIN_ALONE = "start again: it goes on from the last checkpoint"


def who() -> str:
    """Return how this process calls itself."""
    place = re.search(r'"index":\s*(\d+)', os.environ.get("TF_CONFIG", ""))
    return f"nncourse.train, worker {place[1]}" if place else "nncourse.train"


def watch(patience: float, leave: Callable = os._exit) -> Callable[[bool], None]:
    """Return a function to call with True after each step and with False after the last.

    If it is not called for too long, the process ends with a message: TensorFlow itself can wait
    for minutes for a worker that hangs.
    """
    calls = queue.SimpleQueue()

    def look():
        try:
            while calls.get(timeout=patience):
                pass
        except queue.Empty:
            several = "TF_CONFIG" in os.environ
            others = ": another worker has stopped, hangs or cannot be reached" * several
            again = AGAIN if several else AGAIN_ALONE
            print(f"{who()}: no step for {patience} s{others}; {again}", file=sys.stderr)
            leave(1)

    threading.Thread(target=look).start()
    return calls.put


def joined(patience: int) -> tf.distribute.Strategy:
    """Return the strategy when all workers are there; end the process if they do not come."""
    if "TF_CONFIG" in os.environ:
        said = f"{who()}: joins the other workers, and ends if they are not there in {patience} s"
        print(said, file=sys.stderr)
    with open(os.devnull, "w") as nowhere:
        # TensorFlow holds Python's lock as it waits here, so that no thread could end it.
        faulthandler.dump_traceback_later(patience, exit=True, file=nowhere)
        try:
            return training.distribution()
        except tf.errors.UnknownError as error:
            raise OSError(f"cannot join at the address in TF_CONFIG: {error.message}") from error
        finally:
            faulthandler.cancel_dump_traceback_later()


def gathered(strategy: tf.distribute.Strategy, row: list[float]) -> np.ndarray:
    """Return the rows that the workers hand in, one below the other."""
    mine = tf.constant([row], tf.float64)
    rows = strategy.gather(strategy.run(lambda: tf.identity(mine)), axis=0).numpy()  # a replica's
    return rows[:: len(rows) // place(strategy)[1]]


def place(strategy: tf.distribute.Strategy) -> tuple[int, int]:
    """Return which worker this is, and of how many."""
    cluster = strategy.cluster_resolver
    return (cluster.task_id, cluster.cluster_spec().num_tasks("worker")) if cluster else (0, 1)


def difference(
    names: list[str], table: np.ndarray, choices: dict[str, list[str]]
) -> Exception | None:
    """Return an error that names what differs between the workers, which have a row each."""
    if not table[:, 0].all():
        worker = table[:, 0].argmin()
        return RuntimeError(f"worker {worker} cannot begin: see what it says itself")
    for name, column in zip(names, table[:, 1:].T.tolist(), strict=True):
        if len(set(column)) > 1:
            words = choices.get(name)
            column = [words[int(value)] if words else f"{value:.10g}" for value in column]
            said = ", ".join(f"{value} on worker {i}" for i, value in enumerate(column))
            return ValueError(f"the workers differ in {name}: {said}")
    return None
