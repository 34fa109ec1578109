"""The writes of the voices room, each one sentence of the city's work."""

from wakimizu.apps.voices.operations.answering import (
    approve_answer,
    draft_answer,
    reopen_voice,
    return_answer,
    submit_answer,
)
from wakimizu.apps.voices.operations.care import (
    erase_voice,
    hide_voice,
    publish_voice,
    read_contact,
    remind_offices,
    replace_routing,
)
from wakimizu.apps.voices.operations.intake import PersonalDetails, Said, receive_voice, take_voices_in
from wakimizu.apps.voices.operations.sorting import (
    ask_support,
    assign_need,
    decline_part,
    extend_due,
    give_part,
    join_need,
    merge_need,
    pass_voice_on,
    raise_need,
    remark_need,
    restore_voice,
    set_voice_aside,
    split_need,
)

__all__ = [
    "PersonalDetails",
    "Said",
    "approve_answer",
    "ask_support",
    "assign_need",
    "decline_part",
    "draft_answer",
    "erase_voice",
    "extend_due",
    "give_part",
    "hide_voice",
    "join_need",
    "merge_need",
    "pass_voice_on",
    "publish_voice",
    "raise_need",
    "read_contact",
    "receive_voice",
    "remark_need",
    "remind_offices",
    "reopen_voice",
    "replace_routing",
    "restore_voice",
    "return_answer",
    "set_voice_aside",
    "split_need",
    "submit_answer",
    "take_voices_in",
]
