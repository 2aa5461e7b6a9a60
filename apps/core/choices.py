"""Choices shared by several subjects. The labels are the words on the screen."""

from django.db import models


class Gender(models.TextChoices):
    """As in Kolada."""

    TOTAL = "T", "Totalt"
    WOMEN = "K", "Kvinnor"
    MEN = "M", "Män"


class LightChoice(models.TextChoices):
    """The values of ``core.lights.Light`` as a database field."""

    MET = "met", "uppnått"
    ON_TRACK = "on_track", "på väg"
    NOT_MET = "not_met", "ej uppnått"
    UNKNOWN = "unknown", "kan ej bedömas"


class Direction(models.TextChoices):
    """Which way is better."""

    HIGHER = "higher", "högre är bättre"
    LOWER = "lower", "lägre är bättre"
    NEITHER = "neither", "varken högre eller lägre är bättre"


class Accumulation(models.TextChoices):
    """How the figures of one year belong together."""

    STOCK = "stock", "läge vid periodens slut"
    FLOW = "flow", "summeras över året"
    RATE = "rate", "mäts för varje tertial"
    YEARLY = "yearly", "mäts en gång om året"
    BIENNIAL = "biennial", "mäts vartannat år"


class Comparator(models.TextChoices):
    """How an outcome is held against its target."""

    AT_LEAST = "ge", "minst"
    MORE_THAN = "gt", "mer än"
    AT_MOST = "le", "högst"
    LESS_THAN = "lt", "mindre än"
    EQUAL = "eq", "precis"
    BETWEEN = "between", "mellan"
    INCREASE_PERCENT = "increase_percent", "öka i procent"
    DECREASE_PERCENT = "decrease_percent", "minska i procent"
    INCREASE_BY = "increase_by", "öka med"
    DECREASE_BY = "decrease_by", "minska med"
    INCREASE = "increase", "öka"
    DECREASE = "decrease", "minska"
    QUALITATIVE = "qualitative", "i ord"
    NOT_SET = "not_set", "inte satt"


class RelationKind(models.TextChoices):
    """How one indicator follows from others. ``goals.relation_rules`` says what each comes to."""

    TOTAL = "total", "summa av delar"
    QUOTIENT = "quotient", "kvot"
    SHARE_OF_SAME = "share_of_same", "andel av samma helhet"
    SHARES = "shares", "andelar som blir hundra"
    OF_WHICH = "of_which", "därav"
    OPENING_CLOSING = "opening_closing", "ingående och utgående"
    CARRIED = "carried", "utgående blir ingående"
    RUNNING = "running", "summa över år"
    SAME_MEASURE = "same_measure", "samma sak på två ställen"
    AREAS = "areas", "summa av verksamheter"


class RelationStatus(models.TextChoices):
    """What holds of a sum where small numbers are protected. Arithmetic finds it, an administrator decides.

    ``UNBOUND`` is a relation that protection knows nothing of.
    """

    PROPOSED = "proposed", "föreslagen"
    CONFIRMED = "confirmed", "bekräftad"
    DISMISSED = "dismissed", "avfärdad"
    UNBOUND = "unbound", "inte för skyddet"


class RelationAnswer(models.TextChoices):
    """What a person has answered to whether a relation is to hold in every period. It changes no protection."""

    UNANSWERED = "", "inte besvarat"
    CONFIRMED = "confirmed", "bekräftat"
    REFUSED = "refused", "nej"


class Trend(models.TextChoices):
    """Which way it has gone since last time."""

    UP = "up", "upp"
    UNCHANGED = "unchanged", "oförändrat"
    DOWN = "down", "ned"


class SignConvention(models.TextChoices):
    """How a source writes its amounts. Inside, revenue and cost are both positive and net cost is cost - revenue."""

    REVENUE_NEGATIVE = "revenue_negative", "intäkter minus"
    COST_NEGATIVE = "cost_negative", "kostnader minus"
    BOTH_POSITIVE = "both_positive", "båda plus"


class MissingReason(models.TextChoices):
    """Why there is no value. Missing is never zero. The label stands on the screen."""

    NOT_REPORTED = "not_reported", "ej rapporterat"
    NOT_APPLICABLE = "not_applicable", "ej tillämpligt"
    NOT_MEASURED = "not_measured", "ej mätt"
    NOT_PUBLISHED = "not_published", "ej publicerat"
    CONFIDENTIAL = "confidential", "sekretess"
    NOT_A_NUMBER = "not_a_number", "ej ett tal"
