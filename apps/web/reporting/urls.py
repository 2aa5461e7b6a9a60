"""Addresses under ``/rapportera/``: Swedish addresses, English names."""

from django.urls import include, path

from apps.web.reporting import (
    asking,
    changing,
    entry,
    handing,
    plan_correction,
    preferences,
    protecting,
    rounds,
    structuring,
    writing,
)

round_pages = [
    path("", rounds.overview, name="reporting_round"),
    path("indikatorer/", entry.outcomes, name="reporting_outcomes"),
    path("ekonomi/", entry.money, name="reporting_money"),
    path("investeringar/", entry.investments, name="reporting_investments"),
    path("intern-kontroll/", entry.controls, name="reporting_controls"),
    path("texter/", writing.texts_page, name="reporting_texts"),
    path("rad/", entry.row, name="reporting_row"),
    path("historik/", writing.history, name="reporting_history"),
    path("overlamning/", handing.page, name="reporting_handover"),
    path("overlamning/planen/", plan_correction.page, name="reporting_plan_correction"),
    path("overlamning/innan/", asking.page, name="reporting_asking"),
    path("overlamning/<slug:step>/", handing.take_step, name="reporting_step"),
    path("v<int:version>/original/", protecting.sealed, name="reporting_sealed"),
    path("andras/", changing.page, name="reporting_changes"),
    path("spara/", entry.save, name="reporting_save"),
    path("klistra/", entry.read_paste, name="reporting_paste"),
]

urlpatterns = [
    path("", rounds.mine, name="reporting"),
    path("installningar/", preferences.settings, name="reporting_settings"),
    path("<slug:municipality>/<slug:board>/struktur/", structuring.page, name="reporting_structure"),
    path("<slug:municipality>/<slug:board>/struktur/skydd/", protecting.page, name="reporting_protection"),
    path("<slug:municipality>/<slug:board>/struktur/<slug:what>/", structuring.act, name="reporting_structure_act"),
    path("<slug:municipality>/<slug:board>/<int:year>/t<int:tertial>/", include(round_pages)),
]
