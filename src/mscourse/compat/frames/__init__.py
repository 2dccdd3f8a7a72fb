"""The caller's own tables, of polars or of pandas, as the other tools' calls take and give them."""
