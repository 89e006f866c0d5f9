"""The booking agency: captures, submits, receives answers. It does nothing extra when its jurisdiction is active."""
