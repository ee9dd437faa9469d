"""What became of people, held against what was said of them: relations, agreement, proposals with their evidence."""
