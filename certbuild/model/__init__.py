"""What the stages hand on to each other: frozen records, each field documented.

Scores, weights and marks are `Decimal`; a percentage runs from 0 to 100; points are the activity's own.
"""

from certbuild.model.certificates import Action, Certificate, CertificateState, Condition, Group, Plan, PrivateAddress, Step
from certbuild.model.gradebook import Activity, Cells, Gradebook, LeftOut, Mark, MarkState, Source, Student
from certbuild.model.history import CHANGES, Deed, Deeds, Event
from certbuild.model.overview import Entry, Overview, Summary, summary_of
from certbuild.model.results import Days, Line, LineState, Needed, Outlook, RecordedMark, Result, Results, Standing, Unchanged
from certbuild.model.rounds import Change, Differences, News, OneSided, Renamed, Round, Snapshot

__all__ = [
    "CHANGES",
    "Action",
    "Activity",
    "Cells",
    "Certificate",
    "CertificateState",
    "Change",
    "Condition",
    "Days",
    "Deed",
    "Deeds",
    "Differences",
    "Entry",
    "Event",
    "Gradebook",
    "Group",
    "LeftOut",
    "Line",
    "LineState",
    "Mark",
    "MarkState",
    "Needed",
    "News",
    "OneSided",
    "Outlook",
    "Overview",
    "Plan",
    "PrivateAddress",
    "RecordedMark",
    "Renamed",
    "Result",
    "Results",
    "Round",
    "Snapshot",
    "Source",
    "Standing",
    "Step",
    "Student",
    "Summary",
    "Unchanged",
    "summary_of",
]
