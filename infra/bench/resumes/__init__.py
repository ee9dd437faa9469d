"""A labelled set of invented résumés; `README.md` tells what it is and how it is made."""
