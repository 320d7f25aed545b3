"""Words that forms leave to the program: “Other”, “OK”, “Yes” and “No” in some languages."""

from __future__ import annotations

from collections.abc import Mapping

OTHER_WORDS: Mapping[str, str] = {
    "en": "Other",
    "ar": "شيء آخر",
    "fr": "Autre",
    "ru": "Другое",
    "es": "Otro",
    "uk": "Інше",
    "de": "Anderes",
    "pt": "Outro",
}
SPECIFY_WORDS: Mapping[str, str] = {
    "en": "Which other?",
    "ar": "ما هو؟",
    "fr": "Lequel ?",
    "ru": "Что именно?",
    "es": "¿Cuál?",
    "uk": "Що саме?",
}
YES_WORDS: Mapping[str, str] = {
    "en": "Yes",
    "ar": "نعم",
    "fr": "Oui",
    "ru": "Да",
    "es": "Sí",
    "uk": "Так",
    "de": "Ja",
    "pt": "Sim",
}
NO_WORDS: Mapping[str, str] = {
    "en": "No",
    "ar": "لا",
    "fr": "Non",
    "ru": "Нет",
    "es": "No",
    "uk": "Ні",
    "de": "Nein",
    "pt": "Não",
}
OK_WORD = "OK"
