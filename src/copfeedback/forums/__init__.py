"""Forums: meetings, agendas, minutes, and commitments that are kept in sight."""
