"""All writes of the report's words: dispositions with their chapters, pictures, and the sections of a round."""

from apps.texts.services.chapters import (
    PLANNING_PERMISSIONS,
    ChapterChangeError,
    TextsError,
    add_chapter,
    build_chapter,
    change_chapter,
    copy_disposition,
    create_disposition,
    delete_chapter,
    move_chapter,
    read_chapter,
    save_chapters,
)
from apps.texts.services.pictures import add_picture, delete_unused_pictures
from apps.texts.services.sections import (
    SECTIONS,
    SectionRow,
    SectionSave,
    SectionStatus,
    mark_section,
    save_section,
    save_sections,
)

__all__ = [
    "PLANNING_PERMISSIONS",
    "SECTIONS",
    "ChapterChangeError",
    "SectionRow",
    "SectionSave",
    "SectionStatus",
    "TextsError",
    "add_chapter",
    "add_picture",
    "build_chapter",
    "change_chapter",
    "copy_disposition",
    "create_disposition",
    "delete_chapter",
    "delete_unused_pictures",
    "mark_section",
    "move_chapter",
    "read_chapter",
    "save_chapters",
    "save_section",
    "save_sections",
]
