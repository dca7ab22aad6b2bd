//! Tells the worker its name on the platform, as `WORKER_NAME`.

use std::{fs, io};

fn main() -> io::Result<()> {
    let settings = "../wrangler.toml";
    println!("cargo::rerun-if-changed={settings}");
    let settings = fs::read_to_string(settings)?;
    let mut lines = settings.lines();
    let name = lines.find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let name = name.ok_or_else(|| io::Error::other("wrangler.toml does not name the worker"))?;
    println!("cargo::rustc-env=WORKER_NAME={name}");
    Ok(())
}
