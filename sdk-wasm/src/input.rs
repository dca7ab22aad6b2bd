//! The memory that a request is written into.

use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;
use webhook_signature::{Header, Headers};

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Where the next call looks for its input, with room for this much of it. It stays there until more room is asked for.
#[wasm_bindgen]
pub fn input(length: usize) -> *const u8 {
    INPUT.with_borrow_mut(|input| {
        if input.len() < length {
            // Not `resize`, which would copy what nobody reads any more.
            *input = vec![0; length];
        }
        input.as_ptr()
    })
}

/// What was written; a length beyond it is its end.
pub fn input_of<T>(length: usize, read: impl FnOnce(&[u8]) -> T) -> T {
    INPUT.with_borrow(|input| read(split(input, length).0))
}

pub fn split(input: &[u8], at: usize) -> (&[u8], &[u8]) {
    input.split_at(at.min(input.len()))
}

/// Reads headers as JavaScript writes them: the index in [`Header::ALL`], the length in four bytes, the value.
pub fn headers(mut input: &[u8]) -> Headers<'_> {
    let mut headers = Headers::default();
    while let [index, a, b, c, d, rest @ ..] = input {
        let (value, rest) = split(rest, u32::from_le_bytes([*a, *b, *c, *d]) as usize);
        if let Some(header) = Header::ALL.get(usize::from(*index)) {
            headers.add(header.name(), value);
        }
        input = rest;
    }
    headers
}
