"""The course that most tests of whole commands begin with."""

COURSE_TOML = """
[course]
title = "Foundations of Adventuring"
code = "ADV"
date = 2026-11-23

[issuer]
name = "Evening School"

[grading]
weighting = "equal"

[[activity]]
name = "*"
max = 10

[site]
base_url = "https://example.org/adv/"
"""
