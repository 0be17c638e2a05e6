"""Sign-in: Flask-Security wired to our rows, our pages and our one way of committing.

Passwords (argon2id), authenticator codes and recovery codes are its job. Its own commit is replaced: a POST to one
of its pages runs inside one `transaction()`, which also holds the audit entry. Sessions are rows that are checked
whenever a user is loaded. CONFIRMABLE, CHANGE_EMAIL and UNIFIED_SIGNIN stay off, because they act on GET.
"""

from typing import Any, cast

from flask import Flask, Response, g, request, session
from flask_login import login_user, user_logged_in, user_logged_out
from flask_security import Security, SQLAlchemyUserDatastore, Totp, password_changed
from flask_security.forms import LoginForm
from flask_security.signals import tf_profile_changed
from flask_security.utils import set_request_attr
from markupsafe import Markup

from app.accounts import actions, queries
from app.accounts.models import User
from app.audit.actions import record
from app.clock import utcnow
from app.config import Config
from app.db import db, is_writing, transaction
from app.web.devices import device_words
from app.web.limits import limiter
from app.web.narrowing import narrow_security
from app.web.visitor import register_visitor_part

SESSION_KEY = "sid"
SIGN_IN_LIMIT = "20 per minute; 120 per hour"
#: pages where a password or a code could be guessed
GUESSED = (
    "security.login",
    "security.two_factor_token_validation",
    "security.two_factor_setup_validate",
    "security.mf_recovery",
    "security.verify",
    "security.change_password",
)


class Datastore(SQLAlchemyUserDatastore):  # type: ignore[misc]
    """Flask-Security's way to our rows; its commit only flushes, the request's transaction commits."""

    def commit(self) -> None:
        if not is_writing():
            raise RuntimeError("Flask-Security wrote outside the request's transaction")
        db.session.flush()


class OneTimeTotp(Totp):  # type: ignore[misc]
    """Authenticator codes that work once: the last counter is kept with the user."""

    def get_last_counter(self, user: Any) -> int | None:
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.tf_last_counter = tmatch.counter

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the QR code as an SVG element for the page (our CSP allows no data: pictures)."""
        import qrcode
        from qrcode.image.svg import SvgPathFillImage

        picture = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgPathFillImage, border=2)
        svg = picture.to_string(encoding="unicode")
        return Markup(svg)  # noqa: S704 - made here, from our own key


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail and password; after several wrong ones the account rests, whoever asks."""

    remember = None  # a session ends with its row, and nothing outlives it

    def validate(self, **kwargs: Any) -> bool:
        now = utcnow()
        right = bool(super().validate(**kwargs))
        user: Any = self.user
        if user is None:
            return right
        if user.paused_until and user.paused_until > now:
            self.password.errors = ["That e-mail address and password do not belong together."]
            return False
        if not right:
            actions.note_failed_sign_in(user, now=now)
        return right


def init_security(app: Flask, config: Config) -> None:
    """Set Flask-Security up and keep its sessions as rows."""
    app.config.update(security_settings(config))
    datastore = Datastore(db, User, cast(Any, None))
    security = Security(app, datastore, totp_cls=OneTimeTotp, login_form=SignInForm, register_blueprint=True)
    app.extensions["staff_security"] = security
    app.login_manager.user_loader(load_user)  # type: ignore[attr-defined]
    narrow_security(app, security)
    for name in GUESSED:
        view: Any = app.view_functions[name]
        app.view_functions[name] = limiter.limit(SIGN_IN_LIMIT, methods=["POST"])(view)
    user_logged_in.connect(remember_sign_in, app)
    user_logged_out.connect(forget_sign_in, app)
    password_changed.connect(end_other_sessions, app)
    tf_profile_changed.connect(note_second_factor, app)
    app.before_request(open_writing)
    app.after_request(close_writing)
    app.teardown_request(drop_writing)
    register_visitor_part(describe_signed_in)


def security_settings(config: Config) -> dict[str, object]:
    """Return Flask-Security's settings; addresses are ours, and answers never tell whether somebody is known."""
    keys = list(reversed(config.secret_keys))
    return {
        "SECURITY_URL_PREFIX": "/account",
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_VERIFY_URL": "/confirm-it-is-you",
        "SECURITY_CHANGE_URL": "/password",
        "SECURITY_TWO_FACTOR_SETUP_URL": "/second-factor",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/code",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/code-help",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/recovery-code",
        "SECURITY_POST_LOGIN_VIEW": "/staff/",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/account/",
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_REQUIRED": not config.is_demo,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_TOTP_SECRETS": {str(number): key for number, key in enumerate(keys, start=1)},
        "SECURITY_TOTP_ISSUER": "Soft Hours",
        "SECURITY_PASSWORD_SALT": "one salt a password is argon2's own work",
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_REGISTERABLE": False,
        "SECURITY_RECOVERABLE": False,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_CACHE_CONTROL": None,  # it would write "private=True"; web/headers.py says no-store
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": config.is_demo},
        "SECURITY_USE_REGISTER_V2": True,
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_FLASH_MESSAGES": False,
    }


def load_user(uniquifier: str) -> User | None:
    """Load the user whose living session row this cookie names."""
    token = session.get(SESSION_KEY, "")
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))  # when a password was last given, for freshness
    return queries.find_signed_in(uniquifier, token, now=utcnow()) if token else None


def sign_in_as(user: User) -> None:
    """Sign somebody in, in the open transaction; whatever this browser's session held before is gone."""
    actions.end_session(session.get(SESSION_KEY, ""))
    session.clear()
    login_user(user)


def remember_sign_in(_app: Flask, user: User) -> None:
    """Open a session row; its id is new at every sign-in, so an id fixed before is worth nothing."""
    device = device_words(request.user_agent.string)
    session[SESSION_KEY] = actions.start_session(user, device=device, now=utcnow())
    session.permanent = False


def forget_sign_in(_app: Flask, user: User) -> None:
    """Delete the session row."""
    actions.end_session(session.pop(SESSION_KEY, ""))


def end_other_sessions(_app: Flask, user: User, **_extra: Any) -> None:
    """After a new password every other browser is signed out."""
    now = utcnow()
    actions.end_all_sessions(user, except_token=session.get(SESSION_KEY, ""), now=now)
    record("password.changed", actor=f"user:{user.id}", subject=("user", user.id), now=now)


def note_second_factor(_app: Flask, user: User, **_extra: Any) -> None:
    """Write a changed second factor into the audit log."""
    record("second-factor.changed", actor=f"user:{user.id}", subject=("user", user.id), now=utcnow())


def open_writing() -> None:
    """Run a POST to one of Flask-Security's pages inside one transaction."""
    if request.blueprint == "security" and request.method == "POST":
        g.writing = transaction()
        g.writing.__enter__()


def close_writing(response: Response) -> Response:
    """Commit what the page wrote, wrong passwords counted included; our errors have left it rolled back."""
    writing = g.pop("writing", None)
    if writing is not None:
        writing.__exit__(None, None, None)
    return response


def drop_writing(error: BaseException | None) -> None:
    """Roll back when no answer was made."""
    writing = g.pop("writing", None)
    if writing is not None:
        db.session.info.pop("writing", None)
        db.session.rollback()


def describe_signed_in() -> dict[str, Any]:
    """Tell templates who is looking; a visitor without a session costs nothing."""
    if SESSION_KEY not in session:
        return {}
    from flask_login import current_user

    if not current_user.is_authenticated:
        return {}
    return {
        "is_signed_in": True,
        "is_staff": current_user.is_staff,
        "name": current_user.name or current_user.email,
    }
