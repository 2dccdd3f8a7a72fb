"""What holds for every patient, tried on random ones."""
