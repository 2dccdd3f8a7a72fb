"""What the project costs in time and memory, measured; `python -m benchmarks` and `README.md` beside this file."""
