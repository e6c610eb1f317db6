"""The exercises of the chapter cnn/layers."""

from nncourse import conv
from nncourse._answers.exercise import Exercise


def five_by_five() -> Exercise:
    """Return the parameters of the notes' network with 5 × 5 kernels.

    Examples
    --------
    >>> five_by_five().answer
    160970
    """
    base = sum(conv.conv_parameters((5, 5), i, o) for i, o in ((3, 32), (32, 64), (64, 64)))
    head = 10 * (64 + 1)
    return Exercise(
        base + 64 * (64 + 1) + head,
        (
            (
                base + 64 * (1024 + 1) + head,
                "larger kernels leave a smaller map: flatten gives 64.",
            ),
            (base + 64 * 64 + 64 * 10 - 160, "each output of a layer has a bias."),
        ),
    )
