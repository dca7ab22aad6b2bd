//! The mail service: keeps what it is given, and fails as it was told.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use aviationalley_worker::{
    app::{Clock, Mail, MailError, Mailer},
    time::Instant,
};
use futures::future::{LocalBoxFuture, pending};

use super::{ports::SetClock, sqlite::yield_once};

pub struct Mailbox {
    clock: Rc<SetClock>,
    mails: RefCell<Vec<(Instant, Mail)>>,
    /// While set, nothing is sent, for this reason.
    pub broken: RefCell<Option<MailError>>,
    /// While set, mails are sent but the service never answers.
    pub hangs: Cell<bool>,
}

impl Mailbox {
    pub fn new(clock: Rc<SetClock>) -> Self {
        Self { clock, mails: RefCell::default(), broken: RefCell::default(), hangs: Cell::new(false) }
    }

    /// What was sent, with its time, in order.
    pub fn all(&self) -> Vec<(Instant, Mail)> {
        self.mails.borrow().clone()
    }
}

impl Mailer for Mailbox {
    fn send(&self, mail: Mail) -> LocalBoxFuture<'_, Result<(), MailError>> {
        Box::pin(async move {
            yield_once().await;
            if let Some(error) = self.broken.borrow().clone() {
                return Err(error);
            }
            self.mails.borrow_mut().push((self.clock.now(), mail));
            if self.hangs.get() {
                pending::<()>().await;
            }
            Ok(())
        })
    }
}
