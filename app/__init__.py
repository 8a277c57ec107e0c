"""Wiring only: settings, the web app, the command and the embedded engine."""
