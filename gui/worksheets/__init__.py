"""Worksheets as PDF: pages for pupils with empty boxes, and the same pages with the answers."""
