"""What became of people, held against what was said of them: relations, agreement, and proposals with their evidence."""
