"""A file → Gradebook."""

from certbuild.gradebook.reading import gradebook_file, gradebooks_in, read_export, read_gradebook

__all__ = ["gradebook_file", "gradebooks_in", "read_export", "read_gradebook"]
