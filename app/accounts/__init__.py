"""People who sign in, what they may do, and the sessions they are signed in by.

One user table. Staff have at least one role; a role is a set of permissions, and every staff page names the one it
needs. A session is a row: the cookie holds only an unguessable id, and deleting the row signs the browser out.
Passwords, codes and recovery codes are Flask-Security's business (app/web/security.py); this room keeps the rows.
"""
