"""Leave out of the API pages what Python writes by itself."""

from sphinx.application import Sphinx


def skip_fields(app, what, name, obj, skip, options) -> bool | None:
    """Return True for the field of a named tuple: its class already says what it holds."""
    return True if str(getattr(obj, "__doc__", "")).startswith("Alias for field number") else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the filter with autodoc."""
    app.connect("autodoc-skip-member", skip_fields)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
