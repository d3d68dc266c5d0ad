//! Whether an English word is a verb in past tense, as far as event names need it.

/// By ending, or as an irregular verb. Case is not looked at.
pub(crate) fn is_past(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    if word.ends_with("eed") {
        return PAST_IN_EED.contains(&word.as_str());
    }
    let regular =
        word.len() > 3 && word.ends_with("ed") && !NO_VERBS_IN_ED.contains(&word.as_str());
    regular || IRREGULAR.binary_search(&word.as_str()).is_ok() || has_irregular_stem(&word)
}

/// Whether a verb may have this word after it: `timed_out`, `shut_down`.
pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Whether what follows this word says more about what happened: `paused_by_user`,
/// `retried_3_times`.
pub(crate) fn begins_phrase(word: &str) -> bool {
    PREPOSITIONS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `reset`, `overridden`, `rebuilt`, `unbound`: a prefix before an irregular verb.
fn has_irregular_stem(word: &str) -> bool {
    let stems = [
        "re", "un", "over", "under", "out", "mis", "pre", "fore", "with", "up", "off", "back",
        "inter",
    ];
    stems
        .iter()
        .filter_map(|prefix| word.strip_prefix(prefix))
        .any(|stem| stem.len() > 2 && IRREGULAR.binary_search(&stem).is_ok())
}

const PAST_IN_EED: [&str; 6] = [
    "agreed",
    "decreed",
    "disagreed",
    "freed",
    "guaranteed",
    "refereed",
];

const NO_VERBS_IN_ED: [&str; 8] = [
    "biped", "hundred", "embed", "infrared", "naked", "sacred", "wicked", "imbed",
];

const PARTICLES: [&str; 22] = [
    "again", "ahead", "apart", "around", "aside", "away", "back", "down", "forward", "in", "off",
    "on", "out", "over", "through", "together", "up", "by", "behind", "offline", "online", "under",
];

const PREPOSITIONS: [&str; 36] = [
    "about", "across", "after", "against", "as", "at", "because", "before", "behind", "between",
    "beyond", "by", "despite", "due", "during", "for", "from", "in", "into", "of", "off", "on",
    "onto", "out", "over", "since", "through", "to", "under", "until", "upon", "via", "while",
    "with", "within", "without",
];

/// Past tenses and past participles, sorted.
const IRREGULAR: [&str; 206] = [
    "arisen",
    "arose",
    "ate",
    "awoke",
    "awoken",
    "beat",
    "beaten",
    "became",
    "began",
    "begun",
    "bent",
    "bet",
    "bid",
    "bit",
    "bitten",
    "bled",
    "blew",
    "blown",
    "born",
    "borne",
    "bought",
    "bound",
    "bred",
    "broadcast",
    "broke",
    "broken",
    "brought",
    "built",
    "burnt",
    "burst",
    "came",
    "cast",
    "caught",
    "chose",
    "chosen",
    "clad",
    "clung",
    "cost",
    "crept",
    "cut",
    "dealt",
    "did",
    "done",
    "drank",
    "drawn",
    "dreamt",
    "drew",
    "driven",
    "drove",
    "drunk",
    "dug",
    "eaten",
    "fallen",
    "fed",
    "fell",
    "felt",
    "fled",
    "flew",
    "flown",
    "forbade",
    "forbidden",
    "forecast",
    "forgave",
    "forgiven",
    "forgot",
    "forgotten",
    "fought",
    "found",
    "froze",
    "frozen",
    "gave",
    "given",
    "gone",
    "got",
    "gotten",
    "grew",
    "ground",
    "grown",
    "heard",
    "held",
    "hid",
    "hidden",
    "hit",
    "hung",
    "hurt",
    "kept",
    "knelt",
    "knew",
    "known",
    "laid",
    "lain",
    "leant",
    "leapt",
    "learnt",
    "led",
    "left",
    "lent",
    "let",
    "lit",
    "lost",
    "made",
    "meant",
    "met",
    "mistaken",
    "mistook",
    "overcame",
    "paid",
    "proven",
    "put",
    "quit",
    "ran",
    "rang",
    "read",
    "rid",
    "ridden",
    "risen",
    "rode",
    "rose",
    "run",
    "rung",
    "said",
    "sang",
    "sank",
    "sat",
    "saw",
    "sawn",
    "seen",
    "sent",
    "set",
    "shaken",
    "shed",
    "shone",
    "shook",
    "shorn",
    "shot",
    "shown",
    "shrank",
    "shrunk",
    "shut",
    "slain",
    "slept",
    "slid",
    "slit",
    "smelt",
    "sold",
    "sought",
    "sown",
    "spat",
    "spelt",
    "spent",
    "spilt",
    "split",
    "spoilt",
    "spoke",
    "spoken",
    "sprang",
    "spread",
    "sprung",
    "spun",
    "stank",
    "stole",
    "stolen",
    "stood",
    "stricken",
    "strode",
    "strove",
    "struck",
    "stuck",
    "stung",
    "sung",
    "sunk",
    "swam",
    "swept",
    "swollen",
    "swore",
    "sworn",
    "swum",
    "swung",
    "taken",
    "taught",
    "thought",
    "threw",
    "thrown",
    "thrust",
    "told",
    "took",
    "tore",
    "torn",
    "trod",
    "trodden",
    "understood",
    "undone",
    "unwound",
    "went",
    "wept",
    "woke",
    "woken",
    "won",
    "wore",
    "worn",
    "wound",
    "wove",
    "woven",
    "written",
    "wrote",
    "wrung",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn irregular_verbs_are_sorted() {
        assert!(IRREGULAR.is_sorted());
    }

    #[test]
    fn past_tense_is_recognized() {
        for word in [
            "updated",
            "failed",
            "Canceled",
            "set",
            "reset",
            "bound",
            "unbound",
            "sent",
            "lost",
            "rebuilt",
            "agreed",
            "shed",
            "overridden",
        ] {
            assert!(is_past(word), "{word}");
        }
    }

    #[test]
    fn other_words_are_not_past_tense() {
        for word in [
            "update", "status", "speed", "need", "exceed", "red", "embed", "feed", "report",
            "node", "", "ed", "hundred", "unset_",
        ] {
            assert!(!is_past(word), "{word}");
        }
    }
}
