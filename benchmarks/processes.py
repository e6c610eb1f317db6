"""How long a training step takes in one process, and in two that share the batch over loopback.

Each process has one core, so this needs two and Linux' `taskset`. What two processes lose is more
than messages: half a batch takes a little more than half the time. `make bench` prints a ratio and
the milliseconds, which nncourse/_recorded_speed.py keeps.
"""

import json
import os
import socket
import subprocess
import sys
from statistics import median
from time import perf_counter

import numpy as np

from nncourse import models, training

# isort: split
import keras
import tensorflow as tf

BATCH, WARM, TIMED = 128, 20, 100
NETWORKS = {"notes": models.convolutional_network, "deeper": models.deeper_network}


def milliseconds(network):
    """Return the median time of a step on this process' share of a batch."""
    strategy = training.distribution()
    with strategy.scope():
        training.set_seed(0)
        take_step = training.training_step(NETWORKS[network](), keras.optimizers.Adam(0.001))
    rng = np.random.default_rng(0)
    share = BATCH // strategy.num_replicas_in_sync
    x = tf.constant(rng.normal(size=(share, 32, 32, 3)).astype(np.float32))
    y = tf.constant(rng.integers(0, 10, share, dtype=np.int32))
    times = []
    for _ in range(WARM + TIMED):
        start = perf_counter()
        take_step(x, y).numpy()
        times.append(1000 * (perf_counter() - start))
    return median(times[WARM:])


def free_ports(count):
    """Return ports that nobody listens at."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def measured(network, processes):
    """Return the median time of a step, in milliseconds, by so many processes."""
    addresses = [f"127.0.0.1:{port}" for port in free_ports(processes)]
    cores = sorted(os.sched_getaffinity(0))
    started = []
    try:
        for index in range(processes):
            task = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
            own = {"TF_NUM_INTRAOP_THREADS": "1", "OMP_NUM_THREADS": "1"}
            own |= {"TF_CONFIG": json.dumps(task)} if processes > 1 else {}
            command = ["taskset", "-c", str(cores[index]), sys.executable, __file__, network]
            pipe = subprocess.PIPE if index == 0 else subprocess.DEVNULL
            started.append(subprocess.Popen(command, stdout=pipe, env=os.environ | own))
        return float(started[0].communicate(timeout=300)[0])
    finally:  # one that waits for another would wait without end
        for process in started:
            process.kill()
            process.wait()


def main():
    """Take turns between one process and two."""
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("two processes need two cores, got one")
    for network in NETWORKS:
        turns = np.array([[measured(network, count) for count in (1, 2)] for _ in range(3)])
        alone, shared = np.median(turns, axis=0)
        print(f"{network}: a step of {BATCH} takes {alone:.1f} ms alone, {shared:.1f} ms shared")
        print(f"    two processes are {alone / shared:.2f} times as fast")


if __name__ == "__main__":
    print(milliseconds(sys.argv[1])) if sys.argv[1:] else main()
