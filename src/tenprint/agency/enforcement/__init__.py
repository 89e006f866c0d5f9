"""The enforcement agency: support centre and field offices. Software opens a case and waits for an officer."""
