//! JSON, parsed so strictly that every host agrees: the [crate's page](crate#json) has the rules.

use alloc::{borrow::Cow, string::String, vec::Vec};

/// Far below a thousand, where Python's parser gives up; it also counts its callers.
const DEPTH: usize = 128;

/// Python refuses longer integers; its limit can be set as low as 640.
const NUMBER_LENGTH: usize = 512;

type Members<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// A text that is entirely JSON; only the members of its outermost object are kept.
pub(crate) struct Document<'a>(Members<'a>);

/// The text of a value that is well-formed.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a>(&'a str);

/// `None` unless the whole of `body` is one JSON value.
pub(crate) fn parse(body: &[u8]) -> Option<Document<'_>> {
    let text = core::str::from_utf8(body).ok()?;
    let mut scanner = Scanner { text, at: 0 };
    let mut members = Members::new();
    scanner.skip_whitespace();
    scanner.value(0, Some(&mut members))?;
    scanner.skip_whitespace();
    (scanner.at == text.len()).then_some(Document(members))
}

/// The same JSON as AviationAlley writes it: nothing between the tokens, and only those characters escaped that must be.
/// `None` when it is not JSON.
pub(crate) fn compact(body: &[u8]) -> Option<String> {
    parse(body)?;
    let text = core::str::from_utf8(body).ok()?;
    let mut scanner = Scanner { text, at: 0 };
    let mut compact = String::with_capacity(text.len());
    loop {
        scanner.skip_whitespace();
        let start = scanner.at;
        match scanner.peek() {
            None => return Some(compact),
            Some(b'"') => {
                scanner.string()?;
                quote(&scanner.since(start)?.unescaped(), &mut compact);
            }
            Some(_) => {
                scanner.at += 1;
                compact.push_str(text.get(start..scanner.at)?);
            }
        }
    }
}

fn quote(text: &str, json: &mut String) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            control @ '\0'..' ' => {
                let sixteens = if control < '\u{10}' { "\\u000" } else { "\\u001" };
                json.push_str(sixteens);
                json.extend(char::from_digit(u32::from(control) & 0xf, 16));
            }
            other => json.push(other),
        }
    }
    json.push('"');
}

impl<'a> Document<'a> {
    /// `None` also if there are two, because parsers differ in which one they take.
    pub(crate) fn member(&self, name: &str) -> Option<Value<'a>> {
        let mut found = self.0.iter().filter(|(candidate, _)| candidate == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(*value),
            _ => None,
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_ref())
    }
}

impl<'a> Value<'a> {
    /// The characters of a string.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        self.0.starts_with('"').then(|| self.unescaped())
    }

    /// The text of an object.
    pub(crate) fn object(self) -> Option<&'a str> {
        self.0.starts_with('{').then_some(self.0)
    }

    fn unescaped(self) -> Cow<'a, str> {
        let mut rest = self.0.get(1..self.0.len() - 1).unwrap_or_default();
        if split_at_escape(rest).is_none() {
            return Cow::Borrowed(rest);
        }
        let mut text = String::with_capacity(rest.len());
        while let Some((plain, escape)) = split_at_escape(rest) {
            text.push_str(plain);
            let (character, length) = character_of(escape);
            text.push(character);
            rest = escape.get(length..).unwrap_or_default();
        }
        text.push_str(rest);
        Cow::Owned(text)
    }
}

/// What is in front of the first backslash and behind it.
fn split_at_escape(text: &str) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == b'\\')?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What stands behind a backslash, in text that has been scanned, and how long it is.
fn character_of(escape: &str) -> (char, usize) {
    match escape.as_bytes().first() {
        Some(b'n') => ('\n', 1),
        Some(b'r') => ('\r', 1),
        Some(b't') => ('\t', 1),
        Some(b'b') => ('\u{8}', 1),
        Some(b'f') => ('\u{c}', 1),
        Some(b'u') => {
            let unit = |at| Scanner { text: escape, at }.utf16_unit();
            let units = [unit(1), unit(7)].into_iter().flatten();
            let character = char::decode_utf16(units).next().and_then(Result::ok);
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            (character, if character.len_utf16() == 2 { 11 } else { 5 })
        }
        Some(other) => (char::from(*other), 1),
        None => (char::REPLACEMENT_CHARACTER, 0),
    }
}

/// Every step is `None` where the text stops being JSON.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn skip(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn skip_whitespace(&mut self) {
        self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    fn since(&self, start: usize) -> Option<Value<'a>> {
        self.text.get(start..self.at).map(Value)
    }

    /// `members` takes those of this value, if it is an object, and of none inside it.
    fn value(&mut self, depth: usize, members: Option<&mut Members<'a>>) -> Option<Value<'a>> {
        let start = self.at;
        match self.peek()? {
            b'{' => self.object(depth, members)?,
            b'[' => self.array(depth)?,
            b'"' => self.string()?,
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            _ => self.number()?,
        }
        self.since(start)
    }

    fn object(&mut self, depth: usize, mut members: Option<&mut Members<'a>>) -> Option<()> {
        self.list(b'}', depth, |scanner| {
            let start = scanner.at;
            scanner.string()?;
            let name = scanner.since(start)?;
            scanner.skip_whitespace();
            (scanner.next()? == b':').then_some(())?;
            scanner.skip_whitespace();
            let value = scanner.value(depth + 1, None)?;
            if let Some(members) = &mut members {
                members.push((name.unescaped(), value));
            }
            Some(())
        })
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        self.list(b']', depth, |scanner| scanner.value(depth + 1, None).map(drop))
    }

    /// From the opening bracket to the closing one.
    fn list(&mut self, end: u8, depth: usize, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        (depth < DEPTH).then_some(())?;
        self.at += 1;
        self.skip_whitespace();
        if self.peek()? == end {
            self.at += 1;
            return Some(());
        }
        loop {
            item(self)?;
            self.skip_whitespace();
            match self.next()? {
                b',' => self.skip_whitespace(),
                byte => return (byte == end).then_some(()),
            }
        }
    }

    fn string(&mut self) -> Option<()> {
        (self.next()? == b'"').then_some(())?;
        loop {
            self.skip(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => self.escape()?,
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        match self.next()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => match self.utf16_unit()? {
                0xd800..=0xdbff => {
                    (self.next()? == b'\\' && self.next()? == b'u').then_some(())?;
                    matches!(self.utf16_unit()?, 0xdc00..=0xdfff).then_some(())
                }
                0xdc00..=0xdfff => None,
                _ => Some(()),
            },
            _ => None,
        }
    }

    fn utf16_unit(&mut self) -> Option<u16> {
        (0..4).try_fold(0, |unit, _| {
            let digit = char::from(self.next()?).to_digit(16)?;
            Some(unit << 4 | u16::try_from(digit).ok()?)
        })
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text.get(self.at..)?.strip_prefix(word)?;
        self.at += word.len();
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        let start = self.at;
        if self.peek()? == b'-' {
            self.at += 1;
        }
        if self.peek()? == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        (self.at - start <= NUMBER_LENGTH).then_some(())
    }

    fn digits(&mut self) -> Option<()> {
        self.peek()?.is_ascii_digit().then_some(())?;
        self.skip(|byte| byte.is_ascii_digit());
        Some(())
    }
}
