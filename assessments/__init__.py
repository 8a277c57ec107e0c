"""Reviews and questionnaires: what is due, asked, answered and decided."""
