"""Accounts of people: password and one-time code, lockout, session lock, one session, yearly review.

accounts = Accounts(database, vault, clock, agency="enforcement")
accounts.create("officer.green", roles={"officer"}, office="Chicago", by="admin.hill")  -> Enrolment
session = accounts.log_on("officer.green", password, code, notice_accepted=True, where="10.0.0.1")
user = accounts.check(session.token)          # each request; locks after 30 minutes without one
access.require(user, "case:read", relation, "criminal")
"""

from tenprint.accountability.accounts.directory import Accounts, Enrolment, Session
from tenprint.accountability.accounts.model import NOTICE, Account
from tenprint.accountability.accounts.parameters import AccountParameters

__all__ = ["NOTICE", "Account", "AccountParameters", "Accounts", "Enrolment", "Session"]
