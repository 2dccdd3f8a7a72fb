"""What counts: every definition as plain data, with its numbers, their meaning and their source."""
