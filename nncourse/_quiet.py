"""What has to be said before TensorFlow is imported, and is said nowhere else.

Importing this module first chooses TensorFlow as Keras' backend and silences the lines that
TensorFlow prints at its start. A reader who set one of these variables keeps what was set.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
