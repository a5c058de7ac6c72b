"""A file → Gradebook."""

from certbuild.gradebook.reading import gradebook_file, read_export, read_gradebook

__all__ = ["gradebook_file", "read_export", "read_gradebook"]
