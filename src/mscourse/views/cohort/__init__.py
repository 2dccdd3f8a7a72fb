"""The report of a cohort: its figures, its tables, and the pages they stand on."""
