"""Certificates printed: from what a page says and its template to a PDF; docs/printing.md is the way through it.

What stands here knows nothing of courses and registers, so that a worker process loads no more than it needs.
"""
