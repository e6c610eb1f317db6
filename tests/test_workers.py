"""Training on several devices and by several processes: the same numbers, and no one waits forever.

Each process is a real one, as a cluster would start it, and they talk over loopback.
"""

import json
import os
import signal
import socket
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT

PATIENCE = 60  # seconds that a worker waits for the others, where no test is about that
STALLS = """
import sys
import time
from nncourse import train, training

def stalling(*arguments):
    step, calls = compiled(*arguments), iter(range(10))
    return lambda *batch: step(*batch) if next(calls, None) is not None else time.sleep(600)

compiled, training.training_step = training.training_step, stalling
train.main(sys.argv[1:])
"""
TWO_DEVICES = """
import sys
import nncourse._quiet
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from nncourse import train, training
assert training.distribution().num_replicas_in_sync == 2
train.main(sys.argv[1:])
"""
UNEQUAL_SHARES = """
import nncourse._quiet
import keras
import numpy as np
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from nncourse import models, training
x = np.random.default_rng(0).random((5, 32, 32, 3))
y = np.array([3, 1, 4, 1, 5])
keras.config.set_dtype_policy("float64")
keras.config.set_floatx("float64")
ends = []
for strategy in (tf.distribute.get_strategy(), training.distribution()):
    training.set_seed(0)
    with strategy.scope():
        model = models.linear_classifier()
        step = training.training_step(model, keras.optimizers.SGD(0.1))
    shares = [(x[:4], y[:4]), (x[4:], y[4:])] if ends else [(x, y)]
    give = strategy.experimental_distribute_values_from_function
    batch = [give(lambda c: tf.constant(shares[c.replica_id_in_sync_group][i])) for i in (0, 1)]
    ends.append([*(step(*batch).numpy() for _ in range(3)), *model.get_weights()])
for one, two in zip(*ends, strict=True):
    np.testing.assert_allclose(two, one, rtol=1e-12, atol=1e-15)
print(len(ends), len(ends[0]))
"""


@pytest.fixture
def start(shards, tmp_path):
    """Return a function that starts a process of the program; none is left at the end."""
    processes = []

    def started(*arguments, folder="run", data=shards, program=("-m", "nncourse.train"), **more):
        options = ["--data", data, "--checkpoint", tmp_path / folder, "--epochs", 10, "--batch", 24]
        options += ["--every", 1, "--patience", PATIENCE, "--precision", "float64", *arguments]
        environment = os.environ | {"PYTHONPATH": str(ROOT)} | more
        process = subprocess.Popen(
            [sys.executable, *program, *map(str, options)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield started
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def pair(start):
    """Return a function that starts two workers of one cluster."""

    def started(*arguments, first=(), second=(), data=(), **options):
        addresses = free_addresses()
        for index, own in enumerate((first, second)):
            task = {"type": "worker", "index": index}
            config = json.dumps({"cluster": {"worker": addresses}, "task": task})
            source = {"data": data[index]} if data else {}
            yield start(*arguments, *own, TF_CONFIG=config, **source, **options)

    return lambda *arguments, **options: list(started(*arguments, **options))


def free_addresses():
    """Return two addresses on loopback at which nobody listens."""
    with socket.socket() as one, socket.socket() as other:
        for free in (one, other):
            free.bind(("127.0.0.1", 0))
        return [f"127.0.0.1:{free.getsockname()[1]}" for free in (one, other)]


def ended(process):
    """Return what a process leaves behind: its status and what it said of errors."""
    _, said = process.communicate(timeout=600)
    lines = said.splitlines()
    return process.returncode, "\n".join(line for line in lines if "joins the other" not in line)


def losses(folder):
    lines = map(json.loads, (folder / "metrics.jsonl").read_text().splitlines())
    return [line["loss"] for line in lines if "loss" in line]


def wait_for_step(process, step):
    for line in process.stdout:
        if json.loads(line)["step"] == step:
            return
    pytest.fail(f"the program ended before step {step}: {process.stderr.read()}")


@pytest.fixture(scope="module")
def alone(shards, tmp_path_factory):
    """Return the losses of fifty steps of one process."""
    folder = tmp_path_factory.mktemp("alone")
    options = ["--data", shards, "--checkpoint", folder, "--epochs", 10, "--batch", 24]
    options += ["--every", 1, "--precision", "float64"]
    command = [sys.executable, "-m", "nncourse.train", *map(str, options)]
    subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    return losses(folder)


def test_two_workers_have_the_losses_of_one_process(pair, alone, tmp_path):
    assert [ended(worker) for worker in pair()] == [(0, "")] * 2
    assert len(alone) == 50
    assert losses(tmp_path / "run") == pytest.approx(alone, rel=1e-9, abs=0)


def test_two_devices_have_the_losses_of_one(start, alone, tmp_path):
    assert ended(start(program=("-c", TWO_DEVICES))) == (0, "")
    assert losses(tmp_path / "run") == pytest.approx(alone, rel=1e-9, abs=0)


def test_shares_of_four_and_one_make_the_step_of_five():
    command = [sys.executable, "-c", UNEQUAL_SHARES]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("2 5\n", "")


@pytest.mark.parametrize(("gone", "every"), [(0, 1), (1, 5)])
def test_a_killed_worker_ends_the_other_and_a_new_start_goes_on(pair, alone, tmp_path, gone, every):
    workers = pair("--every", every)
    wait_for_step(workers[0], 10)
    workers[gone].kill()
    status, said = ended(workers[1 - gone])
    assert status == 1
    assert said.startswith(f"nncourse.train, worker {1 - gone}: ")
    assert said.endswith("start all workers again: they go on from the last checkpoint")
    assert 10 <= every * len(losses(tmp_path / "run")) < 50
    workers = pair("--every", every)
    assert json.loads(workers[0].stdout.readline())["step"] >= 10  # not from the beginning
    assert [ended(worker) for worker in workers] == [(0, "")] * 2
    means = np.mean(np.reshape(alone, (-1, every)), axis=1)
    assert losses(tmp_path / "run") == pytest.approx(means, rel=1e-9, abs=0)


def test_a_damaged_checkpoint_is_refused_and_the_one_before_is_used(start, alone, tmp_path):
    assert ended(start()) == (0, "")
    path = tmp_path / "run" / "step-00000050.npz"
    for content in (path.read_bytes()[:9000], b"\0" * 9000):  # half written; renamed but not there
        path.write_bytes(content)
        status, said = ended(start())
        assert (status, said.count("\n")) == (0, 0)
        assert said.startswith(f"nncourse.train: {path} is refused: ")
        assert losses(tmp_path / "run") == pytest.approx(alone, rel=1e-9, abs=0)


def test_a_worker_that_is_frozen_ends_the_other(pair):
    workers = pair()
    wait_for_step(workers[0], 10)
    workers[1].send_signal(signal.SIGSTOP)
    status, said = ended(workers[0])
    assert (status, said.count("\n")) == (1, 0)
    assert said.endswith("start all workers again: they go on from the last checkpoint")


def test_a_worker_that_is_alive_but_makes_no_step_ends_both(pair):
    for index, worker in enumerate(pair("--patience", 20, program=("-c", STALLS))):
        said = "no step for 20 s: another worker has stopped, hangs or cannot be reached"
        status, found = ended(worker)
        assert status == 1
        assert f"worker {index}: {said}; start all workers again: they go" in found


def test_a_worker_that_never_comes_is_not_waited_for_forever(start):
    task = {"cluster": {"worker": free_addresses()}, "task": {"type": "worker", "index": 1}}
    worker = start("--patience", 3, TF_CONFIG=json.dumps(task))
    said = "worker 1: joins the other workers, and ends if they are not there in 3 s"
    assert worker.communicate(timeout=600)[1] == f"nncourse.train, {said}\n"
    assert worker.returncode == 1


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        (("--epochs", 10), ("--epochs", 11), "--epochs: 10 on worker 0, 11 on worker 1"),
        (("--model", "linear"), (), "--model: linear on worker 0, notes on worker 1"),
    ],
)
def test_workers_that_were_told_different_things_say_what(pair, first, second, differ):
    for index, worker in enumerate(pair(first=first, second=second)):
        said = f"the workers differ in {differ}"
        assert ended(worker) == (1, f"nncourse.train, worker {index}: {said}")


def test_a_file_that_one_worker_lacks_ends_both(pair, shards, tmp_path):
    for path in shards.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "data_batch_3.bin").unlink()
    first, second = pair(data=(shards, tmp_path))
    said = "nncourse.train, worker 0: worker 1 cannot begin: see what it says itself"
    assert ended(first) == (1, said)
    said = f"nncourse.train, worker 1: {tmp_path / 'data_batch_3.bin'} is missing"
    assert ended(second) == (1, said)


def test_a_disk_that_is_full_for_the_first_worker_ends_both(pair, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "step-00000005.aside").symlink_to("/dev/full")
    first, second = [ended(worker) for worker in pair()]
    assert first[0] == second[0] == 1
    assert "after step 5: No space left on device; the checkpoints that are there" in first[1]
    assert "nncourse.train, worker 1: another worker was lost" in second[1]


def test_a_wrong_cluster_is_refused_before_anything_is_waited_for(start):
    status, said = ended(start(TF_CONFIG='{"cluster": {}}'))
    assert status == 1
    assert said.startswith('nncourse.train: TF_CONFIG must be of the form {"cluster": {"worker":')
    assert said.endswith("""without an address twice, got '{"cluster": {}}'""")


def test_an_address_that_is_taken_is_said_so(start):
    addresses = free_addresses()
    with socket.socket() as taken:
        host, port = addresses[0].split(":")
        taken.bind((host, int(port)))
        taken.listen()
        task = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": 0}}
        worker = start(TF_CONFIG=json.dumps(task))
        said = "cannot join at the address in TF_CONFIG: Could not start gRPC server"
        assert ended(worker) == (1, f"nncourse.train, worker 0: {said}")
