"""Adjudication: candidates between the bands are looked at by two examiners, blind to each other and to context.

An examiner sees a task: a name that says nothing, the prints of the search, and candidates under letters, in an order
of their own. No booking, no name, no score, no other examiner's view, and no word whether the truth is known already.
"""

from tenprint.cases.adjudication.blind import letters
from tenprint.cases.adjudication.conclude import Settled, conclude, conclude_by_letter, examiners_of
from tenprint.cases.adjudication.figures import ExaminationFigures, examination_figures
from tenprint.cases.adjudication.model import Mark, Payload, Verdict
from tenprint.cases.adjudication.proficiency import add_proficiency_item
from tenprint.cases.adjudication.queue import Task, look, open_adjudication, tasks
from tenprint.cases.adjudication.tables import adjudication, conclusion

__all__ = [
    "ExaminationFigures",
    "Mark",
    "Payload",
    "Settled",
    "Task",
    "Verdict",
    "add_proficiency_item",
    "adjudication",
    "conclude",
    "conclude_by_letter",
    "conclusion",
    "examination_figures",
    "examiners_of",
    "letters",
    "look",
    "open_adjudication",
    "tasks",
]
