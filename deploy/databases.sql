-- A database for each agency; none reads another's.
CREATE DATABASE booking;
CREATE DATABASE state;
CREATE DATABASE criminal;
CREATE DATABASE immigration;
CREATE DATABASE enforcement;
