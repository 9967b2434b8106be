"""Addresses of reporting: parse what came, call one verb, render or redirect."""

from app.reporting.json_door import routes as json_door
from app.reporting.routes import (
    about,
    agreement,
    assignments,
    carry_over,
    compare,
    findings,
    history,
    indicator,
    overview,
    papers,
    point,
    proposals,
    questionnaire,
    records,
    sign_off,
    submissions,
    translations,
)

routers = (
    overview.router,
    point.router,
    agreement.router,
    carry_over.router,
    about.router,
    findings.router,
    assignments.router,
    indicator.router,
    records.router,
    proposals.router,
    sign_off.router,
    submissions.router,
    compare.router,
    history.router,
    translations.router,
    papers.router,
    questionnaire.router,
    json_door.router,
)
