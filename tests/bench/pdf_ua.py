"""Whether letters of daily reports keep PDF/UA-1, told by a validator that is not installed with the project:
`uv run --with page-validation python -m tests.bench.pdf_ua`. The database needs its tables, no rows.
"""

import os
import sys

import django


def letters():
    from tests.reports.daily_papers import ALL, URL, desk_row, full, nihil, on_duty, paper_of

    correction = {"number": "LAPHAR/31.72/2024/0011", "reason": "Contoh salah hitung"}
    papers = {
        "nothing to report": paper_of(**nihil(on_duty=on_duty(10))),
        "37 desks": paper_of(**full()),
        "318 desks": paper_of(**full(below=[desk_row(f"31.72.01.{number:04d}") for number in range(318)])),
        "correction": paper_of(**full(correction=correction)),
        "excerpt": paper_of(seen=ALL[:1], **full()),
    }
    return {name: (paper, f"{URL}{paper.sha256}/") for name, paper in papers.items()}


def main():
    import page

    from reports.daily.letter import letter_pdf
    from tests.conftest import NOW

    failed = 0
    for name, (paper, url) in letters().items():
        report = page.validate_pdf_bytes(letter_pdf(paper, verify_url=url, now=NOW), profile="ua1")
        print(f"{name}: {report.rules.total} rules, {report.rules.failed} failed")
        for failure in report.failures:
            print(f"    {failure.rule_id} {failure.message}")
        failed += report.rules.failed
    sys.exit(bool(failed))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posko.settings")
    django.setup()
    main()
