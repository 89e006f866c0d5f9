"""A large world from a small one: the rows that real bookings left at each agency, again and again under new names.

Nothing is made up beside the rows of the small world: every copy of a booking has the rows that this booking left in
every table of every agency, with its own names, places and times, sealed under its own keys and chained into the audit
log. Left out are files, message bytes and enrolments: copies are as bookings whose files were erased when their
retention ended, and they are not searched.
"""
