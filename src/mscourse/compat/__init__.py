"""Calls of other tools, answered by the engine of this project."""
