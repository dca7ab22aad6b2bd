//! Which module uses which, as the sources say it: by `use`, or by a path in place.

use std::collections::{BTreeMap, BTreeSet};

use syn::{UseTree, visit::Visit};

use super::source::{Source, sources};

/// One module uses another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub from: String,
    pub to: String,
}

/// Without what a module's file says of the modules inside it, and they of it: they are one thing.
pub fn imports() -> Vec<Import> {
    let sources = sources();
    let modules: BTreeSet<&str> = sources.iter().map(|source| &*source.module).collect();
    let paths: Vec<_> = sources.iter().map(|source| (source.module.as_str(), paths_in(source))).collect();
    let exports: BTreeMap<(&str, &str), &[String]> = paths
        .iter()
        .flat_map(|(module, paths)| {
            let exported = paths.iter().filter(|path| path.is_exported);
            exported.map(|path| ((*module, path.name.as_str()), path.words.as_slice()))
        })
        .collect();
    let mut found = BTreeSet::new();
    for (from, paths) in &paths {
        for path in paths.iter().filter(|path| !path.is_exported) {
            let to = home_of(&path.words, &modules, &exports);
            let is_inside =
                |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with("::"));
            if to != *from && !is_inside(from, &to) && !is_inside(&to, from) && !to.is_empty() {
                let from = (*from).to_owned();
                found.insert(Import { from, to });
            }
        }
    }
    found.into_iter().filter(|import| !import.from.is_empty()).collect()
}

/// The module that a path leads to, through what others export again.
fn home_of(words: &[String], modules: &BTreeSet<&str>, exports: &BTreeMap<(&str, &str), &[String]>) -> String {
    for length in (0..=words.len()).rev() {
        let module = words[..length].join("::");
        if !modules.contains(module.as_str()) {
            continue;
        }
        let exported = words.get(length).and_then(|name| {
            let exported = exports.get(&(module.as_str(), name.as_str()))?;
            (*exported != words).then_some(exported)
        });
        return match exported {
            Some(exported) => home_of(exported, modules, exports),
            None => module,
        };
    }
    String::new()
}

struct Path {
    /// From the crate's root.
    words: Vec<String>,
    /// Under which name it is known here.
    name: String,
    is_exported: bool,
}

fn paths_in(source: &Source) -> Vec<Path> {
    let mut finder = Finder {
        here: words_of(&source.module),
        is_folder: source.path.ends_with("mod.rs") || source.path == "lib.rs",
        found: Vec::new(),
    };
    finder.visit_file(&source.parsed());
    finder.found
}

fn words_of(module: &str) -> Vec<String> {
    let words = module.split("::").filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

struct Finder {
    here: Vec<String>,
    is_folder: bool,
    found: Vec<Path>,
}

impl Finder {
    fn note(&mut self, path: &[String], name: &str, is_exported: bool) {
        let words = match path.first().map(String::as_str) {
            Some("crate") => path[1..].to_vec(),
            Some("super") => {
                let up = path.iter().take_while(|word| *word == "super").count();
                let outer = self.here.len().saturating_sub(up);
                [&self.here[..outer], &path[up..]].concat()
            }
            Some(_) if is_exported => [&self.here[..], path].concat(),
            _ => return,
        };
        self.found.push(Path { words, name: name.to_owned(), is_exported });
    }

    fn walk(&mut self, tree: &UseTree, mut path: Vec<String>, is_exported: bool) {
        match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.walk(&inner.tree, path, is_exported);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.walk(tree, path.clone(), is_exported);
                }
            }
            UseTree::Name(name) if name.ident == "self" => self.note(&path, "", is_exported),
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                path.push(name.clone());
                self.note(&path, &name, is_exported);
            }
            UseTree::Rename(rename) => {
                path.push(rename.ident.to_string());
                self.note(&path, &rename.rename.to_string(), is_exported);
            }
            UseTree::Glob(_) => self.note(&path, "", is_exported),
        }
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let is_exported = self.is_folder && !matches!(item.vis, syn::Visibility::Inherited);
        self.walk(&item.tree, Vec::new(), is_exported);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Vec<_> = path.segments.iter().map(|one| one.ident.to_string()).collect();
        self.note(&words, "", false);
        syn::visit::visit_path(self, path);
    }

    /// What a test inside a module uses is its own matter.
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.content.is_none() {
            syn::visit::visit_item_mod(self, item);
        }
    }
}
