"""What goes in: the tables of records, their columns and what may stand in them."""
