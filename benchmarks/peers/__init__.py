"""Other people's tools on the labelled articles, beside this project: run by hand now and then, see README.md."""
