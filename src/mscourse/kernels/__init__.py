"""Fast loops over packed records. They see numbers only; `codes` says which number stands for which word."""
