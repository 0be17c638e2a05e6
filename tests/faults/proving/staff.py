"""A robot at the staff's pages: signs in, counts stock, gives money back."""

from tests.faults.proving.books import Books
from tests.faults.proving.browser import Browser
from tests.faults.proving.markup import Page
from tests.support.site import Site

DESK = "127.2.0.1"


class Staff:
    """One member of staff who is signed in."""

    def __init__(self, site: Site, books: Books) -> None:
        self.site, self.books = site, books
        self.sign_in()

    def sign_in(self) -> None:
        """Sign in anew: a session ends after a day, and the site's clock may have jumped over it."""
        self.browser = Browser(address=DESK)
        page = self.browser.get(f"{self.site.url}/account/sign-in")
        form = page.form_with("email", "password")
        assert form is not None, page.heading
        landed = self.browser.send(
            form, form.filled({"email": self.site.email, "password": self.site.password})
        )
        assert landed.status == 200 and not landed.form_with("password"), landed.heading

    def count(self, slug: str, units: int) -> None:
        """Set how many can be promised of a product's first variant: `units`, beside what is promised already."""
        row = self.books.rows(
            "SELECT v.id, i.held + i.allocated AS promised FROM variants v"
            " JOIN products p ON p.id = v.product_id JOIN stock_items i ON i.variant_id = v.id"
            " WHERE p.slug = :slug ORDER BY v.position, v.id",
            slug=slug,
        )[0]
        page = self.browser.get(f"{self.site.url}/staff/stock/{row['id']}/")
        form = page.form_with("on_hand")
        assert form is not None, page.heading
        wanted = str(row["promised"] + units)
        if dict(form.filled({}))["on_hand"] == wanted:
            return
        landed = self.browser.send(form, form.filled({"on_hand": wanted, "reason": "counted for a proof"}))
        assert landed.status == 200, f"{landed.status} {landed.heading}"

    def open(self, path: str) -> Page:
        """Open one of the staff's pages."""
        page = self.browser.get(f"{self.site.url}{path}")
        assert page.status == 200, f"{page.status} from {path}"
        return page

    def order_page(self, order_id: int) -> Page:
        """Open an order's page."""
        return self.browser.get(f"{self.site.url}/staff/orders/{order_id + 1000}/")
