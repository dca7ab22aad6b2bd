//! The worker's sources, parsed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use syn::{spanned::Spanned, visit::Visit};

pub struct Source {
    /// Below `src`.
    pub path: String,
    /// The module's path, such as `webhooks::delivery::claim`; empty for the crate's root.
    pub module: String,
    pub text: String,
}

impl Source {
    pub fn parsed(&self) -> syn::File {
        syn::parse_file(&self.text).unwrap()
    }
}

/// All of them but tests.
pub fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![src.clone()];
    let mut all = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
                all.push(source(&src, path));
            }
        }
    }
    all
}

fn source(src: &Path, path: PathBuf) -> Source {
    let below = path.strip_prefix(src).unwrap().to_str().unwrap().to_owned();
    let module = below.trim_end_matches(".rs").trim_end_matches("/mod");
    let module = match module {
        "lib" => String::new(),
        module => module.replace('/', "::"),
    };
    Source { module, text: fs::read_to_string(&path).unwrap(), path: below }
}

/// Each function with the number of its lines.
pub fn functions() -> Vec<(String, usize)> {
    struct Lengths(Vec<(String, usize)>);
    impl Lengths {
        fn note(&mut self, name: &syn::Ident, block: &syn::Block) {
            let span = block.span();
            let lines = span.end().line - span.start().line + 1;
            self.0.push((name.to_string(), lines));
        }
    }
    impl<'ast> Visit<'ast> for Lengths {
        fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
            self.note(&item.sig.ident, &item.block);
            syn::visit::visit_item_fn(self, item);
        }
        fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
            self.note(&item.sig.ident, &item.block);
            syn::visit::visit_impl_item_fn(self, item);
        }
    }
    let mut lengths = Lengths(Vec::new());
    for source in sources() {
        lengths.visit_file(&source.parsed());
    }
    lengths.0
}
