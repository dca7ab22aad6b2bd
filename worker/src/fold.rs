//! Case-insensitive comparison: Unicode's canonical caseless matching (The Unicode Standard, section 3.13, D145).

use serde_json::Value;

/// The form in which texts are compared: equal for texts that differ only in case, or in how an accented letter is
/// composed.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed = normalized(text, "NFD");
    let folded = decomposed.chars().flat_map(char::to_lowercase);
    let folded: String = folded.flat_map(upper).flat_map(char::to_lowercase).collect();
    normalized(&folded, "NFC")
}

/// Done by the JavaScript runtime, which has the tables: they would be the largest part of the worker.
#[cfg(target_arch = "wasm32")]
fn normalized(text: &str, form: &str) -> String {
    js_sys::JsString::from(text).normalize(form).into()
}

#[cfg(not(target_arch = "wasm32"))]
fn normalized(text: &str, form: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    match form {
        "NFD" => text.nfd().collect(),
        _ => text.nfc().collect(),
    }
}

/// Upper case and back is full case folding: `ß`, `SS` and `ẞ` become equal, and so do `σ` and `ς`. Only the dotless `ı`
/// is left alone, because its capital is that of `i`.
fn upper(c: char) -> impl Iterator<Item = char> {
    let (as_it_is, upper) = match c {
        'ı' => (Some(c), None),
        _ => (None, Some(c.to_uppercase())),
    };
    as_it_is.into_iter().chain(upper.into_iter().flatten())
}

/// The value of a `folded` column, from pairs of column name and text: a JSON object of those texts that SQLite's `lower`,
/// which only knows A to Z, does not fold.
pub fn column<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let folded = texts.into_iter().filter_map(|(name, text)| {
        let folded = fold(text);
        (folded != text.to_ascii_lowercase()).then(|| (name.to_owned(), folded.into()))
    });
    Value::Object(folded.collect()).to_string()
}

#[cfg(test)]
mod tests {
    use super::{column, fold};

    #[test]
    fn texts_that_differ_in_case_alone_are_alike() {
        for (one, other) in [
            ("jürgen1@example.com", "JÜRGEN1@EXAMPLE.COM"),
            ("Straße", "STRASSE"),
            ("straẞe", "STRASSE"),
            ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
            ("ОЛЬГА", "ольга"),
            ("ŁÓDŹ", "łódź"),
            ("ﬁn", "FIN"),
            ("ǅ", "Ǆ"),
            // The same letter, composed and not.
            ("é", "e\u{301}"),
            ("Å", "\u{212b}"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn texts_that_differ_in_more_are_not_alike() {
        for (one, other) in [("ü", "u"), ("ı", "i"), ("ı", "I"), ("ø", "o"), ("е", "e")] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn a_part_of_a_text_folds_to_a_part_of_it() {
        assert!(fold("Σίσυφος").contains(&fold("ΦΟΣ")));
        assert!(fold("Σίσυφος").contains(&fold("σίς")));
    }

    #[test]
    fn a_column_holds_what_sqlite_does_not_fold() {
        let plain = [("a", "Dana"), ("b", "josé"), ("c", "東京"), ("d", "")];
        assert_eq!(column(plain), "{}");
        let others = [("a", "JOSÉ"), ("b", "e\u{301}"), ("c", "Dana")];
        assert_eq!(column(others), r#"{"a":"josé","b":"é"}"#);
    }
}
