//! The shared memory of JavaScript and Rust: bytes that one side writes and the other reads in place.

use alloc::{vec, vec::Vec};
use wasm_bindgen::prelude::wasm_bindgen;
use webhook_signature::{Hashes, Header, Headers};

/// Input and output buffers. Each instance of the module has one.
#[wasm_bindgen]
#[derive(Default)]
pub struct Exchange {
    input: Vec<u8>,
    output: Vec<u8>,
}

#[wasm_bindgen]
impl Exchange {
    #[must_use]
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The address of the next call's input, with at least this much room. It stays valid until more room is requested.
    pub fn input(&mut self, length: usize) -> *const u8 {
        if self.input.len() < length {
            // Not `resize`, which would copy the old content.
            self.input = vec![0; length];
        }
        self.input.as_ptr()
    }

    /// The address of the last call's output: texts, each preceded by its length in four bytes.
    pub fn output(&self) -> *const u8 {
        self.output.as_ptr()
    }

    /// The length of that output, in bytes.
    pub fn output_length(&self) -> usize {
        self.output.len()
    }
}

impl Exchange {
    /// The input that was written, and the cleared output; a length beyond the buffer is cut to its end.
    pub fn open(&mut self, length: usize) -> (&[u8], Output<'_>) {
        self.output.clear();
        (split(&self.input, length).0, Output(&mut self.output))
    }
}

/// The output buffer of one call, cleared when it opens.
pub struct Output<'a>(&'a mut Vec<u8>);

impl Output<'_> {
    #[expect(clippy::cast_possible_truncation)]
    pub fn put(&mut self, text: &str) {
        self.0.extend((text.len() as u32).to_le_bytes());
        self.0.extend_from_slice(text.as_bytes());
    }
}

pub fn split(input: &[u8], at: usize) -> (&[u8], &[u8]) {
    input.split_at(at.min(input.len()))
}

/// The headers among the [`fields`], by their index in [`Header::ALL`].
pub fn headers(input: &[u8]) -> Headers<'_> {
    let mut headers = Headers::default();
    for (index, value) in fields(input) {
        if let Some(header) = Header::ALL.get(usize::from(index)) {
            headers.set(*header, value);
        }
    }
    headers
}

/// The index of a field with hashes. Must not be that of a header: a value chosen by an attacker would be read as a hash.
const OF_BODY: u8 = 254;
const OF_SIGNED: u8 = 255;

/// The hashes among the [`fields`].
pub fn hashes(input: &[u8]) -> Option<Hashes> {
    let mut hashes = Hashes::default();
    for (index, value) in fields(input) {
        match (index, value.as_array()) {
            (OF_BODY, Some(hash)) => hashes.of_body.push(*hash),
            (OF_SIGNED, Some(hash)) => hashes.of_signed.push(*hash),
            _ => {}
        }
    }
    (!hashes.of_body.is_empty() || !hashes.of_signed.is_empty()).then_some(hashes)
}

/// The texts of all [`fields`], ignoring their indices.
pub fn texts(input: &[u8]) -> Vec<&str> {
    fields(input).filter_map(|(_, value)| str::from_utf8(value).ok()).collect()
}

/// The fields as JavaScript writes them: an index, the length in four bytes, the value.
fn fields(mut input: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    core::iter::from_fn(move || {
        let [index, a, b, c, d, rest @ ..] = input else {
            return None;
        };
        let (value, rest) = split(rest, u32::from_le_bytes([*a, *b, *c, *d]) as usize);
        input = rest;
        Some((*index, value))
    })
}
