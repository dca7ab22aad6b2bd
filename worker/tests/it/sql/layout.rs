//! SQL laid out for people: each clause on a line of its own, subqueries indented.

/// No line is longer, where a space lets it be broken.
const WIDTH: usize = 110;

/// A subquery that is no longer stands within its line.
const SHORT: usize = 60;

pub fn laid_out(sql: &str) -> String {
    let mut layout = Layout::default();
    let tokens = tokens(sql);
    for index in 0..tokens.len() {
        layout.put(&tokens[index..]);
    }
    layout.text
}

/// Words that begin a clause, whatever is before them.
const CLAUSES: [&str; 14] = [
    "SELECT",
    "FROM",
    "WHERE",
    "SET",
    "GROUP",
    "HAVING",
    "ORDER",
    "LIMIT",
    "RETURNING",
    "UNION",
    "VALUES",
    "INSERT",
    "LEFT",
    "CROSS",
];

struct Token<'a> {
    text: &'a str,
    is_spaced: bool,
}

/// A parenthesis each, and what is between them and spaces.
fn tokens(sql: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut rest) = (Vec::new(), sql);
    loop {
        let trimmed = rest.trim_start();
        let is_spaced = trimmed.len() < rest.len();
        let (mut in_text, mut length) = (false, 0);
        for (at, c) in trimmed.char_indices() {
            in_text ^= c == '\'';
            if !in_text && (c == ' ' || "()".contains(c)) {
                length = at.max(c.len_utf8());
                break;
            }
            length = at + c.len_utf8();
        }
        if length == 0 {
            return tokens;
        }
        let (text, after) = trimmed.split_at(length);
        tokens.push(Token { text, is_spaced });
        rest = after;
    }
}

/// How long the first of these tokens are: those of a parenthesis, or of an item of a list.
fn length(tokens: &[Token<'_>], is_end: impl Fn(&str) -> bool) -> usize {
    let (mut depth, mut length) = (0, 0);
    for token in tokens {
        depth += i32::from(token.text == "(") - i32::from(token.text == ")");
        length += token.text.len() + usize::from(token.is_spaced);
        if depth < 0 || (depth == 0 && is_end(token.text)) {
            break;
        }
    }
    length
}

#[derive(Default)]
struct Layout {
    text: String,
    /// Of the line that is being written.
    indent: usize,
    column: usize,
    /// For each parenthesis that is open: the indent to return to, if a query stands on lines of its own in it.
    open: Vec<Option<usize>>,
    /// The indent of the query that is being written, and its last clause.
    base: usize,
    clause: Vec<String>,
    last: String,
}

impl Layout {
    fn put(&mut self, tokens: &[Token<'_>]) {
        let [Token { text: word, is_spaced }, rest @ ..] = tokens else {
            return;
        };
        let next = rest.first().map_or("", |token| token.text);
        let in_query = self.open.last() != Some(&None);
        match *word {
            "(" => {
                self.append(*is_spaced, word);
                let is_query = next == "SELECT" && length(tokens, |text| text == ")") > SHORT;
                self.open.push(is_query.then_some(self.base));
                if is_query {
                    self.base = self.indent + 1;
                    self.clause.push(String::new());
                }
            }
            ")" => {
                if let Some(Some(base)) = self.open.pop() {
                    self.clause.pop();
                    self.line(self.base - 1);
                    self.base = base;
                }
                self.append(false, word);
            }
            _ if in_query && self.is_clause(word, next) => {
                if !self.text.is_empty() {
                    self.line(self.base);
                }
                self.clause.pop();
                self.clause.push((*word).to_owned());
                self.append(false, word);
            }
            "AND" if in_query && self.clause.last().is_some_and(|clause| clause == "WHERE") => {
                self.line(self.base + 1);
                self.append(false, word);
            }
            _ => {
                let item = match self.last.ends_with(',') && in_query {
                    true => length(tokens, |text| text.ends_with(',') || CLAUSES.contains(&text)),
                    false => word.len(),
                };
                if *is_spaced && self.column + item > WIDTH {
                    self.line(self.base + 1);
                }
                self.append(*is_spaced && !self.text.ends_with([' ', '(']), word);
            }
        }
        (*word).clone_into(&mut self.last);
    }

    fn is_clause(&self, word: &str, next: &str) -> bool {
        match word {
            word if CLAUSES.contains(&word) => true,
            "UPDATE" | "DELETE" => self.last != "DO",
            "JOIN" => !["LEFT", "CROSS"].contains(&self.last.as_str()),
            "ON" => next == "CONFLICT",
            _ => false,
        }
    }

    fn append(&mut self, is_spaced: bool, word: &str) {
        if is_spaced {
            self.text.push(' ');
        }
        self.text.push_str(word);
        self.column += word.len() + usize::from(is_spaced);
    }

    /// Begins a line.
    fn line(&mut self, indent: usize) {
        self.text.push('\n');
        self.text.push_str(&"    ".repeat(indent));
        self.indent = indent;
        self.column = 4 * indent;
    }
}
