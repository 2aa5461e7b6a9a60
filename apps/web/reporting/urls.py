"""Addresses under ``/rapportera/``: Swedish addresses, English names."""

from django.urls import include, path

from apps.web.reporting.before_handover import presenter as asking
from apps.web.reporting.changes import views as changing
from apps.web.reporting.handover import views as handing
from apps.web.reporting.my_reports import views as rounds
from apps.web.reporting.plan_correction import views as plan_correction
from apps.web.reporting.protection import views as protecting
from apps.web.reporting.settings import views as preferences
from apps.web.reporting.sheet import views as entry
from apps.web.reporting.structure import views as structuring
from apps.web.reporting.texts import views as writing

round_pages = [
    path("", rounds.show_overview, name="reporting_round"),
    path("indikatorer/", entry.show_outcomes, name="reporting_outcomes"),
    path("ekonomi/", entry.show_money, name="reporting_money"),
    path("investeringar/", entry.show_investments, name="reporting_investments"),
    path("intern-kontroll/", entry.show_controls, name="reporting_controls"),
    path("texter/", writing.show_texts, name="reporting_texts"),
    path("rad/", entry.show_row, name="reporting_row"),
    path("historik/", writing.show_history, name="reporting_history"),
    path("overlamning/", handing.show_handover, name="reporting_handover"),
    path("overlamning/planen/", plan_correction.edit_plan_correction, name="reporting_plan_correction"),
    path("overlamning/innan/", asking.show_before_handover, name="reporting_asking"),
    path("overlamning/<slug:step>/", handing.take_step, name="reporting_step"),
    path("v<int:version>/original/", protecting.download_sealed_version, name="reporting_sealed"),
    path("andras/", changing.show_changes, name="reporting_changes"),
    path("spara/", entry.save_posted_cells, name="reporting_save"),
    path("klistra/", entry.preview_paste, name="reporting_paste"),
]

urlpatterns = [
    path("", rounds.show_my_reports, name="reporting"),
    path("installningar/", preferences.edit_settings, name="reporting_settings"),
    path("<slug:municipality>/<slug:board>/struktur/", structuring.show_structure, name="reporting_structure"),
    path("<slug:municipality>/<slug:board>/struktur/skydd/", protecting.edit_protection, name="reporting_protection"),
    path(
        "<slug:municipality>/<slug:board>/struktur/<slug:what>/",
        structuring.change_structure,
        name="reporting_structure_act",
    ),
    path("<slug:municipality>/<slug:board>/<int:year>/t<int:tertial>/", include(round_pages)),
]
