"""Every table of the portal, imported in one place so that migrations and checks see them all."""

from app.audit import models as audit_models
from app.catalogue import models as catalogue_models
from app.council_report import models as report_models
from app.dashboards import models as dashboard_models
from app.editions import models as edition_models
from app.identity import models as identity_models
from app.jobs import models as job_models
from app.open_data import models as open_data_models
from app.reporting import clarification_models, team_models
from app.reporting import models as reporting_models
from app.review import models as review_models
from app.workbook import models as workbook_models

__all__ = [
    "audit_models",
    "catalogue_models",
    "clarification_models",
    "dashboard_models",
    "edition_models",
    "identity_models",
    "job_models",
    "open_data_models",
    "report_models",
    "reporting_models",
    "review_models",
    "team_models",
    "workbook_models",
]
