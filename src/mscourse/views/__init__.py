"""What people look at: sentences, graphics, reports and files. Views read results and compute nothing."""
