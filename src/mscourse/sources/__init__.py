"""Where records come from: files and folders, read into a cohort."""

from mscourse.sources.reader import read_cohort

__all__ = ["read_cohort"]
