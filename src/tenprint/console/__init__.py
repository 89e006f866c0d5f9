"""The web console: what people look at. Server-rendered pages, htmx for parts of them, nothing from the network.

How to add a view
-----------------
1. Make a package `tenprint.console.<area>` (one module a page) with an `AREA` and templates in `<area>/templates/`:

       # console/cases/__init__.py
       AREA = Area("cases", ("tenprint.console.cases.listing", "tenprint.console.cases.detail"), items=(
           Item("/cases", "Cases", "Cases", ("enforcement",), "case:list", "criminal", relation="own_office"),
       ))

   An `Item` is a line of the navigation: path, words, heading, agencies' roles, and what the access table must grant
   for it to be shown. Add the package to `framework/areas.py` (one line).

2. Each page module has a `router` (FastAPI's `APIRouter`) and plain functions; they run in a thread, so they may block:

       @router.get("/cases")
       def cases(desk: Annotated[Desk, at("enforcement")]) -> Response:
           with desk.act("criminal") as unit:              # one transaction, in the name of the person
               rows = listing(unit)                        # calls unit.permit("case:list", ...) itself
           return page(desk, "cases/listing.html", title="Cases", rows=rows)

   `at()` checks session, lock, form token (all but GET) and the agency's role. What shows or changes a person's data
   asks the access table by `unit.permit` inside `desk.act(purpose)`, which audits refusals; where the function that a
   page calls does not do so, `at(..., action=, purpose=, relation=)` asks and audits for the whole page, or
   `desk.permit(action, purpose, thing=, relation=)` for one object. `desk.may(...)` hides buttons. Pages for everybody
   take `visitor: Annotated[Visitor, anyone]`.

3. Templates extend `framework/base.html`, import `framework/macros.html` and name other templates `<area>/<file>`:
   tables `call table(caption, columns)`, `pager`, `fields`/`field`, `state`, `empty`, `findings`, `timeline`, `clock`,
   `figure_card`, `form_token` (in each form). No inline style or script: the content security policy refuses both.
   Own scripts are modules `<area>/static/*.js`, loaded by `{% block scripts %}`, styles `<area>/static/*.css` by
   `{% block styles %}`; both are served under `/static/<area>/`.

4. Live parts: `events.stream(desk, look)` sends what `look()` returns whenever it changes; take the desk by
   `at(..., live=True)`, which does not keep the session awake. In the template:
   `<div hx-ext="sse" sse-connect="/…/events" sse-swap="track">`.

5. Longer lists: `paging.newest_first(...)`. Errors of `tenprint.errors` need no catching: they become a page, or for
   htmx an alert in the place of the answer. After a POST answer with `see_other(desk, "/path", done="what was done")`.

6. A browser test: `tests/browser/`; the fixture `visit(name)` signs a demo user in and returns a page that refuses
   requests to other hosts; `check(page)` runs axe in light and dark. See `tests/browser/test_home.py`.
"""
