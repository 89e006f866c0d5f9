"""5. Between agencies: envelope, signature, partner register, journal (inbox, outbox), states, transports.

One transaction per message: what a message causes (rows, transitions, further messages) is committed together with
the mark that it was processed, or not at all. Delivery is at least once; the inbox makes the effect once.
"""
