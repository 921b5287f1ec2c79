SEPARATOR = '\u200b'

mistokenized_dict = {
    "ក\u200bខ": "កខ",
    "\u200bភូ\u200bមិ": "\u200bភូមិ",
    "ម\u200b \u200bស": "មស",
    "គង": "គ\u200bង",
}
