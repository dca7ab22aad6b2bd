//! Takes line breaks and indents out of the documents that the worker serves: they are committed for readers, and
//! held by every instance. And tells the worker its name on the platform, as `WORKER_NAME`.

use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    for name in ["openapi.json", "event-types.json"] {
        println!("cargo::rerun-if-changed={name}");
        // Inside of a JSON string there is no line break.
        let compact: String = fs::read_to_string(name)?.lines().map(str::trim_start).collect();
        fs::write(out.join(name), compact)?;
    }
    let settings = "../wrangler.toml";
    println!("cargo::rerun-if-changed={settings}");
    let settings = fs::read_to_string(settings)?;
    let mut lines = settings.lines();
    let name = lines.find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let name = name.ok_or_else(|| io::Error::other("wrangler.toml does not name the worker"))?;
    println!("cargo::rustc-env=WORKER_NAME={name}");
    Ok(())
}
