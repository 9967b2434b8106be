"""Addresses of reporting: parse what came, call one verb, render or redirect."""

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
    papers.router,
    questionnaire.router,
)
