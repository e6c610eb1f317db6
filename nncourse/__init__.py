"""What the chapters of the course derive, kept and tested: one module an idea."""

__version__ = "0.1.0"
