"""A question, its round, place and replies belong to one board."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("questions", "0001_initial"),
        ("texts", "0002_same_owner"),
    ]

    operations = [
        *(
            build_composite_foreign_key(f"questions_{table}", ("board_id", "municipality_id"), "organisation_board")
            for table in ("question", "reply")
        ),
        build_composite_foreign_key("questions_question", ("round_id", "board_id"), "rounds_round"),
        build_composite_foreign_key(
            "questions_question", ("service_area_id", "board_id"), "organisation_servicearea"
        ),
        build_composite_foreign_key("questions_question", ("chapter_id", "board_id"), "texts_chapter"),
        build_composite_foreign_key("questions_reply", ("question_id", "board_id"), "questions_question"),
    ]
