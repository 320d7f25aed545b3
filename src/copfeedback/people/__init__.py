"""Staff: accounts, sessions, roles and what each role may do."""
