"""What is handed out on paper: slips with access codes, and the questionnaire itself."""
