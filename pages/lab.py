"""The lab: recurrent networks train side by side, live."""

from app.view import cases, link, looking_at, scope, session, sidebar, study, take_away
from app.view.notices import show_notices

lab = session.open_page()
wanted = sidebar.sidebar(lab)
if wanted is not None:
    session.follow(lab, wanted)
link.write_link(lab, "lab")
show_notices(lab)
scope.scope(lab)
looking_at.looking_at(looking_at.LAB)
cases.show(lab)
if lab.moment is not None:
    study.charts(lab, lab.moment)
take_away.offer(lab, "lab")
