"""5. Between agencies: envelope, signature, journal, states, routes, transports."""
