"""2. The images inside: WSQ, PNG, JPEG, JPEG 2000, raw; resolution; sandboxed decoding."""
