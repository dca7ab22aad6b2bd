//! Signing secrets: generated here, shown once, and stored encrypted (sealed) with AES-256-GCM.

use aes_gcm::{
    Aes256Gcm, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::app::App;

const NONCE: usize = 12;

/// A new secret: `whsec_` and base64 of 32 random bytes.
pub fn generate(app: &App) -> String {
    let mut bytes = [0; 32];
    app.random.fill(&mut bytes);
    format!("whsec_{}", BASE64_STANDARD.encode(bytes))
}

/// An encrypted secret, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Identifies the key that encrypted it, so that keys can be replaced.
    pub key_id: String,
    /// Base64 of nonce and ciphertext.
    pub text: String,
}

/// Encrypts `secret` with `SECRETS_KEY`, bound to the endpoint's id: it cannot be decrypted in another row.
pub fn seal(app: &App, endpoint: Uuid, secret: &str) -> Result<Sealed, SecretError> {
    let key = app.config.secrets_key.ok_or(SecretError::NoKey)?;
    let mut nonce = [0; NONCE];
    app.random.fill(&mut nonce);
    let payload = Payload { msg: secret.as_bytes(), aad: endpoint.as_bytes() };
    let sealed =
        Aes256Gcm::new(&key.into()).encrypt(&Nonce::from(nonce), payload).map_err(|_| SecretError::Unsealable)?;
    Ok(Sealed { key_id: key_id(&key), text: BASE64_STANDARD.encode([nonce.as_slice(), &sealed].concat()) })
}

/// Decrypts what [`seal`] returned, under the current key or the previous one.
pub fn open(app: &App, endpoint: Uuid, sealed: &Sealed) -> Result<String, SecretError> {
    let current = app.config.secrets_key.ok_or(SecretError::NoKey)?;
    let key = [Some(current), app.config.secrets_key_previous]
        .into_iter()
        .flatten()
        .find(|key| key_id(key) == sealed.key_id)
        .ok_or(SecretError::OtherKey)?;
    let bytes = BASE64_STANDARD.decode(&sealed.text).map_err(|_| SecretError::Unsealable)?;
    let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE>().ok_or(SecretError::Unsealable)?;
    let payload = Payload { msg: ciphertext, aad: endpoint.as_bytes() };
    let opened =
        Aes256Gcm::new(&key.into()).decrypt(&Nonce::from(*nonce), payload).map_err(|_| SecretError::Unsealable)?;
    String::from_utf8(opened).map_err(|_| SecretError::Unsealable)
}

/// The id of the key that `SECRETS_KEY` replaces, while that is still set.
pub fn previous_key_id(app: &App) -> Option<String> {
    let config = &app.config;
    let previous = config.secrets_key_previous.as_ref()?;
    (config.secrets_key.as_ref() != Some(previous)).then(|| key_id(previous))
}

fn key_id(key: &[u8; 32]) -> String {
    hex::encode(Sha256::digest(key)).chars().take(8).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretError {
    NoKey,
    OtherKey,
    Unsealable,
}

impl std::fmt::Display for SecretError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoKey => "SECRETS_KEY is not set to base64 of 32 bytes",
            Self::OtherKey => "the secret was encrypted with another SECRETS_KEY",
            Self::Unsealable => "the encrypted secret is damaged",
        })
    }
}

impl std::error::Error for SecretError {}
