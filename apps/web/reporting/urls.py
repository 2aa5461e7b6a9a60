"""Addresses under ``/rapportera/``: Swedish addresses, English names. A page's room has its address's name."""

from django.urls import include, path

from apps.web.reporting.before_handover.views import show_before_handover
from apps.web.reporting.budget_changes.views import edit_budget_changes
from apps.web.reporting.cells.views import confirm_filled_rows, preview_paste, save_posted_cells
from apps.web.reporting.changes.views import show_changes
from apps.web.reporting.chapters.views import edit_section, search_round_figures, show_chapters, show_figures
from apps.web.reporting.disposition.views import change_disposition, show_disposition
from apps.web.reporting.document_settings.views import download_template_in_use, edit_document_settings
from apps.web.reporting.documents.views import download_draft_document, show_draft_documents
from apps.web.reporting.docx_files.views import edit_docx_file, show_docx_files
from apps.web.reporting.findings.views import edit_finding_answer, show_next_finding
from apps.web.reporting.handover.views import show_handover, take_step
from apps.web.reporting.history.views import show_history
from apps.web.reporting.my_reports.views import show_my_reports
from apps.web.reporting.overview.views import show_overview
from apps.web.reporting.people.views import (
    change_municipality_people,
    change_substitutes,
    show_municipality_people,
    show_substitutes,
)
from apps.web.reporting.plan_correction.views import edit_plan_correction
from apps.web.reporting.plan_files.views import download_plan, edit_plan_file, show_plan_files
from apps.web.reporting.protection.views import edit_protection
from apps.web.reporting.questions.views import show_questions
from apps.web.reporting.relations.views import add_relation, edit_relations
from apps.web.reporting.settings.views import edit_settings
from apps.web.reporting.sheet.views import (
    show_controls,
    show_investments,
    show_money,
    show_outcomes,
    show_own_table,
    show_row,
)
from apps.web.reporting.structure.order_views import change_order, show_order
from apps.web.reporting.structure.views import (
    change_many,
    change_structure,
    show_areas,
    show_cost_types,
    show_goals,
    show_indicators,
    show_projects,
    show_reorganisations,
    show_risks,
    show_structure,
    show_tables,
)
from apps.web.reporting.texts.views import read_sent_texts, show_texts
from apps.web.reporting.uploads.mapping.views import edit_mapping
from apps.web.reporting.uploads.views import download_original, download_template, show_files, show_job
from apps.web.reporting.versions.views import download_sealed_version

round_pages = [
    path("", show_overview, name="reporting_round"),
    path("indikatorer/", show_outcomes, name="reporting_outcomes"),
    path("ekonomi/", show_money, name="reporting_money"),
    path("budgetandringar/", edit_budget_changes, name="reporting_budget_changes"),
    path("investeringar/", show_investments, name="reporting_investments"),
    path("intern-kontroll/", show_controls, name="reporting_controls"),
    path("tabeller/", show_own_table, name="reporting_own_tables"),
    path("tabell-<slug:table>/", show_own_table, name="reporting_own_table"),
    path("texter/", show_texts, name="reporting_texts"),
    path("texter/las/", read_sent_texts, name="reporting_read_texts"),
    path("kapitel/", show_chapters, name="reporting_chapters"),
    path("siffror/alla/", show_figures, name="reporting_figure_list"),
    path("siffror/", search_round_figures, name="reporting_figures"),
    path("kapitel/<slug:chapter>/<slug:area>/", edit_section, name="reporting_section"),
    path("word/", show_docx_files, name="reporting_docx_files"),
    path("word/<uuid:file>/", edit_docx_file, name="reporting_docx_file"),
    path("rad/", show_row, name="reporting_row"),
    path("fragor/", show_questions, name="reporting_questions"),
    path("historik/", show_history, name="reporting_history"),
    path("overlamning/", show_handover, name="reporting_handover"),
    path("overlamning/planen/", edit_plan_correction, name="reporting_plan_correction"),
    path("overlamning/innan/", show_before_handover, name="reporting_asking"),
    path("overlamning/<slug:step>/", take_step, name="reporting_step"),
    path("v<int:version>/original/", download_sealed_version, name="reporting_sealed"),
    path("dokument/", show_draft_documents, name="reporting_documents"),
    path("dokument/<slug:kind>/", download_draft_document, name="reporting_document"),
    path("andras/", show_changes, name="reporting_changes"),
    path("spara/", save_posted_cells, name="reporting_save"),
    path("klistra/", preview_paste, name="reporting_paste"),
    path("granska/", confirm_filled_rows, name="reporting_confirm"),
    path("fil/", show_files, name="uploads"),
    path("fil/mall.xlsx", download_template, name="upload_template"),
    path("fil/<uuid:job>/", show_job, name="upload"),
    path("fil/<uuid:job>/original/", download_original, name="upload_original"),
    path("fil/<uuid:job>/koppling/", edit_mapping, name="upload_mapping"),
    path("iakttagelser/", show_next_finding, name="walk_findings"),
    path("iakttagelser/<slug:fingerprint>/", edit_finding_answer, name="answer_finding"),
]
urlpatterns = [
    path("", show_my_reports, name="reporting"),
    path("installningar/", edit_settings, name="reporting_settings"),
    path("ersattare/", show_substitutes, name="reporting_substitutes"),
    path("ersattare/<slug:what>/", change_substitutes, name="reporting_substitutes_act"),
    path("kommun/<slug:municipality>/", show_municipality_people, name="reporting_municipality"),
    path("kommun/<slug:municipality>/<slug:what>/", change_municipality_people, name="reporting_municipality_act"),
    path("<slug:municipality>/<slug:board>/struktur/", show_structure, name="reporting_structure"),
    path("<slug:municipality>/<slug:board>/struktur/skydd/", edit_protection, name="reporting_protection"),
    path("<slug:municipality>/<slug:board>/struktur/samband/", edit_relations, name="reporting_relations"),
    path("<slug:municipality>/<slug:board>/struktur/samband/nytt/", add_relation, name="reporting_add_relation"),
    path("<slug:municipality>/<slug:board>/struktur/dokument/", edit_document_settings, name="document_settings"),
    path(
        "<slug:municipality>/<slug:board>/struktur/dokument/mall.docx",
        download_template_in_use,
        name="document_template",
    ),
    path("<slug:municipality>/<slug:board>/struktur/disposition/", show_disposition, name="reporting_disposition"),
    path(
        "<slug:municipality>/<slug:board>/struktur/disposition/<slug:what>/",
        change_disposition,
        name="reporting_disposition_act",
    ),
    path(
        "<slug:municipality>/<slug:board>/struktur/indikatorer/", show_indicators, name="reporting_structure_indicators"
    ),
    path("<slug:municipality>/<slug:board>/struktur/fokus/", show_goals, name="reporting_structure_goals"),
    path(
        "<slug:municipality>/<slug:board>/struktur/investeringar/", show_projects, name="reporting_structure_projects"
    ),
    path(
        "<slug:municipality>/<slug:board>/struktur/kostnadsslag/",
        show_cost_types,
        name="reporting_structure_cost_types",
    ),
    path("<slug:municipality>/<slug:board>/struktur/intern-kontroll/", show_risks, name="reporting_structure_risks"),
    path("<slug:municipality>/<slug:board>/struktur/verksamheter/", show_areas, name="reporting_structure_areas"),
    path(
        "<slug:municipality>/<slug:board>/struktur/omorganisation/",
        show_reorganisations,
        name="reporting_structure_reorganisations",
    ),
    path("<slug:municipality>/<slug:board>/struktur/ordning/", show_order, name="reporting_structure_order"),
    path(
        "<slug:municipality>/<slug:board>/struktur/ordning/flytta/",
        change_order,
        name="reporting_structure_order_change",
    ),
    path("<slug:municipality>/<slug:board>/struktur/plan/", show_plan_files, name="reporting_plan_files"),
    path(
        "<slug:municipality>/<slug:board>/struktur/plan/arbetsbok.xlsx", download_plan, name="reporting_plan_workbook"
    ),
    path("<slug:municipality>/<slug:board>/struktur/plan/<uuid:file>/", edit_plan_file, name="reporting_plan_file"),
    path("<slug:municipality>/<slug:board>/struktur/tabeller/", show_tables, name="reporting_structure_tables"),
    path("<slug:municipality>/<slug:board>/struktur/flera/", change_many, name="reporting_structure_many"),
    path("<slug:municipality>/<slug:board>/struktur/<slug:what>/", change_structure, name="reporting_structure_act"),
    path("<slug:municipality>/<slug:board>/<int:year>/t<int:tertial>/", include(round_pages)),
]
