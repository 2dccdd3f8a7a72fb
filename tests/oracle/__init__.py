"""A slow twin of `characterise` in plain Python, for one patient at a time.

It is written to be read beside the specification of the course, by someone who knows the disease rather than
programming: days are whole numbers, records are dictionaries, and what is known on a day is found by leaving out
every later record and starting again.
"""

from oracle.assessments import assessments
from oracle.events import changes, events
from oracle.evidence import evidence
from oracle.records import Records
from oracle.state import state, states
from oracle.topics import topics, topics_on

__all__ = ["Records", "assessments", "changes", "events", "evidence", "state", "states", "topics", "topics_on"]
