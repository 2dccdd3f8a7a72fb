"""Files of records cut by patient id into parts on disk, without ever holding the whole."""

from mscourse.sources.cutting.adding import Added, add_records, share
from mscourse.sources.cutting.cut import cut_records
from mscourse.sources.cutting.records import CutRecords
from mscourse.sources.cutting.size import ANYHOW, size_in_memory

__all__ = ["ANYHOW", "Added", "CutRecords", "add_records", "cut_records", "share", "size_in_memory"]
