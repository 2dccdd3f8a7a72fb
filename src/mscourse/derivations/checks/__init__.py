"""The checks of the records: each row, each row against the others, each table against the others."""
