//! `bundle <wasm> --out-dir D --name N --target web|bundler|worker`
//!
//! What the `wasm-bindgen` command does, as a small tool of ours: Cargo.lock keeps it at the
//! version of the `wasm-bindgen` crate, and nothing has to be installed or downloaded beside it.
//!
//! Targets: `web` has `initSync`; `bundler` imports the module as an ES module; `worker` exports
//! `instantiate()`, which starts one more instance of the module Cloudflare's runtime hands over.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, error, fs};

use wasm_bindgen_cli_support::Bindgen;

const USAGE: &str = "usage: bundle <wasm> --out-dir D --name N --target web|bundler|worker";

type Failure = Box<dyn error::Error>;

struct Options {
    wasm: PathBuf,
    out_dir: PathBuf,
    name: String,
    target: String,
}

fn main() -> ExitCode {
    match parse(env::args().skip(1)).and_then(|options| bundle(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bundle: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut args: impl Iterator<Item = String>) -> Result<Options, Failure> {
    let (mut wasm, mut out_dir, mut name, mut target) = (None, None, None, None);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--out-dir" => out_dir = args.next(),
            "--name" => name = args.next(),
            "--target" => target = args.next(),
            _ if wasm.is_none() && !arg.starts_with('-') => wasm = Some(arg),
            _ => return Err(format!("unexpected {arg}\n{USAGE}").into()),
        }
    }
    Ok(Options {
        wasm: wasm.ok_or(USAGE)?.into(),
        out_dir: out_dir.ok_or(USAGE)?.into(),
        name: name.ok_or(USAGE)?,
        target: target.ok_or(USAGE)?,
    })
}

fn bundle(options: &Options) -> Result<(), Failure> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&options.wasm).out_name(&options.name).remove_producers_section(true);
    match options.target.as_str() {
        "web" => bindgen.web(true)?.typescript(true),
        "bundler" => bindgen.bundler(true)?.typescript(true),
        "worker" => bindgen.module(true)?.typescript(false),
        other => return Err(format!("no target {other}\n{USAGE}").into()),
    };
    bindgen.generate(&options.out_dir)?;

    if options.target == "worker" {
        let path = options.out_dir.join(format!("{}.js", options.name));
        let glue = fs::read_to_string(&path)?;
        fs::write(&path, factory(&glue)?)?;
    }
    Ok(())
}

/// Wraps the glue, which starts one instance when it is imported, into `instantiate()`, which starts
/// one per call and returns its exports. Glue and instance belong together: so a callback of an
/// old instance reaches that instance, never the memory of the one that replaced it.
fn factory(glue: &str) -> Result<String, Failure> {
    let (mut imports, mut body, mut names) = (String::new(), String::new(), Vec::new());
    for line in glue.lines() {
        if let Some(import) = line.strip_prefix("import ") {
            // A source-phase import is how the target asks for a module rather than an instance.
            // esbuild does not know it; to Cloudflare's runtime a plain import means the same.
            let import = import.strip_prefix("source ").unwrap_or(import);
            imports += &format!("import {import}\n");
        } else if let Some(item) = line.strip_prefix("export ") {
            let mut words = item.split([' ', '(', '{']);
            match words.next() {
                Some("function" | "class") => names.extend(words.find(|word| !word.is_empty())),
                _ => return Err(format!("glue of a form not known here: {line}").into()),
            }
            body += &format!("{item}\n");
        } else {
            body += &format!("{line}\n");
        }
    }
    if !names.contains(&"fetch") {
        return Err("the module exports no fetch handler".into());
    }
    let names = names.join(", ");
    Ok(format!("{imports}\nexport function instantiate() {{\n{body}return {{ {names} }};\n}}\n"))
}
