//! API keys: `aa_<live|test>_<32 lowercase hex>`, stored as their SHA-256 and last four characters.

use sha2::{Digest, Sha256};

use crate::{app::App, wire::WireName, wire_enum};

wire_enum! {
    /// Which of a center's two data sets: real records, or records to test with.
    pub enum Environment {
        Live = "live",
        Test = "test",
    }
}

/// A key in plain text: shown once when it is created, never stored and never logged.
pub struct PlainToken(String);

impl PlainToken {
    pub fn generate(app: &App, environment: Environment) -> Self {
        Self(format!("aa_{}_{}", environment.name(), app.new_token()))
    }

    /// `None` unless the text has a token's exact form.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("aa_")?;
        let secret = rest.strip_prefix("live_").or_else(|| rest.strip_prefix("test_"))?;
        let lower_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (secret.len() == 32 && secret.bytes().all(lower_hex)).then(|| Self(text.to_owned()))
    }

    /// The plain text, for the one response that shows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored. A fast hash is enough, because 128 random bits cannot be guessed.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }

    pub fn last4(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::PlainToken;

    #[test]
    fn only_the_exact_form_is_a_token() {
        let good = format!("aa_live_{}", "0a".repeat(16));
        assert_eq!(PlainToken::parse(&good).unwrap().last4(), "0a0a");
        for bad in [
            String::new(),
            good.to_uppercase(),
            format!("{good}0"),
            format!("aa_prod_{}", "0a".repeat(16)),
            format!("aa_live_{}", "é".repeat(16)),
            format!(" {good}"),
        ] {
            assert!(PlainToken::parse(&bad).is_none(), "{bad}");
        }
    }
}
