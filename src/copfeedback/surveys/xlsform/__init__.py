"""Questionnaires as spreadsheets: XLSForm, as KoboToolbox and ODK use it, in and out."""
