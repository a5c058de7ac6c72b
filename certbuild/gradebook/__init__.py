"""A file, or several → Gradebook."""

from certbuild.gradebook.reading import gradebook_files, gradebooks_in, read_export, read_gradebook

__all__ = ["gradebook_files", "gradebooks_in", "read_export", "read_gradebook"]
