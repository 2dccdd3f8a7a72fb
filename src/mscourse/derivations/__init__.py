"""Records and rules in, results out: the only place where the course is worked out."""
