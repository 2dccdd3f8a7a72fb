"""mscourse says where a person's multiple sclerosis stands, on any date, and shows why."""
