"""Who may do what: people, sessions, roles and the audit trail."""
