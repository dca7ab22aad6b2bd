//! Untrusted text, made safe for one line of a mail.

/// `text` on one line of at most `longest` characters, without anything that controls a terminal, a mail header or the
/// direction of writing.
pub fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let mut visible = word.chars().filter(|c| !is_invisible(*c)).peekable();
        if visible.peek().is_none() {
            continue;
        }
        let space = (length > 0).then_some(' ');
        for c in space.into_iter().chain(visible) {
            if length == longest {
                line.push('…');
                return line;
            }
            line.push(c);
            length += 1;
        }
    }
    line
}

/// Unicode's formatting characters: zero-width ones, and those that set the direction.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn whatever_breaks_a_line_becomes_one_space() {
        let hostile = " a\r\nBcc: x@example.com\0\u{2028}b\u{85}\t\u{1b}[31mc\n\n";
        assert_eq!(one_line(hostile, 100), "a Bcc: x@example.com b [31mc");
    }

    #[test]
    fn nothing_turns_the_direction_of_writing_or_hides() {
        assert_eq!(one_line("a\u{202e}b\u{200b} \u{feff} c\u{2066}", 100), "ab c");
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        assert_eq!(one_line("äöü", 3), "äöü");
        assert_eq!(one_line("äöüß", 3), "äöü…");
        assert_eq!(one_line(&"x".repeat(16 * 1024), 200).chars().count(), 201);
        assert_eq!(one_line("\r\n \0", 3), "");
    }
}
