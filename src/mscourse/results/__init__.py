"""What comes out: the result tables and the course that holds them."""
