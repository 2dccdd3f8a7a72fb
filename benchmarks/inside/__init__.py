"""What runs inside the measured processes. Each is a script that prints what it found as JSON on its last line."""
