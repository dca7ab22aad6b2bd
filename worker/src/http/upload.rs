//! [`Upload`]: an incoming body, read only as far as needed.

use futures::{
    StreamExt,
    stream::{self, LocalBoxStream},
};

use super::body::{MAX_BODY, Unread};

/// The chunks of a body as they arrive.
pub type Chunks = LocalBoxStream<'static, Result<Vec<u8>, Unread>>;

pub struct Upload {
    chunks: Chunks,
    read: Vec<u8>,
}

impl Upload {
    pub fn of(chunks: Chunks) -> Self {
        Self { chunks, read: Vec::new() }
    }

    /// A body that has already arrived.
    pub fn whole(bytes: Vec<u8>) -> Self {
        Self::of(stream::iter([Ok(bytes)]).boxed_local())
    }

    /// Whether it is longer than so many bytes; reads on until that is known.
    pub async fn exceeds(&mut self, length: usize) -> Result<bool, Unread> {
        while self.read.len() <= length {
            match self.chunks.next().await {
                Some(chunk) => self.read.extend(chunk?),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Reads and discards the rest, up to [`MAX_BODY`]: a client that gets a response while it is sending may take that for
    /// a broken connection.
    pub async fn skip(mut self) {
        let mut length = self.read.len();
        while length <= MAX_BODY {
            match self.chunks.next().await {
                Some(Ok(chunk)) => length += chunk.len(),
                _ => return,
            }
        }
    }

    /// Reads all of it, but no more than [`MAX_BODY`], whatever its declared length.
    pub async fn read(mut self) -> Result<Vec<u8>, Unread> {
        match self.exceeds(MAX_BODY).await? {
            true => Err(Unread::TooLarge),
            false => Ok(self.read),
        }
    }
}
