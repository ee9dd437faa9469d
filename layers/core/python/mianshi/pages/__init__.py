"""Pages for people: the report of one interview, and the portal around it. Pure functions from views to HTML."""
