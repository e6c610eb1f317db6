"""Import matplotlib without what it says of its folder: here, and nowhere else.

It warns when it cannot write to the home folder and when making its list of fonts takes long.
Neither changes a figure. What it says later, of a missing glyph for example, is not silenced.
"""

import logging

_logger = logging.getLogger("matplotlib")
_level = _logger.level
_logger.setLevel(logging.ERROR)
try:
    import matplotlib.pyplot  # noqa: F401
finally:
    _logger.setLevel(_level)
