//! The static files that are deployed beside the worker.

use futures::future::LocalBoxFuture;
use worker::Fetcher;

use crate::app::{Asset, Assets};

pub struct StaticAssets(pub Fetcher);

impl StaticAssets {
    async fn text(&self, path: &str) -> worker::Result<String> {
        // The binding ignores the host.
        let url = format!("https://assets.invalid/worker/{path}");
        let mut response = self.0.fetch(url, None).await?;
        match response.status_code() {
            200 => response.text().await,
            status => Err(worker::Error::RustError(format!("{path} answered {status}"))),
        }
    }
}

impl Assets for StaticAssets {
    fn read(&self, asset: Asset) -> LocalBoxFuture<'_, Result<String, String>> {
        let path = match asset {
            Asset::OpenApi => "openapi.json",
            Asset::EventTypes => "event-types.json",
        };
        Box::pin(async move { self.text(path).await.map_err(|error| format!("asset {path}: {error}")) })
    }
}
