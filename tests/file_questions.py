"""What a file asks before it may be applied, for a test that says yes to all of it."""

from apps.imports.models import ImportJob


def list_question_keys(job: ImportJob | None = None) -> list[str]:
    """The keys of a job's questions, of the latest job by default."""
    found = job or ImportJob.objects.latest("pk")
    return [one["key"] for one in (found.result or {}).get("questions", ())]
