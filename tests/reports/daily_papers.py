"""Contents of signed daily reports made by hand: any size, any words."""

from desks.reference import read_rows
from reports.actions.reference import DATA
from reports.daily.paper import Paper
from reports.models import Classification
from reports.models.daily import digest_of, frozen

SECRET, RESTRICTED = Classification.RAHASIA.value, Classification.TERBATAS.value
ALL = tuple(Classification)
URL = "https://contoh.example/daily/verify/"
#: Words that would be commands to the programs that show them.
HOSTILE = [
    '#import "/etc/passwd"',
    "$x$ *b* _i_ ~s~ `q` <label> @ref // /* = = \\",
    '"); #panic("x',
    "x" * 4000,
    "<script>alert(1)</script>&amp;",
    '=HYPERLINK("http://contoh.example")',
    "\u202egnaro\u202c \u200b\u200fkanan",
    "عربي 中文 😀👩‍👩‍👧 \ufffe\x00",
]


def desk_row(code, *, status="received", own=(), **changes):
    row = {"code": code, "desk": f"Posko Contoh {code}", "area": f"Kelurahan Contoh {code}", "status": status}
    row |= {"due_at": "2024-11-13T09:00:00+00:00", "own": [list(line) for line in own]}
    if status == "missing":
        return {**row, **changes}
    signed = {"number": f"LAPHAR/{code}/2024/0001", "signed_at": "2024-11-13T09:05:00+00:00", "sha256": "0" * 64}
    return {**row, **signed, "is_nihil": not own, "notable": [], **changes}


def incident(serial=1, **changes):
    return {
        "number": f"31.72.01.1005-{serial:04d}",
        "title": "Contoh kejadian",
        "classification": "biasa",
        "category": "LLN-LIN",
        "severity": "sedang",
        "state": "in_progress",
        "occurred_at": "2024-11-13T03:40:00+00:00",
        "area": "Kelurahan Pluit",
        "code": "31.72.01.1005",
        "narrative": "Contoh uraian.",
        "action": "Contoh tindakan.",
        "held_by": "Posko Contoh",
        "stations": 0,
        **changes,
    }


def on_duty(number):
    times = {"from": "2024-11-13T01:00:00+00:00", "until": "2024-11-13T09:00:00+00:00"}
    return [
        {"name": f"Contoh Petugas {one}", "rank": "Aiptu", "unit": "Polres Contoh", "leads": one == 0, "shift": "Pagi"}
        | times
        for one in range(number)
    ]


CATEGORIES = {
    row["code"]: {"name_id": row["name_id"], "name_en": row["name_en"]} for row in read_rows(DATA / "categories.csv")
}


def content_of(**changes):
    return {
        "form": 1,
        "desk": {
            "code": "31.72",
            "name": "Posko Bersama Contoh",
            "place": "Blok P, lantai 8",
            "area": "Kota Administrasi Jakarta Utara",
            "area_name": "Kota Administrasi Jakarta Utara",
            "zone": "Asia/Jakarta",
            "letterhead": ["PEMERINTAH KOTA ADMINISTRASI JAKARTA UTARA"],
        },
        "election": {"slug": "contoh", "name_id": "Pemilihan Contoh", "name_en": "Sample election"},
        "due_at": "2024-11-13T11:00:00+00:00",
        "period": ["2024-11-12T09:00:00+00:00", "2024-11-13T09:00:00+00:00"],
        "snapshot_at": "2024-11-13T11:05:00+00:00",
        "signed_at": "2024-11-13T11:05:00+00:00",
        "correction": None,
        "is_nihil": False,
        "basis": "Contoh dasar",
        "stage": "Kampanye",
        "situation": "Contoh situasi.",
        "analysis": "Contoh analisis.",
        "prediction": "Contoh prediksi.",
        "needs": "Contoh kebutuhan.",
        "recommendations": ["Contoh saran satu", "Contoh saran dua"],
        "words_classification": "biasa",
        "addressee": "Koordinator Posko Contoh Provinsi",
        "copies": ["Contoh arsip"],
        "on_duty": [],
        "position": [],
        "own": [],
        "categories": CATEGORIES,
        "stations_total": 2386,
        "below": [],
        "incidents": [],
        "number": "LAPHAR/31.72/2024/0012",
        "classification": "biasa",
        "signature": {
            "name": "Contoh Perwira",
            "rank": "Kompol",
            "service_number": "12345678",
            "unit": "Polres Contoh",
        },
        "sent_to": "Posko Contoh Provinsi",
        **changes,
    }


def paper_of(seen=ALL, **changes):
    content = content_of(**changes)
    return Paper(content, seen=seen, sha256=digest_of(frozen(content)))


def full(**changes):
    """A city with 37 desks below, two of them missing, incidents of each kind."""
    below = [desk_row(f"31.72.01.10{number:02d}", own=[["LLN-LIN", "sedang", "biasa", 1, 2]]) for number in range(30)]
    below += [desk_row(f"31.72.02.10{number:02d}") for number in range(5)]
    below += [desk_row(f"31.72.03.10{number:02d}", status="missing") for number in range(2)]
    own = [["KAM-BTR", "darurat", SECRET, 2, 5], ["TPS-BJR", "tinggi", RESTRICTED, 3, 1200]]
    position = [
        ["waiting", "sedang", "biasa", 4, 1, 1],
        ["resolved", "darurat", SECRET, 2, 0, 0],
        ["", "", "biasa", 3, 0, 0],
    ]
    fields = {"below": below, "own": own, "position": position, "on_duty": on_duty(4), "classification": SECRET}
    return {
        **fields,
        "incidents": [incident(1), incident(2, classification=SECRET, title="Perihal rahasia")],
        **changes,
    }


def nihil(**changes):
    words = {"situation": "Situasi aman.", "analysis": "", "prediction": "", "needs": "", "recommendations": []}
    return {"is_nihil": True, **words, **changes}
