"""The same work, here or elsewhere, for cohorts whose results are never held as a whole."""
