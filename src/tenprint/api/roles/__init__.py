"""Each role's interface for programs: the same functions as the command line and the console, over HTTP."""
