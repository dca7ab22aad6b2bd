//! Takes line breaks and indents out of the documents that the worker serves: they are committed for readers, and
//! held by every instance.

use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    for name in ["openapi.json", "event-types.json"] {
        println!("cargo::rerun-if-changed={name}");
        // Inside of a JSON string there is no line break.
        let compact: String = fs::read_to_string(name)?
            .lines()
            .map(str::trim_start)
            .collect();
        fs::write(out.join(name), compact)?;
    }
    Ok(())
}
