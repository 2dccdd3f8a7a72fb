"""The definition pages as tests: each worked example runs, and each number of a definition is pinned by one."""
