"""Files of records cut by patient id into parts on disk, without ever holding the whole."""

from mscourse.sources.cutting.cut import cut_records
from mscourse.sources.cutting.records import CutRecords
from mscourse.sources.cutting.size import size_in_memory

__all__ = ["CutRecords", "cut_records", "size_in_memory"]
