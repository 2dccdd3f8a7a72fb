"""The pictures, by name."""

from mscourse.views.timeline import disease_course

__all__ = ["disease_course"]
