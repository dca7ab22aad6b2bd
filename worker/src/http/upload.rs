//! [`Upload`]: a body on its way, read no further than it is looked at.

use futures::{
    StreamExt,
    stream::{self, LocalBoxStream},
};

use super::body::{MAX_BODY, Unread};

/// The chunks of a body as they come.
pub type Chunks = LocalBoxStream<'static, Result<Vec<u8>, Unread>>;

pub struct Upload {
    chunks: Chunks,
    read: Vec<u8>,
}

impl Upload {
    pub fn of(chunks: Chunks) -> Self {
        Self { chunks, read: Vec::new() }
    }

    /// A body that has come already.
    pub fn whole(bytes: Vec<u8>) -> Self {
        Self::of(stream::iter([Ok(bytes)]).boxed_local())
    }

    /// Whether it is longer than so many bytes; reads on until that can be said.
    pub async fn exceeds(&mut self, length: usize) -> Result<bool, Unread> {
        while self.read.len() <= length {
            match self.chunks.next().await {
                Some(chunk) => self.read.extend(chunk?),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Takes what still comes, up to [`MAX_BODY`], and keeps nothing: who is answered in the middle of sending may take
    /// it for a broken connection.
    pub async fn skip(mut self) {
        let mut length = self.read.len();
        while length <= MAX_BODY {
            match self.chunks.next().await {
                Some(Ok(chunk)) => length += chunk.len(),
                _ => return,
            }
        }
    }

    /// All of it, but no more than [`MAX_BODY`], whatever its declared length.
    pub async fn read(mut self) -> Result<Vec<u8>, Unread> {
        match self.exceeds(MAX_BODY).await? {
            true => Err(Unread::TooLarge),
            false => Ok(self.read),
        }
    }
}
