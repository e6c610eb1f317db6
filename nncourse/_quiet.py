"""Import TensorFlow without the lines that it prints at its start: here, and nowhere else.

The lines come from C++ before any setting of TensorFlow's is read, so the stream they go to is
turned away while it is loaded. An import that fails still raises its error.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # errors come as exceptions

_stderr = os.dup(2)
with open(os.devnull, "w") as _nowhere:
    os.dup2(_nowhere.fileno(), 2)
try:
    import tensorflow

    tensorflow.get_logger().setLevel("ERROR")  # no advice on retracing: chapters train many models
    tensorflow.config.list_physical_devices()  # loads the library and looks for devices now
finally:
    os.dup2(_stderr, 2)
    os.close(_stderr)
