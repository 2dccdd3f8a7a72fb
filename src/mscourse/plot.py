"""The pictures, by name."""

from mscourse.views.course_in_words import disease_course_table, disease_course_text
from mscourse.views.saving import save, save_disease_course
from mscourse.views.timeline import disease_course

__all__ = ["disease_course", "disease_course_table", "disease_course_text", "save", "save_disease_course"]
