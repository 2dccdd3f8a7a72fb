"""Results and records turned into the numbers of a cohort, of its people and of its years."""
