"""Who gets which status where: every page x every kind of person x own, foreign and nonexistent objects.

An object "own" lies in Pluit, is BIASA, has a photo and is held by Pluit's desk; "restricted" and "secret" lie beside
it; "foreign" is its twin in the outsider city; "missing" never was. "302" of nobody is the way to the login page.
Each POST carries a complete form (see `test_access.FORMS`).
"""

PEOPLE = (
    "anonymous",
    "pluit_officer",
    "pluit_coordinator",
    "city_officer",
    "city_coordinator",
    "official",
    "observer",
    "administrator",
    "superuser",
)

#: route, object, methods, then one status per person of PEOPLE.
TABLE = """
home              -           GET,HEAD             302 302 302 302 302 302 302 302 302
home              -           POST,PUT,DELETE      302 405 405 405 405 405 405 405 405
health            -           GET,HEAD             200 200 200 200 200 200 200 200 200
health            -           POST,PUT,DELETE      405 405 405 405 405 405 405 405 405
login             -           GET,HEAD             200 302 302 302 302 302 302 302 302
login             -           POST                 200 302 302 302 302 302 302 302 302
login             -           PUT,DELETE           405 405 405 405 405 405 405 405 405
logout            -           POST                 302 302 302 302 302 302 302 302 302
logout            -           GET,HEAD,PUT,DELETE  405 405 405 405 405 405 405 405 405
password_change   -           GET,HEAD,POST        302 200 200 200 200 200 200 200 200
password_change   -           PUT,DELETE           302 405 405 405 405 405 405 405 405
set_language      -           POST                 302 302 302 302 302 302 302 302 302
set_language      -           GET,HEAD,PUT,DELETE  405 405 405 405 405 405 405 405 405

desks             -           GET,HEAD             302 302 302 302 302 403 403 403 403
desks             -           POST,PUT,DELETE      302 405 405 405 405 403 403 403 403
desk              own         GET,HEAD             302 200 200 200 200 403 403 403 403
desk              city        GET,HEAD             302 404 404 200 200 403 403 403 403
desk              foreign     GET,HEAD             302 404 404 404 404 403 403 403 403
desk              missing     GET,HEAD             302 404 404 404 404 403 403 403 403
desk              own         POST,PUT,DELETE      302 405 405 405 405 403 403 403 403
read_notices      own         POST                 302 302 302 404 404 403 403 403 403
read_notices      city        POST                 302 404 404 302 302 403 403 403 403
read_notices      foreign     POST                 302 404 404 404 404 403 403 403 403
read_notices      missing     POST                 302 404 404 404 404 403 403 403 403
read_notices      own         GET,HEAD,PUT,DELETE  302 405 405 405 405 403 403 403 403

desk_roster       own         GET,HEAD             302 200 200 200 200 403 403 403 403
desk_roster       city        GET,HEAD             302 404 404 200 200 403 403 403 403
desk_roster       foreign     GET,HEAD             302 404 404 404 404 403 403 403 403
desk_roster       missing     GET,HEAD             302 404 404 404 404 403 403 403 403
desk_roster       own         POST,PUT,DELETE      302 405 405 405 405 403 403 403 403
desk_roster_pdf   own         GET,HEAD             302 200 200 200 200 403 403 200 200
desk_roster_pdf   city        GET,HEAD             302 404 404 200 200 403 403 200 200
desk_roster_pdf   foreign     GET,HEAD             302 404 404 404 404 403 403 404 200
desk_roster_pdf   missing     GET,HEAD             302 404 404 404 404 403 403 404 404
desk_roster_pdf   own         POST,PUT,DELETE      302 405 405 405 405 403 403 405 405
desk_roster_xlsx  own         GET,HEAD             302 200 200 200 200 403 403 200 200
desk_roster_xlsx  city        GET,HEAD             302 404 404 200 200 403 403 200 200
desk_roster_xlsx  foreign     GET,HEAD             302 404 404 404 404 403 403 404 200
desk_roster_xlsx  missing     GET,HEAD             302 404 404 404 404 403 403 404 404
desk_roster_xlsx  own         POST,PUT,DELETE      302 405 405 405 405 403 403 405 405
boundaries        own         GET,HEAD             302 200 200 200 200 200 200 403 403
boundaries        city        GET,HEAD             302 404 404 200 200 200 200 403 403
boundaries        foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
boundaries        missing     GET,HEAD             302 404 404 404 404 404 404 403 403
boundaries        own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
calendars         -           GET,HEAD             302 200 200 200 200 403 403 403 403
calendars         own         POST                 302 302 302 404 404 403 403 403 403
calendars         city        POST                 302 404 404 302 302 403 403 403 403
calendars         foreign     POST                 302 404 404 404 404 403 403 403 403
calendars         missing     POST                 302 404 404 404 404 403 403 403 403
calendars         -           PUT,DELETE           302 405 405 405 405 403 403 403 403
calendar_revoke   own         POST                 302 302 404 404 404 403 403 403 403
calendar_revoke   foreign     POST                 302 404 404 404 404 403 403 403 403
calendar_revoke   missing     POST                 302 404 404 404 404 403 403 403 403
calendar_revoke   own         GET,HEAD,PUT,DELETE  302 405 405 405 405 403 403 403 403
calendar_feed     own         GET,HEAD             200 200 200 200 200 200 200 200 200
calendar_feed     revoked     GET,HEAD             404 404 404 404 404 404 404 404 404
calendar_feed     missing     GET,HEAD             404 404 404 404 404 404 404 404 404
calendar_feed     own         POST,PUT,DELETE      405 405 405 405 405 405 405 405 405

reports           -           GET,HEAD             302 200 200 200 200 200 200 403 403
reports           -           POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
report_new        -           GET,HEAD             302 200 200 200 200 403 403 403 403
report_new        own         POST                 302 302 302 302 302 403 403 403 403
report_new        foreign     POST                 302 422 422 422 422 403 403 403 403
report_new        missing     POST                 302 422 422 422 422 403 403 403 403
report_new        -           PUT,DELETE           302 405 405 405 405 403 403 403 403
report            own         GET,HEAD             302 200 200 200 200 200 200 403 403
report            restricted  GET,HEAD             302 200 200 200 200 200 404 403 403
report            secret      GET,HEAD             302 404 200 404 200 200 404 403 403
report            foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
report            missing     GET,HEAD             302 404 404 404 404 404 404 403 403
report            own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
photo             own         GET,HEAD             302 200 200 200 200 200 404 403 403
photo             secret      GET,HEAD             302 404 200 404 200 200 404 403 403
photo             foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
photo             missing     GET,HEAD             302 404 404 404 404 404 404 403 403
photo             own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
photo_small       own         GET,HEAD             302 200 200 200 200 200 404 403 403
photo_small       secret      GET,HEAD             302 404 200 404 200 200 404 403 403
photo_small       foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
photo_small       missing     GET,HEAD             302 404 404 404 404 404 404 403 403
photo_small       own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403

report_step       acknowledge POST                 302 302 302 403 403 403 403 403 403
report_step       forward     POST                 302 302 302 403 403 403 403 403 403
report_step       return      POST                 302 422 422 403 403 403 403 403 403
report_step       take-over   POST                 302 403 403 403 302 403 403 403 403
report_step       note        POST                 302 302 302 403 403 403 403 403 403
report_step       figures     POST                 302 302 302 403 403 403 403 403 403
report_step       recommend   POST                 302 403 403 403 403 302 403 403 403
report_step       reclassify  POST                 302 403 302 403 403 403 403 403 403
report_step       resolve     POST                 302 409 409 403 403 403 403 403 403
report_step       close       POST                 302 403 409 403 403 403 403 403 403
report_step       reopen      POST                 302 403 409 403 403 403 403 403 403
report_step       unfounded   POST                 302 403 302 403 403 403 403 403 403
report_step       refer       POST                 302 302 302 403 403 403 403 403 403
report_step       secret      POST                 302 404 302 404 403 403 403 403 403
report_step       foreign     POST                 302 404 404 404 404 404 403 403 403
report_step       missing     POST                 302 404 404 404 404 404 403 403 403
report_step       own         GET,HEAD,PUT,DELETE  302 405 405 405 405 405 403 403 403

dashboards        -           GET,HEAD             302 302 302 302 302 302 302 403 403
dashboards        -           POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
dashboard         own         GET,HEAD             302 200 200 200 200 200 200 403 403
dashboard         city        GET,HEAD             302 404 404 200 200 200 200 403 403
dashboard         foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
dashboard         missing     GET,HEAD             302 404 404 404 404 404 404 403 403
dashboard         own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
dashboard_live    own         GET,HEAD             302 302 302 302 302 302 302 403 403
dashboard_live    city        GET,HEAD             302 404 404 302 302 302 302 403 403
dashboard_live    foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
dashboard_live    missing     GET,HEAD             302 404 404 404 404 404 404 403 403
dashboard_live    own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
dashboard_pdf     own         GET,HEAD             302 200 200 200 200 200 200 403 403
dashboard_pdf     city        GET,HEAD             302 404 404 200 200 200 200 403 403
dashboard_pdf     foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
dashboard_pdf     missing     GET,HEAD             302 404 404 404 404 404 404 403 403
dashboard_pdf     own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
wall              own         GET,HEAD             200 200 200 200 200 200 200 200 200
wall              revoked     GET,HEAD             404 404 404 404 404 404 404 404 404
wall              missing     GET,HEAD             404 404 404 404 404 404 404 404 404
wall              own         POST,PUT,DELETE      405 405 405 405 405 405 405 405 405
wall_area         own         GET,HEAD             200 200 200 200 200 200 200 200 200
wall_area         city        GET,HEAD             404 404 404 404 404 404 404 404 404
wall_area         foreign     GET,HEAD             404 404 404 404 404 404 404 404 404
wall_area         missing     GET,HEAD             404 404 404 404 404 404 404 404 404
wall_area         own         POST,PUT,DELETE      405 405 405 405 405 405 405 405 405

duties            -           GET,HEAD             302 200 200 200 200 403 403 403 403
duties            -           POST,PUT,DELETE      302 405 405 405 405 403 403 403 403
check_in          own         POST                 302 302 302 403 403 403 403 403 403
check_in          foreign     POST                 302 404 404 404 404 403 403 403 403
check_in          missing     POST                 302 404 404 404 404 403 403 403 403
check_in          own         GET,HEAD,PUT,DELETE  302 405 405 405 405 403 403 403 403
check_out         own         POST                 302 409 409 403 403 403 403 403 403
check_out         foreign     POST                 302 404 404 404 404 403 403 403 403
check_out         missing     POST                 302 404 404 404 404 403 403 403 403
check_out         own         GET,HEAD,PUT,DELETE  302 405 405 405 405 403 403 403 403
replace_duty      own         GET,HEAD             302 403 200 403 403 403 403 403 403
replace_duty      own         POST                 302 403 302 403 403 403 403 403 403
replace_duty      foreign     GET,HEAD,POST        302 403 404 403 404 403 403 403 403
replace_duty      missing     GET,HEAD,POST        302 403 404 403 404 403 403 403 403
replace_duty      own         PUT,DELETE           302 403 405 403 405 403 403 403 403
swap_ask          own         GET,HEAD             302 200 403 403 403 403 403 403 403
swap_ask          own         POST                 302 302 403 403 403 403 403 403 403
swap_ask          foreign     GET,HEAD,POST        302 404 404 404 404 403 403 403 403
swap_ask          missing     GET,HEAD,POST        302 404 404 404 404 403 403 403 403
swap_ask          own         PUT,DELETE           302 405 405 405 405 403 403 403 403
swap_answer       own         POST                 302 302 403 404 403 403 403 403 403
swap_answer       foreign     POST                 302 404 404 404 404 403 403 403 403
swap_answer       missing     POST                 302 404 404 404 404 403 403 403 403
swap_answer       own         GET,HEAD,PUT,DELETE  302 405 405 405 405 403 403 403 403
swap_withdraw     own         POST                 302 302 403 404 403 403 403 403 403
swap_withdraw     foreign     POST                 302 404 404 404 404 403 403 403 403
swap_withdraw     missing     POST                 302 404 404 404 404 403 403 403 403
swap_withdraw     own         GET,HEAD,PUT,DELETE  302 405 405 405 405 403 403 403 403
swap_decide       own         POST                 302 403 302 403 403 403 403 403 403
swap_decide       foreign     POST                 302 403 404 403 404 403 403 403 403
swap_decide       missing     POST                 302 403 404 403 404 403 403 403 403
swap_decide       own         GET,HEAD,PUT,DELETE  302 403 405 403 405 403 403 403 403
desk_swaps        own         GET,HEAD             302 403 200 403 200 403 403 403 403
desk_swaps        city        GET,HEAD             302 403 404 403 200 403 403 403 403
desk_swaps        foreign     GET,HEAD             302 403 404 403 404 403 403 403 403
desk_swaps        missing     GET,HEAD             302 403 404 403 404 403 403 403 403
desk_swaps        own         POST,PUT,DELETE      302 403 405 403 405 403 403 403 403
attendance        own         GET,HEAD             302 200 200 200 200 403 403 403 403
attendance        city        GET,HEAD             302 404 404 200 200 403 403 403 403
attendance        foreign     GET,HEAD             302 404 404 404 404 403 403 403 403
attendance        missing     GET,HEAD             302 404 404 404 404 403 403 403 403
attendance        own         POST,PUT,DELETE      302 405 405 405 405 403 403 403 403
logbook           own         GET,HEAD             302 200 200 200 200 403 403 403 403
logbook           own         POST                 302 302 302 403 403 403 403 403 403
logbook           city        GET,HEAD             302 404 404 200 200 403 403 403 403
logbook           city        POST                 302 404 404 302 302 403 403 403 403
logbook           foreign     GET,HEAD,POST        302 404 404 404 404 403 403 403 403
logbook           missing     GET,HEAD,POST        302 404 404 404 404 403 403 403 403
logbook           own         PUT,DELETE           302 405 405 405 405 403 403 403 403
handovers         own         GET,HEAD             302 200 200 200 200 403 403 403 403
handovers         city        GET,HEAD             302 404 404 200 200 403 403 403 403
handovers         foreign     GET,HEAD             302 404 404 404 404 403 403 403 403
handovers         missing     GET,HEAD             302 404 404 404 404 403 403 403 403
handovers         own         POST,PUT,DELETE      302 405 405 405 405 403 403 403 403
handover_new      own         GET,HEAD             302 200 200 403 403 403 403 403 403
handover_new      own         POST                 302 302 302 403 403 403 403 403 403
handover_new      city        GET,HEAD             302 404 404 403 200 403 403 403 403
handover_new      city        POST                 302 404 404 403 302 403 403 403 403
handover_new      foreign     GET,HEAD,POST        302 404 404 404 404 403 403 403 403
handover_new      missing     GET,HEAD,POST        302 404 404 404 404 403 403 403 403
handover_new      own         PUT,DELETE           302 405 405 405 405 403 403 403 403
handover          own         GET,HEAD             302 200 200 200 200 403 403 403 403
handover          foreign     GET,HEAD             302 404 404 404 404 403 403 403 403
handover          missing     GET,HEAD             302 404 404 404 404 403 403 403 403
handover          own         POST,PUT,DELETE      302 405 405 405 405 403 403 403 403
handover_confirm  own         POST                 302 302 302 403 403 403 403 403 403
handover_confirm  foreign     POST                 302 404 404 404 404 403 403 403 403
handover_confirm  missing     POST                 302 404 404 404 404 403 403 403 403
handover_confirm  own         GET,HEAD,PUT,DELETE  302 405 405 405 405 403 403 403 403
coverage          own         GET,HEAD             302 200 200 200 200 200 403 403 403
coverage          city        GET,HEAD             302 404 404 200 200 200 403 403 403
coverage          foreign     GET,HEAD             302 404 404 404 404 404 403 403 403
coverage          missing     GET,HEAD             302 404 404 404 404 404 403 403 403
coverage          own         POST,PUT,DELETE      302 405 405 405 405 405 403 403 403

daily_write       own         GET,HEAD             302 200 200 403 403 403 403 403 403
daily_write       own         POST                 302 302 302 403 403 403 403 403 403
daily_write       city        GET,HEAD             302 404 404 200 200 403 403 403 403
daily_write       city        POST                 302 404 404 302 302 403 403 403 403
daily_write       foreign     GET,HEAD,POST        302 404 404 404 404 403 403 403 403
daily_write       missing     GET,HEAD,POST        302 404 404 404 404 403 403 403 403
daily_write       own         PUT,DELETE           302 405 405 405 405 403 403 403 403
daily_sign        own         GET,HEAD             302 200 200 403 403 403 403 403 403
daily_sign        own         POST                 302 403 409 403 403 403 403 403 403
daily_sign        city        GET,HEAD             302 404 404 200 200 403 403 403 403
daily_sign        city        POST                 302 404 404 403 409 403 403 403 403
daily_sign        foreign     GET,HEAD,POST        302 404 404 404 404 403 403 403 403
daily_sign        missing     GET,HEAD,POST        302 404 404 404 404 403 403 403 403
daily_sign        own         PUT,DELETE           302 405 405 405 405 403 403 403 403
daily_discard     own         POST                 302 302 302 403 403 403 403 403 403
daily_discard     city        POST                 302 404 404 302 302 403 403 403 403
daily_discard     foreign     POST                 302 404 404 404 404 403 403 403 403
daily_discard     missing     POST                 302 404 404 404 404 403 403 403 403
daily_discard     own         GET,HEAD,PUT,DELETE  302 405 405 405 405 403 403 403 403
daily_report      own         GET,HEAD             302 200 200 200 200 200 200 403 403
daily_report      district    GET,HEAD             302 404 404 200 200 200 200 403 403
daily_report      foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
daily_report      missing     GET,HEAD             302 404 404 404 404 404 404 403 403
daily_report      own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
daily_acknowledge own         POST                 302 403 403 403 403 403 403 403 403
daily_acknowledge district    POST                 302 404 404 302 302 403 403 403 403
daily_acknowledge foreign     POST                 302 404 404 404 404 403 403 403 403
daily_acknowledge missing     POST                 302 404 404 404 404 403 403 403 403
daily_acknowledge own         GET,HEAD,PUT,DELETE  302 405 405 405 405 403 403 403 403
daily_correct     own         GET,HEAD             302 403 200 403 403 403 403 403 403
daily_correct     own         POST                 302 403 302 403 403 403 403 403 403
daily_correct     district    GET,HEAD,POST        302 404 404 403 403 403 403 403 403
daily_correct     foreign     GET,HEAD,POST        302 404 404 404 404 403 403 403 403
daily_correct     missing     GET,HEAD,POST        302 404 404 404 404 403 403 403 403
daily_correct     own         PUT,DELETE           302 405 405 405 405 403 403 403 403
daily_pdf         own         GET,HEAD             302 200 200 200 200 200 200 403 403
daily_pdf         district    GET,HEAD             302 404 404 200 200 200 200 403 403
daily_pdf         foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
daily_pdf         missing     GET,HEAD             302 404 404 404 404 404 404 403 403
daily_pdf         own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
daily_xlsx        own         GET,HEAD             302 200 200 200 200 200 200 403 403
daily_xlsx        district    GET,HEAD             302 404 404 200 200 200 200 403 403
daily_xlsx        foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
daily_xlsx        missing     GET,HEAD             302 404 404 404 404 404 404 403 403
daily_xlsx        own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
daily_text        own         GET,HEAD             302 200 200 200 200 200 200 403 403
daily_text        district    GET,HEAD             302 404 404 200 200 200 200 403 403
daily_text        foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
daily_text        missing     GET,HEAD             302 404 404 404 404 404 404 403 403
daily_text        own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
daily_verify      own         GET,HEAD             200 200 200 200 200 200 200 200 200
daily_verify      foreign     GET,HEAD             200 200 200 200 200 200 200 200 200
daily_verify      missing     GET,HEAD             404 404 404 404 404 404 404 404 404
daily_verify      own         POST,PUT,DELETE      405 405 405 405 405 405 405 405 405
daily_verify_ask  -           GET,HEAD             200 200 200 200 200 200 200 200 200
daily_verify_ask  -           POST,PUT,DELETE      405 405 405 405 405 405 405 405 405

recommendations         own      GET,HEAD             302 200 200 200 200 200 200 403 403
recommendations         city     GET,HEAD             302 404 404 200 200 200 200 403 403
recommendations         foreign  GET,HEAD             302 404 404 404 404 404 404 403 403
recommendations         missing  GET,HEAD             302 404 404 404 404 404 404 403 403
recommendations         own      POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
recommendation_new      own      GET,HEAD             302 403 200 403 403 200 403 403 403
recommendation_new      own      POST                 302 403 302 403 403 302 403 403 403
recommendation_new      city     GET,HEAD             302 403 404 403 200 200 403 403 403
recommendation_new      city     POST                 302 403 404 403 302 302 403 403 403
recommendation_new      foreign  GET,HEAD,POST        302 403 404 403 404 404 403 403 403
recommendation_new      missing  GET,HEAD,POST        302 403 404 403 404 404 403 403 403
recommendation_new      own      PUT,DELETE           302 403 405 403 405 405 403 403 403
recommendation_settle   own      POST                 302 403 302 403 302 302 403 403 403
recommendation_settle   city     POST                 302 403 404 403 302 302 403 403 403
recommendation_settle   foreign  POST                 302 403 404 403 404 404 403 403 403
recommendation_settle   missing  POST                 302 403 404 403 404 404 403 403 403
recommendation_settle   own      GET,HEAD,PUT,DELETE  302 403 405 403 405 405 403 403 403
instructions            own      GET,HEAD             302 200 200 200 200 200 403 403 403
instructions            city     GET,HEAD             302 404 404 200 200 200 403 403 403
instructions            foreign  GET,HEAD             302 404 404 404 404 404 403 403 403
instructions            missing  GET,HEAD             302 404 404 404 404 404 403 403 403
instructions            own      POST,PUT,DELETE      302 405 405 405 405 405 403 403 403
instruction_new         own      GET,HEAD,POST        302 403 403 403 403 403 403 403 403
instruction_new         city     GET,HEAD             302 403 404 403 200 200 403 403 403
instruction_new         city     POST                 302 403 404 403 302 302 403 403 403
instruction_new         foreign  GET,HEAD,POST        302 403 404 403 404 404 403 403 403
instruction_new         missing  GET,HEAD,POST        302 403 404 403 404 404 403 403 403
instruction_new         own      PUT,DELETE           302 403 405 403 405 405 403 403 403
instruction             own      GET,HEAD             302 200 200 200 200 200 403 403 403
instruction             secret   GET,HEAD             302 404 200 404 200 200 403 403 403
instruction             city     GET,HEAD             302 404 404 200 200 200 403 403 403
instruction             foreign  GET,HEAD             302 404 404 404 404 404 403 403 403
instruction             missing  GET,HEAD             302 404 404 404 404 404 403 403 403
instruction             own      POST,PUT,DELETE      302 405 405 405 405 405 403 403 403
instruction_acknowledge own      POST                 302 302 302 403 403 403 403 403 403
instruction_acknowledge secret   POST                 302 404 302 404 403 403 403 403 403
instruction_acknowledge city     POST                 302 404 404 404 404 403 403 403 403
instruction_acknowledge foreign  POST                 302 404 404 404 404 403 403 403 403
instruction_acknowledge missing  POST                 302 404 404 404 404 403 403 403 403
instruction_acknowledge own      GET,HEAD,PUT,DELETE  302 405 405 405 405 403 403 403 403

dailies           -           GET,HEAD             302 302 302 302 302 302 302 403 403
dailies           -           POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
daily             own         GET,HEAD             302 200 200 200 200 200 200 403 403
daily             city        GET,HEAD             302 404 404 200 200 200 200 403 403
daily             foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
daily             missing     GET,HEAD             302 404 404 404 404 404 404 403 403
daily             own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
daily_remind      own         POST                 302 403 403 302 302 302 403 403 403
daily_remind      city        POST                 302 404 404 403 403 403 403 403 403
daily_remind      foreign     POST                 302 404 404 404 404 404 403 403 403
daily_remind      missing     POST                 302 404 404 404 404 404 403 403 403
daily_remind      own         GET,HEAD,PUT,DELETE  302 405 405 405 405 405 403 403 403
daily_remind_all  own         POST                 302 409 409 302 302 302 403 403 403
daily_remind_all  city        POST                 302 404 404 302 302 302 403 403 403
daily_remind_all  foreign     POST                 302 404 404 404 404 404 403 403 403
daily_remind_all  missing     POST                 302 404 404 404 404 404 403 403 403
daily_remind_all  own         GET,HEAD,PUT,DELETE  302 405 405 405 405 405 403 403 403

inventories       -           GET,HEAD             302 302 302 302 302 302 302 403 403
inventories       -           POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
inventory         own         GET,HEAD             302 200 200 200 200 200 200 403 403
inventory         city        GET,HEAD             302 404 404 200 200 200 200 403 403
inventory         foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
inventory         missing     GET,HEAD             302 404 404 404 404 404 404 403 403
inventory         own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
inventory_csv     own         GET,HEAD             302 200 200 200 200 200 200 403 403
inventory_csv     city        GET,HEAD             302 404 404 200 200 200 200 403 403
inventory_csv     foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
inventory_csv     missing     GET,HEAD             302 404 404 404 404 404 404 403 403
inventory_csv     own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
inventory_xlsx    own         GET,HEAD             302 200 200 200 200 200 200 403 403
inventory_xlsx    city        GET,HEAD             302 404 404 200 200 200 200 403 403
inventory_xlsx    foreign     GET,HEAD             302 404 404 404 404 404 404 403 403
inventory_xlsx    missing     GET,HEAD             302 404 404 404 404 404 404 403 403
inventory_xlsx    own         POST,PUT,DELETE      302 405 405 405 405 405 405 403 403
"""

ROWS = [
    (route, thing, tuple(methods.split(",")), dict(zip(PEOPLE, map(int, statuses), strict=True)))
    for route, thing, methods, *statuses in (line.split() for line in TABLE.splitlines() if line)
]

#: Pages of Django admin: nobody goes to the login page, other roles get 403; the rest is tested in tests/desks.
ADMIN_PAGES = {
    "desks": {
        "area": "",
        "desk": "",
        "election": "",
        "stage": "",
        "roster": "desks generate board copy cell publish discard undo",
        "unitkind": "",
        "unit": "import export template",
        "user": "import export template password_change",
        "officer": "import export template",
        "absence": "import export template",
        "holiday": "",
        "composition": "apply",
        "display": "revoke",
    },
    "reports": {"severity": "", "category": "", "report": "", "reportingtimes": ""},
}
ADMIN_NAMES = {
    f"{app}_{model}_{page}" if not page.startswith("password") else "auth_user_password_change"
    for app, models in ADMIN_PAGES.items()
    for model, further in models.items()
    for page in ["changelist", "add", "change", "delete", "history", *further.split()]
} | {"index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n", "app_list", ""}
