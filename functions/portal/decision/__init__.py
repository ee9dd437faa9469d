"""What interviews lead to: candidates compared, advanced and decided about, and reports shown to others."""
