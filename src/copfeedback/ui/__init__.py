"""The full door: the only code of the package that knows Streamlit."""
