//! How long each test took, for `make test` to print the slowest: libtest tells no times on a stable toolchain.

use std::{fs::File, io::Write, time::Instant};

/// Runs as long as a world. At its end it adds a line, milliseconds and the test's name, to the file `TEST_TIMES`.
pub struct Stopwatch(Instant);

impl Stopwatch {
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        if let Some(path) = std::env::var_os("TEST_TIMES") {
            let thread = std::thread::current();
            let line = format!("{} {}\n", self.0.elapsed().as_millis(), thread.name().unwrap_or("unnamed"));
            // A short line is appended in one piece, whichever other tests write at the same time.
            let _ = File::options()
                .append(true)
                .create(true)
                .open(path)
                .and_then(|mut file| file.write_all(line.as_bytes()));
        }
    }
}
